"""Within a line: emphasis, code and links as Markdown writes them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import urljoin

from cleaner.extract.marks import EMPHASIS, Mark
from cleaner.rendering import RenderingWriter, escape

__all__ = ["INLINE", "Inline"]

INLINE = frozenset(EMPHASIS.values())
SIGNS = {"em": "*", "strong": "**", "del": "~~"}
TICKS = re.compile("`+")
SCHEMES = re.compile(r"(?:https?|mailto|tel|ftp):", re.IGNORECASE)
SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
# What would end an address in its parentheses.
SAFE = str.maketrans({**{one: f"%{ord(one):02X}" for one in " ()<>\\"}, **dict.fromkeys("\n\r\t")})


class Inline:
    """Writes pieces of lines of `text`; addresses are made whole by `base`, that of the page."""

    def __init__(self, text: str, base: str | None, *, links: bool) -> None:
        self._text = text
        self._base = base
        self._links = links

    def write(
        self, out: RenderingWriter, start: int, end: int, marks: Iterable[Mark], *, leads: bool = False, also: str = ""
    ) -> None:
        """Write `[start, end)` with the marks in it; `leads` if it begins a line, `also` are escaped too."""
        start, end = self._bare(start, end)
        open_marks: list[Mark] = []
        at = start

        def go(to: int) -> None:
            nonlocal at
            brackets = "[]" if any(mark.kind == "a" for mark in open_marks) else ""
            if any(mark.kind == "code" for mark in open_marks):
                out.keep_escaped(at, to, [place for place in range(at, to) if self._text[place] in also])
            else:
                first = leads and at == start
                out.keep_escaped(at, to, escape(self._text, at, to, leads=first, also=also + brackets))
            at = to

        for mark in self._wanted(start, end, marks):
            while open_marks and open_marks[-1].end <= mark.start:
                go(open_marks[-1].end)
                out.mark(self._sign(open_marks.pop(), closes=True))
            go(mark.start)
            out.mark(self._sign(mark, closes=False))
            open_marks.append(mark)
        while open_marks:
            go(open_marks[-1].end)
            out.mark(self._sign(open_marks.pop(), closes=True))
        go(end)

    def image(self, mark: Mark) -> str:
        """An image; empty where links are not wanted, or its address leads nowhere."""
        source, _, shown = mark.value.partition("\n")
        address = self._address(source) if self._links else ""
        if not address:
            return ""
        out = RenderingWriter(shown)
        out.keep_escaped(0, len(shown), escape(shown, 0, len(shown), also="[]"))
        return f"![{out.close().text}]({address})"

    def _wanted(self, start: int, end: int, marks: Iterable[Mark]) -> Iterator[Mark]:
        """The marks that can be written, within `[start, end)`, without space at their ends, the outer ones first."""
        clipped = (mark._replace(start=max(start, mark.start), end=min(end, mark.end)) for mark in marks)
        bare = [mark._replace(start=first, end=last) for mark in clipped for first, last in [self._bare(*mark[1:3])]]
        bare = sorted((mark for mark in bare if mark.start < mark.end), key=lambda mark: (mark.start, -mark.end))
        taken: list[Mark] = []
        for mark in bare:
            around = [other.kind for other in taken if other.end > mark.start]
            ends_here = any(other.kind in SIGNS and other.end == mark.start for other in taken)
            if mark.kind in around or "code" in around or (ends_here and mark.kind in SIGNS):
                continue
            if mark.kind in SIGNS and not self._flanks(mark, bare, start, end):
                continue
            address = self._address(mark.value) if mark.kind == "a" and self._links else ""
            if address or mark.kind != "a":
                taken.append(mark)
                yield mark._replace(value=address)

    def _bare(self, start: int, end: int) -> tuple[int, int]:
        """`[start, end)` without white space at its ends."""
        piece = self._text[start:end]
        return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())

    def _flanks(self, mark: Mark, marks: Sequence[Mark], start: int, end: int) -> bool:
        """Whether its signs would be read as such: not where punctuation meets a letter (CommonMark, section 6.2)."""
        text = self._text
        before = text[mark.start - 1] if mark.start > start else " "
        after = text[mark.end] if mark.end < end else " "
        inner = [other for other in marks if other.kind in ("a", "code")]
        opens = _is_sign(text[mark.start]) or any(other.start == mark.start for other in inner)
        closes = _is_sign(text[mark.end - 1]) or any(other.end == mark.end for other in inner)
        return not (opens and _is_letter(before)) and not (closes and _is_letter(after))

    def _sign(self, mark: Mark, *, closes: bool) -> str:
        if mark.kind == "a":
            return f"]({mark.value})" if closes else "["
        if mark.kind == "code":
            return self._ticks(mark, closes=closes)
        return SIGNS[mark.kind]

    def _ticks(self, mark: Mark, *, closes: bool) -> str:
        code = self._text[mark.start : mark.end]
        ticks = "`" * (max(map(len, TICKS.findall(code)), default=0) + 1)
        if not (code.startswith("`") or code.endswith("`")):
            return ticks
        return f" {ticks}" if closes else f"{ticks} "

    def _address(self, address: str) -> str:
        """A link's address; empty where it leads nowhere but within the page."""
        if not address or address.startswith("#") or (SCHEME.match(address) and not SCHEMES.match(address)):
            return ""
        try:
            return urljoin(self._base or "", address).translate(SAFE)
        except ValueError:
            return ""


def _is_letter(character: str) -> bool:
    """What is neither space nor punctuation."""
    return not character.isspace() and not _is_sign(character)


def _is_sign(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"
