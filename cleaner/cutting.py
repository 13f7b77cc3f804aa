"""Passages that stand in another document too are cut, after copies are known: spool and ledger are written again.

What cleaning cut stays as it is in the ledger; a passage's finding comes after those of its document, and its cuts are
told in the places of the text that was read, as all cuts are.
"""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from cleaner.document import ANY_LINE_END, Cleaned, Cut, Document, Finding, apply, split_blocks
from cleaner.io.hashed_file import ZstdFile
from cleaner.io.ledger import json_line, read_json_lines, text_digest
from cleaner.io.spool import Row, Spool, read_rows, read_table
from cleaner.neardup.shingling import tokens
from cleaner.report.tally import Tally
from cleaner.workers import BLANK

__all__ = ["PASSAGE", "Repeated", "cut_passages", "without_passages"]

PASSAGE = "PASS01"
"""The code of the finding that takes a passage which a preferred document has."""

AT_ONCE = 256
# Where a sentence ends, with what closes it and the space behind it; or a line.
SENTENCE_END = re.compile(r"""[.!?…।۔؟]["'”’»)\]]*(?:\s+|\Z)|[。！？]["”’」』）]*\s*|\s*[\n\r\u2028\u2029]\s*""")
LONGEST_END = 16
MOST_BY_CHANCE = 20


class Repeated(Protocol):
    """A passage: where it stands, and in which document it stays."""

    @property
    def start(self) -> int:
        """First character."""

    @property
    def end(self) -> int:
        """The one after the last."""

    @property
    def kept_in(self) -> object:
        """An id."""


class _Entry(NamedTuple):
    """A document's rows of the ledger, as lines and read."""

    document: dict[str, Any]
    findings: list[dict[str, Any]]


def cut_passages(spool: Path, ledger: Path, repeats: Mapping[str, Sequence[Repeated]], tally: Tally) -> str:
    """Cut the passages out of the spooled texts, and write spool and ledger again; gives the ledger's new digest.

    `repeats` holds for a document's id places in its text.
    """
    fresh_spool, fresh_ledger = spool.with_suffix(".new"), ledger.with_name(ledger.name + ".new")
    rows: list[Row] = []
    with Spool(fresh_spool) as spooled, ZstdFile(fresh_ledger) as written:
        for row, entry in zip(read_rows(read_table(spool)), _entries(ledger), strict=True):
            cut, told = _cut(row, entry, repeats[row.id], tally) if row.id in repeats else (row, entry)
            for line in (told.document, *told.findings):
                written.write(json_line(line))
            rows.append(cut)
            if len(rows) == AT_ONCE:
                spooled.write(rows)
                rows = []
        spooled.write(rows)
    os.replace(fresh_spool, spool)
    os.replace(fresh_ledger, ledger)
    return written.digest


def _entries(ledger: Path) -> Iterator[_Entry]:
    entry: _Entry | None = None
    for row in read_json_lines(ledger):
        if row["row"] == "document":
            if entry:
                yield entry
            entry = _Entry(row, [])
        elif entry:
            entry.findings.append(row)
    if entry:
        yield entry


def _cut(row: Row, entry: _Entry, repeats: Sequence[Repeated], tally: Tally) -> tuple[Row, _Entry]:
    """A document and its ledger without the passages, counted."""
    cleaned = without_passages(row.text, repeats)
    taken = sum(len(cut.text) for cut in cleaned.cuts)
    reason = row.reason or (None if next(split_blocks(cleaned.text), None) else "all-removed")
    tally.add_cuts(cleaned, reason if reason != row.reason else None)
    document = entry.document | {
        "text_digest": text_digest(cleaned.text),
        "kept": len(cleaned.text),
        "removed": entry.document["removed"] + taken,
        "reason": reason,
    }
    earlier = sorted((start, len(text)) for finding in entry.findings for start, text in finding["cuts"])
    findings = [{"row": "finding", "id": row.id, **one} for one in _findings(cleaned, earlier)]
    removed = document["removed"] / max(document["characters"], 1)
    return row._replace(text=cleaned.text, removed=removed, reason=reason), _Entry(document, entry.findings + findings)


def without_passages(text: str, repeats: Sequence[Repeated]) -> Cleaned:
    """A text without passages, told in its own places; where nothing but space is left, that goes too.

    >>> from cleaner.neardup.repeats import Repeat
    >>> cleaned = without_passages("Rain fell.\\n\\nAbout us: we fish.\\n", [Repeat(12, 29, "other.txt")])
    >>> cleaned.text, cleaned.findings[0].evidence
    ('Rain fell.\\n', '4 words that stand in other.txt')
    """
    document = Document(text)
    findings = [_finding(text, one) for one in repeats]
    cleaned = apply(document, findings)
    if cleaned.text and next(split_blocks(cleaned.text), None) is None:
        rest = Finding(BLANK, 0, len(text), "nothing but space is left", 1.0)
        cleaned = apply(document, [*findings, rest])
    return cleaned


def _finding(text: str, repeat: Repeated) -> Finding:
    start, end = _whole_sentences(text, *_with_marks(text, repeat.start, repeat.end))
    words = len(tokens(text[start:end]))
    return Finding(PASSAGE, start, end, f"{words} words that stand in {repeat.kept_in}", 1.0)


def _whole_sentences(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without the parts of sentences at its ends: few words that two sentences begin or end with by chance.

    >>> text = "Boats could sail. Nine boats stayed in port. The mayor came."
    >>> text[slice(*_whole_sentences(text, 6, 53))]
    'Nine boats stayed in port. '
    """
    found = SENTENCE_END.finditer(text, max(start - LONGEST_END, 0), end)
    begins = [match.end() for match in found] + [0] * (start <= LONGEST_END)
    # A sentence at the end of the text, or of its line, ends there.
    is_end = end in begins or end == len(text) or SENTENCE_END.match(text, end)
    is_begin = any(not tokens(text[place:start]) for place in begins if place <= start)
    inside = [place for place in begins if place >= start]
    begin, stop = start if is_begin else min(inside, default=end), end if is_end else max(inside, default=start)
    begin = begin if len(tokens(text[start:begin])) <= MOST_BY_CHANCE else start
    stop = stop if len(tokens(text[stop:end])) <= MOST_BY_CHANCE else end
    # A part of one sentence goes as it is.
    return (begin, stop) if begin < stop else (start, end)


def _with_marks(text: str, start: int, end: int) -> tuple[int, int]:
    """A span with the punctuation that belongs to it: what follows up to a space, and what begins its line."""
    while end < len(text) and not text[end].isspace() and not tokens(text[end]):
        end += 1
    line = start
    while line and not ANY_LINE_END.match(text[line - 1]) and not tokens(text[line - 1]):
        line -= 1
    is_whole = line == 0 or bool(ANY_LINE_END.match(text[line - 1]))
    # A space stays on one side only.
    while (is_whole or text[start - 1].isspace()) and end < len(text) and _is_space_in_line(text[end]):
        end += 1
    return line if is_whole else start, end


def _is_space_in_line(character: str) -> bool:
    return character.isspace() and not ANY_LINE_END.match(character)


def _findings(cleaned: Cleaned, earlier: Sequence[tuple[int, int]]) -> Iterator[dict[str, Any]]:
    """Ledger rows of findings in a text from which `earlier` cuts (start, length) were taken."""
    for number, finding in enumerate(cleaned.findings):
        cuts = [piece for cut in cleaned.cuts if cut.finding == number for piece in _lifted(cut, earlier)]
        if cuts:
            last, text = cuts[-1]
            yield {**finding._replace(start=cuts[0][0], end=last + len(text))._asdict(), "cuts": cuts}


def _lifted(cut: Cut, earlier: Sequence[tuple[int, int]]) -> Iterator[tuple[int, str]]:
    """A cut's pieces in the text as it was read: it may lie on both sides of what went earlier.

    >>> list(_lifted(Cut(2, "cdef", 0), [(0, 1), (5, 2)]))
    [(3, 'cd'), (7, 'ef')]
    """
    places, shifts = _shifts(earlier)
    done, end = cut.start, cut.start + len(cut.text)
    while done < end:
        after = bisect_right(places, done)
        stop = min(end, places[after]) if after < len(places) else end
        yield done + shifts[after], cut.text[done - cut.start : stop - cut.start]
        done = stop


def _shifts(earlier: Iterable[tuple[int, int]]) -> tuple[list[int], list[int]]:
    """Where in the text that was left something had been taken, and how much by then."""
    places, shifts = [], [0]
    for start, length in earlier:
        places.append(start - shifts[-1])
        shifts.append(shifts[-1] + length)
    return places, shifts
