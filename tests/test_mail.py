"""Messages: what was written is read whatever a Japanese mail program made of it; attachments are files of their own."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from email.header import Header
from email.message import EmailMessage

import pytest

from casebase.access import LOCAL_READER
from casebase.errors import DocumentError
from casebase.models import Details
from casebase.service import Casebase
from ingest.compose import compose
from ingest.load import load
from ingest.load.mail_text import decoded_jis, display_names, header_text
from ingest.messages import ERRORS
from ingest.records import IncomingFile
from ingest.sandbox import Sandbox
from tests.compound_file import compound_file, message
from tests.containers import TEXT, archive, ended, expanded
from tests.handing_in import take_in

CODEC_OF = {"iso-2022-jp": "iso2022_jp", "shift_jis": "cp932", "utf-8": "utf-8", "euc-jp": "euc_jp"}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(seconds=30, memory_mb=512) as opened:
        yield opened


def text_of(name: str, content: bytes) -> str:
    return "\n".join(page.text for page in compose(load(name, content)))


def written(subject: str = "生成AIの利用", text: str = TEXT) -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"] = subject
    mail["From"] = '"青空 太郎" <taro@example.jp>'
    mail["To"] = "広島 花子 <hanako@example.jp>, jimu@example.jp"
    mail["Date"] = "Mon, 26 Jan 2026 10:30:00 +0900"
    mail.set_content(text)
    return mail


@pytest.mark.parametrize("charset", CODEC_OF)
def test_head_and_body_are_read_in_the_encodings_of_japanese_mail(charset):
    codec = CODEC_OF[charset]
    word = base64.b64encode("会議の記録について".encode(codec)).decode()
    name = base64.b64encode("青空 太郎".encode(codec)).decode()
    head = f"Subject: =?{charset}?B?{word}?=\r\nFrom: =?{charset}?B?{name}?= <taro@example.jp>\r\n"
    kind = f"Content-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"

    loaded = load("a.eml", (head + kind).encode() + TEXT.encode(codec))

    assert loaded.title == "会議の記録について"
    text = compose(loaded)[0].text
    assert TEXT in text
    assert "差出人：青空 太郎" in text


@pytest.mark.parametrize("codec", ["cp932", "utf-8", "iso2022_jp", "euc_jp"])
def test_headers_written_raw_against_the_rules_are_read(codec):
    head = (
        b"Subject: " + "研修のお知らせ".encode(codec) + b"\nFrom: " + "青空太郎".encode(codec) + b" <t@example.jp>\n\n"
    )

    text = text_of("a.eml", head + "本文である。".encode(codec))

    assert "研修のお知らせ" in text
    assert "青空太郎" in text
    assert "example" not in text


def test_vendor_characters_and_half_width_kana_in_iso_2022_jp_are_read():
    data = b"\x1b$B\x2d\x21\x25\x46\x25\x39\x25\x48\x2d\x6a\x1b(B No.1 \x1b(I\x45\x45\x1b(B"

    assert decoded_jis(data) == "①テスト㈱ No.1 ﾅﾅ"
    assert header_text("=?ISO-2022-JP?B?" + base64.b64encode(data).decode() + "?=") == "①テスト㈱ No.1 ﾅﾅ"


def test_a_character_set_that_is_named_by_habit_does_not_spoil_japanese_nor_accents():
    head = b"Subject: a\nContent-Type: text/plain; charset=iso-8859-1\n\n"

    assert TEXT in text_of("a.eml", head + TEXT.encode("cp932"))
    assert "¡Olé, un café!" in text_of("a.eml", head + "¡Olé, un café!".encode("latin-1"))


def test_a_subject_cut_within_a_character_is_put_together():
    data = "生成AIの利用に関する指針".encode()
    halves = (base64.b64encode(part).decode() for part in (data[:4], data[4:]))

    assert header_text("\r\n ".join(f"=?utf-8?B?{half}?=" for half in halves)) == "生成AIの利用に関する指針"


def test_names_are_kept_and_addresses_are_not():
    assert display_names('"山田, 太郎" <a@example.jp>, b@example.jp, "c@example.jp" <c@example.jp>') == ("山田, 太郎",)
    text = text_of("a.eml", written().as_bytes())
    assert "宛先：広島 花子" in text
    assert "日時：2026-01-26 10:30" in text
    assert "example.jp" not in text


def test_the_subject_is_the_title_and_the_date_that_of_the_message():
    loaded = load("a.eml", written().as_bytes())

    assert (loaded.title, loaded.created_on) == ("生成AIの利用", "2026-01-26")


def test_an_english_message_has_english_labels():
    mail = written("Pilot", "The pilot starts in April.")
    for name in ("From", "To"):
        del mail[name]
    mail["From"] = "Jane Doe <jane@example.org>"

    assert "From: Jane Doe" in text_of("a.eml", mail.as_bytes())


def test_plain_text_is_preferred_and_html_read_where_there_is_no_other():
    mail = written()
    mail.add_alternative("<h1>見出し</h1><p>HTML の本文</p>", subtype="html")
    assert "HTML の本文" not in text_of("a.eml", mail.as_bytes())

    only = written(text=" ")
    only.add_alternative("<p>HTML の本文</p><p style='display:none'>隠し</p>", subtype="html")
    text = text_of("a.eml", only.as_bytes())
    assert "HTML の本文" in text
    assert "隠し" not in text


def test_flowed_lines_are_one_paragraph():
    mail = b"Subject: a\nContent-Type: text/plain; format=flowed\n\nThe pilot \nstarts in April.\n\nNext.\n"

    assert "The pilot starts in April.\n\nNext." in text_of("a.eml", mail)


@pytest.mark.parametrize("style", ["rfc2231", "encoded word", "raw"])
def test_attachments_are_files_of_their_own_whatever_way_their_names_are_written(sandbox, style):
    names = {
        "rfc2231": "filename*=iso-2022-jp''%1B$BJs9p%1B%28B.txt",
        "encoded word": f'filename="{Header("報告.txt", "utf-8").encode()}"',
        "raw": 'filename="報告.txt"',
    }
    mail = (
        "Subject: a\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nhello\n"
        f"--b\nContent-Type: application/octet-stream\nContent-Disposition: attachment; {names[style]}\n"
        f"Content-Transfer-Encoding: base64\n\n{base64.b64encode(TEXT.encode()).decode()}\n--b--\n"
    ).encode()

    steps = list(expanded(sandbox, "a.eml", mail))

    assert [step.name for step in steps] == ["a.eml", "a.eml/報告.txt"]
    assert steps[1].content.decode() == TEXT
    assert "報告.txt" in text_of("a.eml", mail)


def test_a_message_its_attachments_and_forwarded_messages_come_in_one_by_one(casebase: Casebase, settings):
    inner = written("転送された件", "議事録の作成時間は半分になった。")
    inner.add_attachment(b"x" * 10, maintype="application", subtype="octet-stream", filename="x.exe")
    mail = written()
    mail.add_attachment(
        archive(("中.txt", "圧縮した本文である。")), maintype="application", subtype="zip", filename="a.zip"
    )
    mail.add_attachment(inner)

    outcomes = take_in(casebase, settings, "m.eml", mail.as_bytes(), Details("tokyo"))

    assert [(one["file"], one["error"]) for one in outcomes] == [
        ("m.eml", ""),
        ("m.eml/a.zip/中.txt", ""),
        ("m.eml/転送された件.eml", ""),
        ("m.eml/転送された件.eml/x.exe", "UNSUPPORTED_TYPE"),
    ]
    titles = {document.details.title for document in casebase.documents(LOCAL_READER)}
    assert {"生成AIの利用", "転送された件"} <= titles


def test_signatures_and_pictures_of_the_layout_are_no_files(sandbox):
    mail = written()
    mail.add_alternative("<p>x<img src='cid:logo'></p>", subtype="html")
    mail.get_payload()[1].add_related(b"\x89PNG", "image", "png", cid="<logo>")
    mail.add_attachment(b"x", maintype="application", subtype="pkcs7-signature", filename="smime.p7s")

    assert ended(expanded(sandbox, "a.eml", mail.as_bytes())) == {"a.eml": "read on"}


def nested_multiparts(count: int) -> bytes:
    head = "".join(f"--b{n}\nContent-Type: multipart/mixed; boundary=b{n + 1}\n\n" for n in range(count))
    return f"Subject: a\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b0\n\n{head}".encode()


def nested_messages(count: int) -> bytes:
    return b"Subject: a\nContent-Type: message/rfc822\n\n" * count + b"Subject: end\n\ntext\n"


def flat_parts(count: int) -> bytes:
    part = "--b\nContent-Type: application/octet-stream\n\nx\n"
    return f"Subject: a\nContent-Type: multipart/mixed; boundary=b\n\n{part * count}--b--\n".encode()


HOSTILE = {
    "deep.eml": nested_multiparts(1_000),
    "russian-dolls.eml": nested_messages(1_000),
    "many.eml": flat_parts(3_000),
    "no-end.eml": nested_multiparts(3),
    "sealed.eml": b"Subject: a\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data\n\nx",
    "binary.eml": bytes(range(256)) * 20,
    "page.eml": b"<html><p>x",
    "empty-lines.eml": b"\n\n\n",
    "odd-headers.eml": b"Subject: =?utf-8?B?%%%?= =?x-none?Q?=FF?=\nDate: 99\nFrom: <<>>,,;\nContent-Type: ;;;\n\n"
    + TEXT.encode(),
    "odd-charset.eml": b"Subject: a\nContent-Type: text/plain; charset=no-such\n\n" + TEXT.encode("cp932"),
    "nul-charset.eml": b'Subject: a\nContent-Type: text/plain; charset="a\0b"\n\n' + TEXT.encode(),
    "raw-charset.eml": b"Subject: a\nContent-Type: text/plain; charset=\xeb\n\n" + TEXT.encode(),
    "cut.msg": compound_file(message("件名", TEXT))[:1500],
    "head.msg": compound_file(message("件名", TEXT))[:600],
    "zeros.msg": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000),
    "word.msg": compound_file({"WordDocument": bytes(5000)}),
    "text.msg": written().as_bytes(),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_or_broken_message_ends_in_a_named_error_or_correct_text(sandbox, name):
    try:
        read = sandbox.load(name, HOSTILE[name])
    except DocumentError as error:
        assert error.code in ERRORS
        assert error.code != "PARSER_CRASHED"
    else:
        assert name.startswith(("odd-", "nul-", "raw-")) or name in {"no-end.eml", "many.eml", "russian-dolls.eml"}
        assert "\ufffd" not in compose(read)[0].text.replace("�", "", 1)
    for step in expanded(sandbox, name, HOSTILE[name]):
        assert isinstance(step, IncomingFile) or step.error in ERRORS
    assert sandbox.load("good.md", TEXT.encode()).pages


CODES = {
    "sealed.eml": "DOCUMENT_ENCRYPTED",
    "deep.eml": "TOO_DEEP",
    "binary.eml": "TYPE_MISMATCH",
    "page.eml": "TYPE_MISMATCH",
    "word.msg": "TYPE_MISMATCH",
    "text.msg": "TYPE_MISMATCH",
    "head.msg": "MAIL_DAMAGED",
}


@pytest.mark.parametrize(("name", "code"), CODES.items())
def test_what_is_wrong_with_a_message_is_named(sandbox, name, code):
    with pytest.raises(DocumentError) as error:
        sandbox.load(name, HOSTILE[name])
    assert error.value.code == code


def test_messages_inside_messages_are_followed_two_deep(sandbox):
    found = ended(expanded(sandbox, "a.eml", nested_messages(6)))

    assert found["a.eml"] == "read on"
    assert list(found.values()).count("read on") == 3
    assert list(found.values())[-1] == "ARCHIVE_TOO_DEEP"


@pytest.mark.parametrize("codepage", ["", "cp932"])
def test_an_outlook_message_is_read_in_unicode_and_in_the_code_page_of_windows(codepage):
    tree = message("①会議の記録", TEXT, "青空 太郎", ("広島 花子", "x@example.jp"), (("報告.txt", b"x"),), codepage)

    loaded = load("a.msg", compound_file(tree))

    text = compose(loaded)[0].text
    assert (loaded.title, loaded.created_on) == ("①会議の記録", "2026-01-26")
    assert TEXT in text
    assert "差出人：青空 太郎\n宛先：広島 花子\n日時：2026-01-26 01:30 UTC\n添付：報告.txt" in text


def test_an_outlook_message_of_html_alone_is_read():
    html = "<html><body><p>本文は HTML である。</p></body></html>".encode()

    assert "本文は HTML である。" in text_of("a.msg", compound_file(message("件名", html=html)))


def test_attachments_of_outlook_are_files_and_messages_within_become_messages_of_their_own(sandbox):
    inner = message("転送された件", TEXT, "広島 花子", attached=(("表.csv", b"a,b"),), head=24)
    content = compound_file(message("件名", "本文", attached=(("報告.txt", TEXT.encode()), ("転送", inner))))

    steps = list(expanded(sandbox, "a.msg", content))

    assert [step.name for step in steps] == ["a.msg", "a.msg/報告.txt", "a.msg/転送.eml", "a.msg/転送.eml/表.csv"]
    assert steps[1].content == TEXT.encode()
    forwarded = text_of("b.eml", steps[2].content)
    assert TEXT in forwarded
    assert "差出人：広島 花子" in forwarded
    assert "invalid" not in forwarded
