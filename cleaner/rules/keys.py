"""Match keys: what of a line counts when it is compared with phrases and with other lines."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleaner.text.folding import fold

__all__ = ["UNSPACED", "match_key", "match_keys"]

APOSTROPHES = "'’‘ʼ`´"
# Vowel signs of the Indic scripts, Myanmar and Khmer are no word characters to `re`, but they are parts of words.
NOT_WORD = re.compile(r"(?:[^\w\u0900-\u0963\u0970-\u0dff\u1000-\u1049\u1050-\u109f\u1780-\u17d3]|_)+")
E_MAIL = re.compile(r"\be mail\b")
# Scripts that write without spaces: there a word may begin and end anywhere.
UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[\U00020000-\U0003ffff]"
)


class _KeyTable(dict[int, str | None]):
    """Code point to what of it a match key holds, for `str.translate`; worked out when first met.

    Between two lines their line end stays.
    """

    def __missing__(self, point: int) -> str | None:
        character = chr(point)
        key = None if character in APOSTROPHES else NOT_WORD.sub(" ", fold(character)) or None
        self[point] = key
        return key


KEY_TABLE = _KeyTable({ord("\n"): "\n"})
# The same for ASCII, by bytes: a tenth of the time.
ASCII_TABLE = bytes(ord(KEY_TABLE[point] or "\0") for point in range(128)) + bytes(range(128, 256))
ASCII_APOSTROPHES = b"'`"
LINE_END = "\x01"
LINES_TABLE = ASCII_TABLE.replace(b"\n", LINE_END.encode())
# In English hardly any other characters are beyond ASCII.
TYPOGRAPHY = "’“”‘–—…•\u00a0®™"


def match_key(line: str) -> str:
    """What of a line counts for comparing: folded words with one space between.

    Case, accents, width, punctuation and emoji do not matter; apostrophes join what they stand between.

    >>> match_key("  ► L’Été, C’EST ici !")
    'lete cest ici'
    """
    key = " ".join((_ascii_key(line) if line.isascii() else line.translate(KEY_TABLE)).split())
    return E_MAIL.sub("email", key) if "e mail" in key else key


def match_keys(lines: Sequence[str]) -> list[str]:
    """The match keys of many lines, for a fraction of what they cost one by one.

    >>> match_keys(["Share!", "", "L’Été"])
    ['share', '', 'lete']
    """
    text = "\n".join(lines)
    if text.count("\n") != len(lines) - 1:  # a line with a line end in it, or no line
        return [match_key(line) for line in lines]
    if not text.isascii():
        for sign in TYPOGRAPHY:
            text = text.replace(sign, KEY_TABLE[ord(sign)] or "")
    if not text.isascii():
        # Lines beyond ASCII cost several times as much.
        text = "\n".join([line if line.isascii() else line.translate(KEY_TABLE) for line in text.split("\n")])
    # Where a line ends stays as a sign that no key has, so that all words are parted at once.
    text = " ".join(_ascii_key(text, LINES_TABLE).split())
    if "e mail" in text:
        text = E_MAIL.sub("email", text)
    return [key.strip(" ") for key in text.split(LINE_END)]


def _ascii_key(text: str, table: bytes = ASCII_TABLE) -> str:
    """A text with its ASCII characters as a key has them: no byte of another in UTF-8 is one of theirs."""
    return text.encode("utf-8", "surrogatepass").translate(table, ASCII_APOSTROPHES).decode("utf-8", "surrogatepass")
