"""What became of each word of a document: whether its line should stay, and which finding took it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from cleaner.document import HEADLINE, Cleaned, Document
from cleaner.evaluation.aligning import common_words, kept_lines
from cleaner.evaluation.counting import LineCounts
from cleaner.evaluation.gold import Gold
from cleaner.evaluation.words import word_starts, words

__all__ = ["Check", "CodeCuts", "FalseCut", "Fates", "Missed", "fates_of"]

MOST_SHOWN = 200
MOST_MISSED = 20
MOST_PARTS = 20


class CodeCuts(NamedTuple):
    """Words that one rule cut out of one document: furniture, and the article's."""

    code: str
    right: int
    wrong: int


class Check(NamedTuple):
    """One finding: what its rule thought of it, and whether most of its words were furniture."""

    code: str
    confidence: float
    is_right: bool


class FalseCut(NamedTuple):
    """Words of the article that a finding took."""

    id: str
    code: str
    words: int
    start: int
    evidence: str
    confidence: float
    text: str


class Missed(NamedTuple):
    """A line of furniture that stayed."""

    id: str
    words: int
    start: int
    text: str


class Part(NamedTuple):
    """Words of one line, `[start, end)`, that one finding took, or none (-1)."""

    line: int
    owner: int
    words: int
    start: int
    end: int


class Taken(NamedTuple):
    """A span that a finding took."""

    start: int
    end: int
    owner: int


@dataclass(frozen=True, slots=True)
class Fates:
    """The lines of a document in parts of one fate each; `keeps` says which lines should stay."""

    document: Document
    cleaned: Cleaned
    parts: Sequence[Part]
    keeps: Sequence[bool]

    def counts(self) -> LineCounts:
        """Words by the truth of their line."""
        sums: Counter[tuple[bool, bool]] = Counter()
        for part in self.parts:
            sums[self.keeps[part.line], part.owner < 0] += part.words
        return LineCounts(sums[True, True], sums[False, True], sums[True, False])

    def code_cuts(self) -> Iterator[CodeCuts]:
        """What each rule took."""
        sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for owner, (right, wrong) in self._findings():
            code = self.cleaned.findings[owner].code
            sums[code][0] += right
            sums[code][1] += wrong
        for code, (right, wrong) in sorted(sums.items()):
            yield CodeCuts(code, right, wrong)

    def checks(self) -> Iterator[Check]:
        """Each finding that took a word."""
        for owner, (right, wrong) in self._findings():
            finding = self.cleaned.findings[owner]
            yield Check(finding.code, finding.confidence, right > wrong)

    def false_cuts(self, id: str) -> Iterator[FalseCut]:
        """Each finding that took words of the article."""
        for owner, (_, wrong) in self._findings():
            if wrong:
                finding = self.cleaned.findings[owner]
                parts = [part for part in self.parts if part.owner == owner and self.keeps[part.line]]
                text = self._shown(parts)
                yield FalseCut(id, finding.code, wrong, parts[0].start, finding.evidence, finding.confidence, text)

    def missed(self, id: str) -> list[Missed]:
        """Lines of furniture that stayed, the longest."""
        stayed = [part for part in self.parts if part.owner < 0 and not self.keeps[part.line]]
        worst = sorted(stayed, key=lambda part: (-part.words, part.start))[:MOST_MISSED]
        return [Missed(id, part.words, part.start, self._shown([part])) for part in worst]

    def _findings(self) -> list[tuple[int, list[int]]]:
        """Finding -> words of furniture and of the article that it took."""
        taken: dict[int, list[int]] = defaultdict(lambda: [0, 0])
        for part in self.parts:
            if part.owner >= 0:
                taken[part.owner][self.keeps[part.line]] += part.words
        return sorted(taken.items())

    def _shown(self, parts: Sequence[Part]) -> str:
        """Their text, shortened."""
        text = " ".join(" ".join(self.document.text[part.start : part.end] for part in parts[:MOST_PARTS]).split())
        return text if len(text) <= MOST_SHOWN else text[: MOST_SHOWN - 1].rstrip() + "…"


def fates_of(gold: Gold, document: Document, cleaned: Cleaned, titled: bool) -> Fates | None:
    """The fates of a document's words; where the gold holds the headline (`titled`), that is not taken.

    None where the gold does not tell of lines, or is too long to be aligned.
    """
    if not gold.lines and not gold.text:
        return None
    spans = list(_spans(gold)) if gold.lines else document.blocks
    found = [words(document.text[start:end]) for start, end in spans]
    keeps = [keep for _, keep in gold.lines] if gold.lines else _aligned(found, gold.text or "")
    if keeps is None:
        return None
    taken = [
        Taken(cut.start, cut.start + len(cut.text), cut.finding)
        for cut in cleaned.cuts
        if not (titled and cleaned.findings[cut.finding].code == HEADLINE)
    ]
    return Fates(document, cleaned, list(_parts(document.text, spans, [len(one) for one in found], taken)), keeps)


def _spans(gold: Gold) -> Iterator[tuple[int, int]]:
    """The gold's lines in the text that they make, a line end between them."""
    start = 0
    for line, _ in gold.lines:
        yield start, start + len(line)
        start += len(line) + 1


def _aligned(found: Sequence[Sequence[str]], gold: str) -> list[bool] | None:
    """For each line, by its words, whether it belongs to the gold."""
    every = [word for line in found for word in line]
    line_of = [number for number, line in enumerate(found) for _ in line]
    common = common_words([word.lower() for word in every], [word.lower() for word in words(gold)])
    return None if common is None else kept_lines(line_of, len(found), common)


def _parts(text: str, spans: Sequence[tuple[int, int]], sizes: Sequence[int], taken: Sequence[Taken]) -> Iterator[Part]:
    """Lines, cut up where a finding begins or ends within them; a word belongs to where it begins."""
    at = 0
    for line, ((start, end), size) in enumerate(zip(spans, sizes, strict=True)):
        while at < len(taken) and taken[at].end <= start:
            at += 1
        if not size:
            continue
        if at == len(taken) or taken[at].start >= end:
            yield Part(line, -1, size, start, end)
        elif taken[at].start <= start and taken[at].end >= end:
            yield Part(line, taken[at].owner, size, start, end)
        else:
            yield from _pieces(line, [start + place for place in word_starts(text[start:end])], end, taken[at:])


def _pieces(line: int, starts: Sequence[int], end: int, taken: Sequence[Taken]) -> Iterator[Part]:
    """The parts of a line that is cut in part; `taken` begins with what reaches into it."""
    owners = []
    at = 0
    for place in starts:
        while at < len(taken) and taken[at].end <= place:
            at += 1
        owners.append(taken[at].owner if at < len(taken) and taken[at].start <= place else -1)
    first = 0
    for number, owner in enumerate(owners):
        if number + 1 == len(owners) or owners[number + 1] != owner:
            until = starts[number + 1] if number + 1 < len(starts) else end
            yield Part(line, owner, number + 1 - first, starts[first], until)
            first = number + 1
