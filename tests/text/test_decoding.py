"""Bytes to text and back."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.errors import DocumentError
from cleaner.text.decoding import decode, escape_surrogates, line_ends

LEGACY = [
    ("cp1251", "Совет города утвердил бюджет на следующий год, сообщил мэр в понедельник вечером."),
    ("koi8-r", "Совет города утвердил бюджет на следующий год, сообщил мэр в понедельник вечером."),
    ("cp1252", "Le conseil a approuvé le budget de l’été, a déclaré le maire à la presse « hier »."),
    ("cp1252", "Der Bürgermeister erklärte, die Straße werde für zwei Wochen gesperrt bleiben."),
    ("cp1250", "Rada miasta zatwierdziła budżet na przyszły rok, powiedział burmistrz w poniedziałek."),
    ("cp1254", "Belediye meclisi gelecek yılın bütçesini onayladı, dedi başkan. Şehirde yağmur vardı."),
    ("iso8859-7", "Το δημοτικό συμβούλιο ενέκρινε τον προϋπολογισμό, δήλωσε ο δήμαρχος τη Δευτέρα."),
    ("cp1256", "وافق مجلس المدينة على ميزانية العام المقبل، بحسب ما قال رئيس البلدية للصحافيين"),
    ("shift_jis", "市議会は来年度の予算案を可決した。市長は記者団に対し、満足していると述べた。"),
    ("euc_jp", "市議会は来年度の予算案を可決した。市長は記者団に対し、満足していると述べた。"),
    ("gb18030", "市议会周一通过了明年的预算，市长对记者说，他对结果感到满意。"),
    ("big5", "市議會週一通過了明年的預算，市長對記者說，他對結果感到滿意。"),
    ("euc_kr", "시의회는 월요일 내년 예산안을 승인했다고 시장이 기자들에게 밝혔다."),
]


@given(st.binary(max_size=200))
def test_any_bytes_come_back_or_are_refused(data: bytes) -> None:
    try:
        decoded = decode(data)
    except DocumentError:
        return
    assert decoded.encode() == data
    decoded.text.encode("utf-8")  # no lone surrogate is left


@given(st.text(max_size=80), st.sampled_from(["utf-8", "utf-16", "utf-32", "utf-8-sig"]))
def test_unicode_is_read_as_it_was_written(text: str, encoding: str) -> None:
    clean = text.replace("\0", "").translate(dict.fromkeys(range(9)) | dict.fromkeys(range(14, 32)) | {0x7F: None})
    clean = clean.replace("\x0b", "").lstrip("\ufeff")
    decoded = decode(clean.encode(encoding))
    assert decoded.text == clean
    assert decoded.encode() == clean.encode(encoding)


@pytest.mark.parametrize(("encoding", "text"), LEGACY)
@pytest.mark.parametrize("times", [1, 7])
def test_legacy_encodings(encoding: str, text: str, times: int) -> None:
    data = (text * times).encode(encoding)
    decoded = decode(data)
    assert decoded.text == text * times
    assert decoded.encode() == data


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_encodings_without_a_mark(encoding: str) -> None:
    text = "Rain fell on the harbour, and the ferries stayed in port.\nДождь шёл.\n"
    assert decode(text.encode(encoding)).text == text


def test_damaged_utf8_keeps_what_is_whole_and_remembers_the_rest() -> None:
    data = "Le préfet a été reçu à l’Élysée".encode() + b"\xe2\x80"
    decoded = decode(data)
    assert decoded.text == "Le préfet a été reçu à l’Élysée\ufffd\ufffd"
    assert decoded.undecodable == ((31, 0xE2), (32, 0x80))
    assert decoded.encode() == data


@pytest.mark.parametrize("data", [b"\x00\x01\x02\x03" * 40, b"PK\x03\x04" + bytes(range(256)) * 4, b"text\0more"])
def test_binary_is_refused_with_its_reason(data: bytes) -> None:
    with pytest.raises(DocumentError, match="binary"):
        decode(data)


def test_a_mark_alone_is_an_empty_text() -> None:
    decoded = decode(codecs.BOM_UTF8)
    assert (decoded.text, decoded.encode()) == ("", codecs.BOM_UTF8)


def test_lone_surrogates_are_remembered() -> None:
    assert escape_surrogates("plain") == ("plain", ())
    assert escape_surrogates("\udfffa") == ("\ufffda", ((0, 0xDFFF),))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "none"),
        ("a", "none"),
        ("a\nb", "lf"),
        ("a\r\n", "crlf"),
        ("a\rb", "cr"),
        ("a\r\n\r", "mixed"),
        ("\u2028", "mixed"),
    ],
)
def test_line_ends(text: str, kind: str) -> None:
    assert line_ends(text) == kind


@pytest.mark.parametrize("text", ["Rain fell on the harbour.\0\n", "Regen fällt, schön.\0", "雨が降った。\0"])
def test_a_stray_nul_does_not_make_utf_16(text: str) -> None:
    for data in (text.encode() * 8, text.encode() * 8 + b" "):
        with pytest.raises(DocumentError, match="NUL"):
            decode(data)


CHINESE = "市议会周一通过了明年的预算，市长对记者说，他对结果感到满意。天气很好，大家都出门了。"


@pytest.mark.parametrize(("encoding", "text"), [("gb18030", CHINESE), *LEGACY[-5:]], ids=lambda one: one[:8])
def test_one_bad_byte_costs_one_character_and_not_the_encoding_that_is_declared(encoding: str, text: str) -> None:
    data = (text * 3).encode(encoding) + b"\xff" + (text * 3).encode(encoding)
    decoded = decode(data, encoding)
    assert decoded.text == f"{text * 3}\ufffd{text * 3}"
    assert decoded.encode() == data
    assert decoded.undecodable == ((len(text) * 3, 0xFF),)


def test_bytes_that_are_mostly_bad_are_no_text_of_the_declared_encoding() -> None:
    data = "L’été à la mer : « café », déjà, très près, là-bas, où ?".encode("cp1252")
    assert decode(data, "gb18030").text == data.decode("cp1252")


def test_ascii_with_nul_in_it_is_not_read_as_chinese() -> None:
    data = b"<!DOCTYPE html><title>Storm</title><p>" + "Rain fell on the harbour. ".encode("utf-16-le") * 99
    with pytest.raises(DocumentError, match="NUL"):
        decode(data)
