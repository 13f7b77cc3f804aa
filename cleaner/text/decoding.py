"""Bytes to text and back: what was read can always be written again, byte for byte."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from cleaner.errors import DocumentError

__all__ = ["Decoded", "bad_bytes", "decode", "escape_surrogates", "line_ends"]

# Longest first: the UTF-32 mark begins with the UTF-16 one.
MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
CONTROL = bytes(set(range(32)) - set(b"\t\n\f\r")) + b"\x7f"
MOST_CONTROL = 0.01
LEAST_NUL = 0.2
# So much ASCII at the beginning is no text of wide characters, though NUL follows.
PRINTABLE = re.compile(rb"[ -~\r\n\t]{16}")
HIGH = re.compile(rb"[\x80-\xff]")
# Detection reads this much around the first high byte: more does not change its mind, ASCII tells nothing.
DETECTED_BYTES = 1 << 16
# A dozen characters tell a detector nothing (it then answers .13 and names an odd alphabet); real
# paragraphs in 14 legacy encodings gave .16 and more. Below, what browsers assume (WHATWG Encoding).
LEAST_CONFIDENCE = 0.15
WEB_FALLBACK = "cp1252"
# Of a text in such an encoding, of which one byte shifts what follows, at most so many bad bytes a character.
SEVERAL_BYTES = frozenset(("gb18030", "gbk", "gb2312", "big5", "big5hkscs", "cp932", "shift_jis", "euc_jp", "euc-jp",
                           "cp949", "euc_kr", "euc-kr", "johab"))  # fmt: skip
MOST_BAD = 0.05
SURROGATE = re.compile("[\ud800-\udfff]")
REPLACEMENT = "\ufffd"


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and how to get its bytes back.

    `bom` is the byte order mark that stood first; `undecodable` holds (index of a U+FFFD in `text`, the
    byte that stood there).

    >>> decode(b"\\xef\\xbb\\xbfna\\xc3\\xafve").encode()
    b'\\xef\\xbb\\xbfna\\xc3\\xafve'
    """

    text: str
    encoding: str = "utf-8"
    bom: bytes = b""
    undecodable: tuple[tuple[int, int], ...] = ()

    def encode(self) -> bytes:
        """The bytes that were read, exactly."""
        if not self.undecodable:
            return self.bom + self.text.encode(self.encoding)
        characters = list(self.text)
        for place, byte in self.undecodable:
            characters[place] = chr(0xDC00 + byte)
        return self.bom + "".join(characters).encode(self.encoding, "surrogateescape")


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """Decode by byte order mark, as UTF-8, or as the declared or detected encoding; an encoding counts only if
    encoding again gives the same bytes. Else with U+FFFD, the bytes remembered: as UTF-8, or as Chinese, Japanese or
    Korean that has a few bad bytes.

    Errors: DocumentError for binary data (NUL that UTF-16 or UTF-32 does not explain, or more than 1 %
    control characters).

    >>> decode("caf\\u00e9 \\u00e0 la cr\\u00e8me".encode("latin-1")).text
    'café à la crème'
    >>> decode("na\u00efve caf\u00e9 \u2013 ".encode() + b"\\xff").undecodable
    ((13, 255),)
    """
    mark, encoding = next(((mark, name) for mark, name in MARKS if data.startswith(mark)), (b"", "utf-8"))
    body = data[len(mark) :]
    if mark and (text := _exact(body, encoding)) is not None:
        return _refuse_control(Decoded(text, encoding, mark))
    if b"\0" in data:
        return _refuse_control(_decode_wide(data))
    if len(data.translate(None, CONTROL)) < len(data) * (1 - MOST_CONTROL):
        raise DocumentError("binary: more than 1 % of its bytes are control characters")
    if (text := _exact(data, "utf-8")) is not None:
        return Decoded(text)
    # Valid UTF-8 of any length is no accident, while every byte is valid in most declared encodings.
    if declared and (text := _exact(data, declared)) is not None:
        return Decoded(text, declared)
    lossy = _lossy(data)
    if _is_damaged(lossy):
        return lossy
    legacy = _detected(data)
    for named in (declared, legacy):
        if named and (nearly := _nearly(data, named)):
            return nearly
    text = _exact(data, legacy)
    return lossy if text is None else Decoded(text, legacy)


def bad_bytes(decoded: Decoded) -> tuple[str, ...]:
    """A note of the bytes that are no text; empty where there are none.

    >>> bad_bytes(decode("na\\u00efve caf\\u00e9 \\u2013 ".encode() + b"\\xff"))
    ('1 byte is no utf-8: U+FFFD stands for it',)
    """
    many = len(decoded.undecodable)
    if not many:
        return ()
    return (
        (f"{many:,} bytes are no {decoded.encoding}: U+FFFD stands for each",)
        if many > 1
        else (f"1 byte is no {decoded.encoding}: U+FFFD stands for it",)
    )


def _exact(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding)
        # UTF-8 is strict both ways; other codecs map several bytes to one character.
        return text if encoding == "utf-8" or text.encode(encoding) == data else None
    except (UnicodeError, LookupError):
        return None


def _detected(data: bytes) -> str:
    """The legacy encoding that bytes which are no UTF-8 most likely have."""
    import chardet

    first = next(match.start() for match in HIGH.finditer(data))
    start = max(0, min(first - DETECTED_BYTES // 2, len(data) - DETECTED_BYTES))
    guess = chardet.detect(data[start : start + DETECTED_BYTES])
    encoding, confidence = guess["encoding"], guess["confidence"]
    return encoding if encoding and confidence and confidence >= LEAST_CONFIDENCE else WEB_FALLBACK


def _decode_wide(data: bytes) -> Decoded:
    """UTF-16 or UTF-32 without a mark: the one whose text has no NUL and is mostly one script's."""
    # Any two bytes of ASCII are a character of UTF-16: text with a stray NUL would be read as Chinese.
    narrow = PRINTABLE.match(data) or (data.count(0) < len(data) * LEAST_NUL and _exact(data, "utf-8") is not None)
    for encoding in () if narrow else WIDE:
        text = _exact(data, encoding)
        if text and "\0" not in text and _plausible(text):
            return Decoded(text, encoding)
    raise DocumentError("binary: it holds NUL bytes that neither UTF-16 nor UTF-32 explains")


def _plausible(text: str) -> bool:
    """Real text has spaces, line ends or ideographic stops; bytes read in the wrong order have not."""
    sample = text[:4096]
    common = sum(character in " \n\r\t,.、。，" for character in sample)
    return common * 200 >= len(sample) and sum(character.isprintable() for character in sample) * 10 >= len(sample) * 7


def _refuse_control(decoded: Decoded) -> Decoded:
    text = decoded.text
    odd = sum(text.count(chr(byte)) for byte in CONTROL)
    if "\0" in text or odd > len(text) * MOST_CONTROL:
        raise DocumentError("binary: it holds NUL or more than 1 % control characters")
    return decoded


def _lossy(data: bytes, encoding: str = "utf-8") -> Decoded:
    escaped = data.decode(encoding, "surrogateescape")
    places = tuple((match.start(), ord(match.group()) - 0xDC00) for match in SURROGATE.finditer(escaped))
    return Decoded(SURROGATE.sub(REPLACEMENT, escaped), encoding, b"", places)


def _nearly(data: bytes, encoding: str) -> Decoded | None:
    """A text of an encoding with several bytes a character, a few of which are bad; None for what is none."""
    if encoding.lower() == "gb2312":
        # Nobody writes the smaller set alone.
        encoding = "gb18030"
    if encoding.lower() not in SEVERAL_BYTES:
        return None
    found = _lossy(data, encoding)
    written = sum(not character.isascii() for character in found.text)
    if len(found.undecodable) > MOST_BAD * written or found.encode() != data:
        return None
    return found


def _is_damaged(lossy: Decoded) -> bool:
    """UTF-8 with a few bad bytes: text in a legacy encoding hardly ever holds valid long sequences."""
    valid = sum(not character.isascii() for character in lossy.text) - len(lossy.undecodable)
    return valid > 2 * len(lossy.undecodable)


def escape_surrogates(text: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """A text without lone surrogates (JSON may bring them), and what stood where.

    >>> escape_surrogates("a\\ud800b")
    ('a\\ufffdb', ((1, 55296),))
    """
    try:
        # Ten times faster than to look for them, and nearly every text has none.
        text.encode()
    except UnicodeEncodeError:
        places = tuple((match.start(), ord(match.group())) for match in SURROGATE.finditer(text))
        return SURROGATE.sub(REPLACEMENT, text), places
    return text, ()


def line_ends(text: str) -> str:
    """The kind of line ends: `none`, `lf`, `crlf`, `cr`, or `mixed`.

    >>> line_ends("a\\r\\nb\\r\\n"), line_ends("a\\nb\\r")
    ('crlf', 'mixed')
    """
    pairs = text.count("\r\n")
    counts = {"crlf": pairs, "lf": text.count("\n") - pairs, "cr": text.count("\r") - pairs}
    other = text.count("\u2028") + text.count("\u2029")
    present = [name for name, count in counts.items() if count]
    if other or len(present) > 1:
        return "mixed"
    return present[0] if present else "none"
