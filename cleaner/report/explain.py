"""One cleaned document for a person at a terminal: every line in its order, what went struck through, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import groupby, zip_longest
from typing import Any, NamedTuple

from rich.cells import cell_len
from rich.text import Text

from cleaner.document import HEADLINE, Cleaned, Finding, split_blocks
from cleaner.report.stats import rule_names
from cleaner.report.terminal_text import Cells, anchor, first_cells, one_line, pad, visible, wrap

__all__ = ["Piece", "as_json", "clamped", "explain_document", "pieces"]

CUT, TITLE, STAYS, FOLD = "✂", "#", " ", "⋮"
BAR = " │ "
CODE_CELLS, LINE_CELLS, SURE_CELLS = 9, 4, 5
MARGIN_CELLS = len(CUT) + 1 + CODE_CELLS + 1 + LINE_CELLS
LABEL_CELLS = len(CUT) + 1 + CODE_CELLS + 2
LEAST_EVIDENCE, MOST_EVIDENCE, LEAST_TEXT = 8, 30, 8
# Lines of a cut shown before it is shortened, and lines of prose shown at the ends of a run that stays.
CUT_LINES, FIRST_KEPT, LAST_KEPT = 3, 2, 1
# Codes of which a page has dozens side by side: what the extractor did not take.
FOLDED = ("HTML01",)
FOLDED_FROM = 3
# How much of a line is shown where no terminal says how wide it is.
WORDS_CELLS = 80

# One colour a family of rules, told apart on light and dark ground; the code beside it says the same.
FAMILIES = {
    "TITLE": "cyan",
    "KICKER": "bright_cyan",
    "SHARE": "blue",
    "FOLLOW": "bright_blue",
    "LINK": "yellow",
    "SOURCE": "green",
    "NOTICE": "red",
    "REPEAT": "bright_magenta",
    "SITE": "magenta",
    "HTML": "bright_black",
    "SEP": "bright_black",
    "BLANK": "bright_black",
}
OTHER_FAMILY = "bright_red"


class Piece(NamedTuple):
    """A line of the original, or the part of one that went or stayed.

    `finding` is what took it, None if it stays; `line` counts lines that show something, from 1; `is_rest`: what
    stands before it in its line met another fate.
    """

    text: str
    finding: int | None
    line: int
    is_rest: bool = False


class _Row(NamedTuple):
    """What one row shows; `lines` is the most that it may take, None for as many as it needs."""

    mark: str
    code: str
    line: int | None
    text: str
    evidence: str = ""
    confidence: float | None = None
    lines: int | None = None


def pieces(cleaned: Cleaned) -> Iterator[Piece]:
    """The original in reading order, blank lines left out.

    >>> from cleaner.cleaning import clean
    >>> [tuple(piece) for piece in pieces(clean("Rain fell.\\n\\nShare\\n"))]
    [('Rain fell.', None, 1, False), ('Share', 0, 2, False)]
    """
    original = cleaned.restore()
    spans = list(_spans(cleaned, len(original)))
    at = 0
    for line, (start, end) in enumerate(split_blocks(original), 1):
        while spans[at][1] <= start:
            at += 1
        look, is_rest = at, False
        while look < len(spans) and spans[look][0] < end:
            text = original[max(start, spans[look][0]) : min(end, spans[look][1])].strip()
            if text:
                yield Piece(text, spans[look][2], line, is_rest)
                is_rest = True
            look += 1


def _spans(cleaned: Cleaned, length: int) -> Iterator[tuple[int, int, int | None]]:
    """All of the original: start, end, finding."""
    done = 0
    for cut in cleaned.cuts:
        if done < cut.start:
            yield done, cut.start, None
        done = cut.start + len(cut.text)
        yield cut.start, done, cut.finding
    if done < length:
        yield done, length, None


def explain_document(
    cleaned: Cleaned,
    name: str,
    *,
    width: Cells | None,
    full: bool = False,
    copies: str | None = None,
    names: Mapping[str, str] | None = None,
) -> Iterator[Text]:
    """The lines to print: a heading, the document, the counts, and its place among copies.

    `width` is the terminal's; None prints every row in one line. `full` shortens nothing. `names` are those of the
    rules by their codes, where not only ours ran.
    """
    found = list(pieces(cleaned))
    lines, characters = _lines(found), len(cleaned.restore())
    yield Text.assemble((visible(name), "bold"), f"  {_count(lines, 'line')}, {_count(characters, 'character')}")
    yield Text()
    for row in _rows(found, cleaned.findings, full):
        yield from clamped(_shown(row, width), width)
    if found:
        yield Text()
    yield from clamped(_counts(cleaned, characters, width, names or rule_names()), width)
    if told := cleaned.metadata.found if cleaned.metadata else None:
        where = ", ".join(f"{name}: {visible(place)}" for name, place in told.items())
        yield from clamped(_labelled("told by", where, width), width)
    for note in cleaned.notes:
        yield from clamped(_labelled("note", visible(note), width), width)
    if copies:
        yield from clamped(_labelled("copies", copies, width), width)


def clamped(rows: Iterable[Text], width: Cells | None) -> Iterator[Text]:
    """Rows no wider than a terminal, however narrow it is."""
    for row in rows:
        if width is not None:
            row.truncate(width, overflow="ellipsis")
        yield row


def _lines(found: Iterable[Piece]) -> int:
    """How many lines these pieces stand in."""
    return len({piece.line for piece in found})


def _rows(found: Sequence[Piece], findings: Sequence[Finding], full: bool) -> Iterator[_Row]:
    for code, run in groupby(found, key=lambda piece: _code(piece, findings)):
        group = list(run)
        if code is None:
            yield from _kept_rows(group, full)
        elif code in FOLDED and len(group) >= FOLDED_FROM and not full:
            yield _folded_row(code, group)
        else:
            yield from (_cut_row(piece, findings, full) for piece in group)


def _code(piece: Piece, findings: Sequence[Finding]) -> str | None:
    return None if piece.finding is None else findings[piece.finding].code


def _kept_rows(group: Sequence[Piece], full: bool) -> Iterator[_Row]:
    """What stays, in first words; the middle of a long run in one line."""
    rows = [_Row(STAYS, "", piece.line, _text(piece), lines=None if full else 1) for piece in group]
    folded = group[FIRST_KEPT:-LAST_KEPT]
    if not full and len(folded) > 1:
        size = sum(len(piece.text) for piece in folded)
        told = f"{_count(_lines(folded), 'more line')} stay, {size:,} characters"
        rows[FIRST_KEPT:-LAST_KEPT] = [_Row(FOLD, "", None, told, lines=1)]
    yield from rows


def _text(piece: Piece) -> str:
    """What is shown; the rest of a line that was cut in parts hangs on an arrow."""
    return f"↪ {one_line(piece.text)}" if piece.is_rest else one_line(piece.text)


def _folded_row(code: str, group: Sequence[Piece]) -> _Row:
    words = one_line(" · ".join(piece.text for piece in group))
    size = sum(len(piece.text) for piece in group)
    told = f"{_count(_lines(group), 'line')}, {size:,} characters"
    return _Row(CUT, code, group[0].line, first_cells(words, WORDS_CELLS * 2), told, None, CUT_LINES)


def _cut_row(piece: Piece, findings: Sequence[Finding], full: bool) -> _Row:
    assert piece.finding is not None
    finding = findings[piece.finding]
    is_title = finding.code == HEADLINE
    mark, why = (TITLE, "becomes the title") if is_title else (CUT, one_line(finding.evidence))
    lines = None if full else CUT_LINES
    return _Row(mark, finding.code, piece.line, _text(piece), why, finding.confidence, lines)


def _shown(row: _Row, width: Cells | None) -> Iterator[Text]:
    """Margin and text; of a cut also why, beside it."""
    if row.code:
        yield from _shown_cut(row, width)
        return
    style = "dim italic" if row.mark == FOLD else ""
    room = None if width is None else max(width - MARGIN_CELLS - len(BAR), LEAST_TEXT)
    for number, text in enumerate(_fitted(row.text, room, row.lines)):
        yield Text.assemble((_margin(row, number), "dim"), (BAR, "dim"), (anchor(text), style))


def _margin(row: _Row, number: int) -> str:
    if number:
        return " " * MARGIN_CELLS
    return f"{row.mark} {row.code:<{CODE_CELLS}} {row.line or '':>{LINE_CELLS}}"


def _shown_cut(row: _Row, width: Cells | None) -> Iterator[Text]:
    colour = _colour(row.code)
    style = f"bold {colour}" if row.mark == TITLE else f"strike {colour}"
    sure = "" if row.confidence is None else f"{row.confidence:.2f}"
    if width is None:
        why = f"{anchor(row.evidence)} {sure}".rstrip()
        yield Text.assemble(
            (_margin(row, 0), f"bold {colour}"), (BAR, "dim"), (anchor(row.text), style), (BAR, "dim"), why
        )
        return
    evidence_cells = min(max(width // 3 - SURE_CELLS, LEAST_EVIDENCE), MOST_EVIDENCE)
    text_cells = max(width - MARGIN_CELLS - 2 * len(BAR) - evidence_cells - SURE_CELLS, LEAST_TEXT)
    columns = zip_longest(
        _fitted(row.text, text_cells, row.lines), _fitted(row.evidence, evidence_cells, row.lines), fillvalue=""
    )
    for number, (text, evidence) in enumerate(columns):
        yield Text.assemble(
            (_margin(row, number), f"bold {colour}"),
            (BAR, "dim"),
            (anchor(text), style),
            pad("", text_cells - cell_len(text)),
            (BAR, "dim"),
            anchor(evidence),
            f"{pad('', evidence_cells - cell_len(evidence))} {sure}" if number == 0 else "",
        )


def _fitted(text: str, width: Cells | None, lines: int | None) -> list[str]:
    """A text in at most so many lines of a width."""
    if width is None:
        return [text if lines != 1 else first_cells(text, WORDS_CELLS)]
    wrapped = list(wrap(text, width))
    if lines is not None and len(wrapped) > lines:
        wrapped[lines - 1 :] = [first_cells(" ".join(wrapped[lines - 1 :]), width)]
    return wrapped


def _counts(cleaned: Cleaned, characters: int, width: Cells | None, names: Mapping[str, str]) -> Iterator[Text]:
    """What went, rule by rule, and what stays."""
    sizes: Counter[str] = Counter()
    cuts: Counter[str] = Counter()
    for cut in cleaned.cuts:
        code = cleaned.findings[cut.finding].code
        sizes[code] += len(cut.text)
        cuts[code] += 1
    title = sizes.pop(HEADLINE, 0)
    for code in sorted(sizes):
        told = f"{cuts[code]:>4} × {sizes[code]:>9,} characters  "
        room = max((width or WORDS_CELLS) - LABEL_CELLS - len(told), LEAST_TEXT)
        name = first_cells(names.get(code, ""), room)
        yield Text.assemble((f"{CUT} {code:<{CODE_CELLS}}  ", f"bold {_colour(code)}"), told, (name, "dim"))
    if not sizes:
        yield Text("nothing was taken out")
    yield from _labelled("stays", _what_stays(cleaned, title, characters), width)


def _what_stays(cleaned: Cleaned, title: int, characters: int) -> str:
    gone = characters - title - len(cleaned.text)
    share = f"; {gone:,} went ({cleaned.removed:.1%})".replace("%", " %") if gone else ""
    headline = f"title {title:,}, " if title else ""
    return f"{headline}text {len(cleaned.text):,} of {_count(characters, 'character')}{share}"


def _labelled(label: str, told: str, width: Cells | None) -> Iterator[Text]:
    lines = [told] if width is None else wrap(told, max(width - LABEL_CELLS, LEAST_TEXT))
    for number, line in enumerate(lines):
        yield Text.assemble((f"{label if number == 0 else '':<{LABEL_CELLS}}", "bold"), anchor(line))


def _colour(code: str) -> str:
    return FAMILIES.get(code.rstrip("0123456789"), OTHER_FAMILY)


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def as_json(cleaned: Cleaned, name: str) -> dict[str, Any]:
    """The document for a program; spans and `start` are over `original`."""
    cuts: dict[int, list[dict[str, Any]]] = {}
    for cut in cleaned.cuts:
        cuts.setdefault(cut.finding, []).append({"start": cut.start, "text": cut.text})
    findings = [{**finding._asdict(), "cuts": cuts.get(number, [])} for number, finding in enumerate(cleaned.findings)]
    return {
        "id": name,
        "title": cleaned.title,
        "text": cleaned.text,
        "original": cleaned.restore(),
        "findings": findings,
        "metadata": asdict(cleaned.metadata) if cleaned.metadata else None,
        "notes": list(cleaned.notes),
    }
