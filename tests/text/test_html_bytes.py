"""Is it HTML, and in which encoding."""

from __future__ import annotations

import pytest

from cleaner.text.decoding import decode
from cleaner.text.html_bytes import bytes_look_like_html, declared_encoding

META = '<html><head><meta http-equiv="Content-Type" content="text/html; charset={}"></head><p>{}'


@pytest.mark.parametrize(
    ("label", "codec", "text"),
    [
        ("ISO-8859-1", "cp1252", "naïve “quotes” – café"),
        ("windows-1251", "cp1251", "Дождь шёл третий день"),
        ("gb2312", "gb18030", "雨下了三天，渡轮停航。"),
        ("Shift_JIS", "cp932", "雨は三日間降り続いた～"),
        ("euc-kr", "cp949", "비가 사흘 동안 내렸다 똠"),
        ("koi8-r", "koi8-r", "Дождь шёл третий день"),
        ("iso-8859-2", "iso-8859-2", "Zażółć gęślą jaźń"),
        ("tis-620", "cp874", "ฝนตกสามวัน"),
    ],
)
def test_a_declared_encoding_is_read_as_browsers_do(label: str, codec: str, text: str) -> None:
    data = META.format(label, text).encode(codec)
    decoded = decode(data, declared_encoding(data))
    assert text in decoded.text
    assert decoded.encode() == data


def test_a_lying_declaration_does_not_harm_utf_8() -> None:
    data = META.format("iso-8859-1", "naïve café").encode()
    assert "naïve café" in decode(data, declared_encoding(data)).text


def test_a_declaration_that_does_not_decode_is_not_believed() -> None:
    data = META.format("euc-jp", "naïve café à la crème brûlée").encode("latin-1")
    decoded = decode(data, declared_encoding(data))
    assert "café" in decoded.text
    assert decoded.encode() == data


@pytest.mark.parametrize("label", ["rot13", "utf-7", "punycode", "unicode_escape", "idna", "no-such", "hex"])
def test_labels_that_are_no_encoding_of_text(label: str) -> None:
    assert declared_encoding(META.format(label, "x").encode()) is None


def test_the_declaration_of_xml() -> None:
    assert declared_encoding(b'<?xml version="1.0" encoding="windows-1250"?><html>') == "windows-1250"
    assert declared_encoding(b"<p>charset=koi8-r</p>") is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "latin-1"])
def test_bytes_that_are_html(encoding: str) -> None:
    assert bytes_look_like_html("\n<!-- a --><!DOCTYPE html><p>Rain".encode(encoding))
    assert not bytes_look_like_html("Rain <html> fell".encode(encoding))
    assert bytes_look_like_html('<?xml version="1.0"?>\n<html>'.encode(encoding))


def test_a_text_of_many_comments_is_looked_at_once() -> None:
    assert not bytes_look_like_html(b"<!-- a -->" * 200_000 + b"x")
    assert not bytes_look_like_html(b"<!--" * 200_000)
