"""Late interaction: what is kept of token vectors, and how they are compared."""

from __future__ import annotations

import numpy as np

from casebase.late import cosines_of_weighty, late_scores, packed, token_matches, unpacked


def tokens(count: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(count, 32)).astype(np.float32)


def test_a_token_is_kept_in_half_a_byte_a_dimension_and_keeps_its_direction() -> None:
    vectors = tokens(200)

    kept = packed(vectors)

    assert len(kept) == 200 * 16
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    assert ((unpacked(kept, 32) * unit).sum(axis=1)).min() > 0.98


def test_scores_are_those_of_the_plain_formula() -> None:
    asked, passages = tokens(5, 1), [tokens(n, n) for n in (3, 40, 1)]
    held = [packed(one) for one in passages]

    plain = [(unpacked(one, 32) @ asked.T).max(axis=0).sum() / np.linalg.norm(asked, axis=1).sum() for one in held]

    assert np.allclose(late_scores(asked, held), plain, atol=1e-5)


def test_a_passage_that_holds_the_questions_own_tokens_scores_one() -> None:
    asked = tokens(6)

    score = late_scores(asked, [packed(np.concatenate([tokens(30, 7), asked]))])

    assert score[0] > 0.98


def test_the_weightier_half_of_the_tokens_is_told_by_its_best_cosine_in_each_passage() -> None:
    asked = tokens(4) * np.array([[0.1], [3.0], [0.2], [2.0]], np.float32)
    with_second, without = [
        packed(np.concatenate([tokens(9, seed), more])) for seed, more in ((1, asked[1:2]), (2, asked[:0]))
    ]

    second, fourth = cosines_of_weighty(asked, token_matches(asked, [with_second, without])).T

    assert second[0] > 0.98
    assert max(second[1], *fourth) < 0.9


def test_passages_without_token_vectors_score_nothing_and_disturb_nobody() -> None:
    asked = tokens(4)
    held = packed(tokens(9, 3))

    alone = late_scores(asked, [held])
    among = late_scores(asked, [b"", held, b""])

    assert among.tolist() == [0.0, alone[0], 0.0]
    assert late_scores(np.zeros((0, 32), np.float32), [held]).tolist() == [0.0]
