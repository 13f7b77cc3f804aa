"""What bytes say of being HTML, and of their encoding, before they are decoded."""

from __future__ import annotations

import re

__all__ = ["bytes_look_like_html", "declared_encoding", "looks_like_html"]

# Atomic and possessive: a comment once passed is not tried again in another length.
BEGINNING = re.compile(
    r"(?>\s+|\ufeff|<!--.*?-->|<\?xml[^>]*\?>)*+<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
# Browsers look for a declaration in the first 1,024 bytes; real pages often have it a little later.
LOOKED_AT = 4096
META = re.compile(rb"<meta\b[^<>]{0,200}?\bcharset\s*=\s*[\"']?\s*([\w:.-]{2,40})", re.IGNORECASE)
XML = re.compile(rb"\s*<\?xml\b[^<>]{0,200}?\bencoding\s*=\s*[\"']([\w:.-]{2,40})[\"']", re.IGNORECASE)

# What browsers read for a label, where Python would take it at its word (WHATWG Encoding Standard, section 4.2).
BROWSERS = {
    **dict.fromkeys(("ascii", "us-ascii", "iso-8859-1", "iso8859-1", "latin1", "latin-1", "l1"), "cp1252"),
    **dict.fromkeys(("gb2312", "gbk", "x-gbk", "chinese", "gb_2312-80"), "gb18030"),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis", "x-sjis", "ms_kanji", "windows-31j"), "cp932"),
    **dict.fromkeys(("euc-kr", "euckr", "ks_c_5601-1987", "ksc5601", "windows-949", "korean"), "cp949"),
    **dict.fromkeys(("iso-8859-9", "latin5", "l5"), "cp1254"),
    **dict.fromkeys(("tis-620", "iso-8859-11"), "cp874"),
    **dict.fromkeys(("big5", "big5-hkscs", "x-x-big5", "cn-big5"), "big5hkscs"),
    **dict.fromkeys(("x-mac-cyrillic", "x-mac-ukrainian"), "mac_cyrillic"),
    **dict.fromkeys(("macintosh", "x-mac-roman"), "mac_roman"),
}
# Names of encodings of text; Python knows others under such names (punycode, rot13).
LEGACY = re.compile(
    r"(?:windows-|cp-?)\d{3,4}|iso-?8859-\d{1,2}(?:-[ei])?|koi8-[ru]|gb18030|euc-jp|iso-2022-jp|hz-gb-2312"
)


def looks_like_html(text: str) -> bool:
    """Whether a text begins as an HTML page does, after byte order mark, space, comments and an XML declaration.

    >>> looks_like_html("<!-- made --> <!DOCTYPE html><p>"), looks_like_html("<b>bold</b>")
    (True, False)
    """
    return bool(BEGINNING.match(text))


def bytes_look_like_html(data: bytes) -> bool:
    """The same of bytes, in any encoding that holds ASCII, or UTF-16."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in data[:64]:
        data = data.replace(b"\0", b"").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    return looks_like_html(data.removeprefix(b"\xef\xbb\xbf").decode("latin-1"))


def declared_encoding(data: bytes) -> str | None:
    """The legacy encoding that a page's head declares, as browsers understand the label; None without one.

    >>> declared_encoding(b'<html><meta http-equiv="Content-Type" content="text/html; charset=ISO-8859-1">')
    'cp1252'
    >>> declared_encoding(b'<meta charset="rot13">') is None
    True
    """
    head = data[:LOOKED_AT]
    found = XML.match(head) or META.search(head)
    if not found:
        return None
    label = found[1].decode("ascii", "replace").lower()
    return BROWSERS.get(label) or (label.removesuffix("-i").removesuffix("-e") if LEGACY.fullmatch(label) else None)
