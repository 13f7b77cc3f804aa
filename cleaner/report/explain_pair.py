"""Two documents side by side for a person at a terminal: how alike, where they differ, which is kept and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from rich.cells import cell_len
from rich.text import Text

from cleaner.config import LEAST_PASSAGE
from cleaner.report.explain import clamped
from cleaner.report.terminal_text import Cells, anchor, ending, first_cells, one_line, visible, wrap
from cleaner.report.word_diff import Difference, WordDiff

if TYPE_CHECKING:
    from cleaner.neardup.explaining import Explanation
    from cleaner.neardup.meeting import Meeting

__all__ = ["Comparison", "InRun", "Passage", "Side", "explain_comparison", "pair_as_json", "place_among_copies"]

MOST_PASSAGES = MOST_DIFFERENCES = 3
MOST_BANDS = 6
LABEL_CELLS = 10
# A wide line is hard to read, and a pipe has no width.
WIDEST, WIDTH_OF_PIPE = 110, 100
# A difference's label, brackets and the spaces beside it; the least that is shown before, of, and after it.
AROUND_CELLS, LEAST_SIDE, LEAST_TEXT = 9, 8, 8


class Side(NamedTuple):
    """One of the two: its name, the text that is compared, its tokens."""

    name: str
    text: str
    tokens: int


@dataclass(frozen=True, slots=True)
class InRun:
    """What a finished run says of the two: the row of pairs.* with both, and each one's row of duplicates.*."""

    out: str
    pairs_name: str
    pair: Mapping[str, Any] | None
    rows: tuple[Mapping[str, Any] | None, Mapping[str, Any] | None]
    found_copies: bool = True


class Passage(NamedTuple):
    """What both say: the number of words, where it stands in each (characters), and what each writes."""

    words: int
    a_start: int
    a_end: int
    b_start: int
    b_end: int
    text: str
    text_b: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two texts compared as if they were the whole corpus; `passages` are what they share, the longest first; `in_run`
    is the verdict within one, where there is one."""

    a: Side
    b: Side
    explanation: Explanation
    threshold: float
    passages: tuple[Passage, ...]
    diff: WordDiff
    in_run: InRun | None = None

    @property
    def relation(self) -> str | None:
        """What A is to B: what the run has, where it has the pair, since it knows all documents."""
        pair = self.in_run.pair if self.in_run else None
        if pair is None:
            return self.explanation.relation
        turned = {"contains": "contained-in", "contained-in": "contains"} if pair["a"] != self.a.name else {}
        return turned.get(str(pair["relation"]), str(pair["relation"]))

    @property
    def reason(self) -> str:
        """Why, from the same source."""
        pair = self.in_run.pair if self.in_run else None
        if pair is None:
            return self.explanation.reason
        from cleaner.neardup.tables import turned

        return str(pair["evidence"]) if pair["a"] == self.a.name else turned(str(pair["evidence"]))

    @property
    def contained(self) -> tuple[float, float]:
        """The share of A's shingles that B has, and of B's that A has."""
        found = self.explanation
        if found.relation == "exact":
            return 1.0, 1.0
        return found.shared / max(found.size_a, 1), found.shared / max(found.size_b, 1)


def explain_comparison(one: Comparison, *, width: Cells | None) -> Iterator[Text]:
    """The lines to print; `width` is the terminal's, None for a pipe."""
    room = min(width or WIDTH_OF_PIPE, WIDEST)
    yield from clamped([_verdict(one), Text()], room)
    yield from _sides(one, room)
    yield Text()
    yield from clamped(_told_facts(one, room), room)
    yield from clamped(_passages(one, room), room)
    yield from clamped(_differences(one, room), room)


def _told_facts(one: Comparison, room: Cells) -> Iterator[Text]:
    for label, told in _facts(one):
        for number, line in enumerate(wrap(told, max(room - LABEL_CELLS, LEAST_TEXT))):
            yield Text.assemble((f"{label if number == 0 else '':<{LABEL_CELLS}}", "bold"), anchor(line))


def _verdict(one: Comparison) -> Text:
    found = one.explanation
    words = {
        "exact": ("exact copies", "bold green"),
        "near": ("near copies", "bold green"),
        "contained-in": ("A is contained in B", "bold green"),
        "contains": ("A contains B", "bold green"),
        "updated-version": ("versions of one text", "bold green"),
        "template": ("of one mould, no copies", "bold yellow"),
        "shares-passage": ("they share a passage, and are no copies", "bold yellow"),
    }
    name, style = words.get(one.relation or "", (f"{one.relation}", "bold green"))
    if one.relation is None:
        name, style = "no copies of each other", "bold yellow"
    # Shortened towards zero, so that what lies below the threshold never looks as if it reached it.
    return Text.assemble((name, style), f"  Jaccard {_down(found.jaccard)}, threshold {one.threshold:g}")


def _down(share: float) -> str:
    """Four decimals, cut rather than rounded.

    >>> _down(0.69999), _down(1.0)
    ('0.6999', '1.0000')
    """
    return f"{int(share * 10_000 + 1e-9) / 10_000:.4f}"


def _sides(one: Comparison, room: Cells) -> Iterator[Text]:
    sizes = (one.explanation.size_a, one.explanation.size_b)
    for label, side, size, style in zip("AB", (one.a, one.b), sizes, ("red", "green"), strict=True):
        told = f"{len(side.text):,} characters, {side.tokens:,} tokens, {size:,} different shingles"
        yield Text.assemble((f"{label:<{LABEL_CELLS}}", f"bold {style}"), (anchor(visible(side.name)), "bold"))
        yield from clamped([Text.assemble(" " * LABEL_CELLS, (told, "dim"))], room)


def _facts(one: Comparison) -> Iterator[tuple[str, str]]:
    found = one.explanation
    union = found.size_a + found.size_b - found.shared
    yield (
        "shared",
        f"{found.shared:,} of {union:,} shingles: {_percent(one.contained[0])} of A's, "
        + (f"{_percent(one.contained[1])} of B's"),
    )
    yield "sketches", _slots(found.meeting)
    yield "bands", _bands(found)
    if found.meeting.keys:
        yield "samples", _keys(found.meeting)
    yield "because", one.reason
    if one.in_run:
        yield from _run_facts(one, one.in_run)
    elif found.kept is None:
        yield "kept", "both: they are in no cluster together"
    else:
        letter = "A" if found.kept == one.a.name else "B"
        why = (found.why_kept or "").removeprefix("kept: ")
        yield "kept", f"{letter}, {why}; in a corpus others may join them"


def _slots(meeting: Meeting) -> str:
    share = meeting.equal_slots / meeting.slots
    return f"{meeting.equal_slots} of {meeting.slots} MinHash slots agree: an estimate of {share:.2f}"


def _bands(found: Explanation) -> str:
    """In which bands they meet, or why they do not."""
    meeting = found.meeting
    if not min(found.size_a, found.size_b):
        return f"none of {meeting.bands} asked: a text without a shingle is in no band"
    if meeting.met:
        numbers = ", ".join(map(str, meeting.met[:MOST_BANDS])) + (", …" if len(meeting.met) > MOST_BANDS else "")
        return f"{len(meeting.met)} of {meeting.bands} agree ({numbers}); one is enough to be compared"
    rows = meeting.slots // meeting.bands
    chance = 1 - (1 - found.jaccard**rows) ** meeting.bands
    return f"none of {meeting.bands} agree in all their {rows} slots: so alike, {_percent(chance)} of pairs meet in one"


def _keys(meeting: Meeting) -> str:
    """Whether their samples let them meet."""
    told = "enough to be compared" if meeting.shared_keys >= meeting.needed_keys else "too few to be compared for"
    shared = f"{meeting.shared_keys} of {meeting.keys} sampled shingles agree"
    return f"{shared}, {told}" if told.endswith("compared") else f"{shared}, {told} ({meeting.needed_keys} are)"


def _run_facts(one: Comparison, run: InRun) -> Iterator[tuple[str, str]]:
    """What the run decided, among all its documents."""
    if not run.found_copies:
        yield "in OUT", f"{visible(run.out)} did not look for copies (cleaner clean); this is what the two alone give"
        return
    pair = run.pair
    holds = f"holds the pair: {pair['relation']}, Jaccard {pair['jaccard']:.6f}" if pair else "does not hold the pair"
    yield "in OUT", f"{run.pairs_name} {holds}"
    first, second = run.rows
    if first and second and first["cluster_id"] == second["cluster_id"]:
        kept = str(first["cluster_id"])
        letter = {one.a.name: "A", one.b.name: "B"}.get(kept, visible(kept))
        yield "cluster", f"both are in one cluster of {first['cluster_size']} documents"
        yield "kept", f"{letter}: {_why_kept(run, one, kept)}"
        return
    for letter, row in zip("AB", run.rows, strict=True):
        yield "cluster" if letter == "A" else "", f"{letter}: {place_among_copies(row)}"


def _why_kept(run: InRun, one: Comparison, kept: str) -> str:
    for name, row in zip((one.a.name, one.b.name), run.rows, strict=True):
        if row and name == kept:
            return str(row["reason"]).removeprefix("kept: ")
    return "neither of the two; duplicates tells why"


def place_among_copies(row: Mapping[str, Any] | None) -> str:
    """What a row of duplicates.* says of its document; None for a document that has none."""
    if row is None:
        return "no copy of any other, kept"
    reason = one_line(str(row["reason"]))
    what = f"copy of {visible(str(row['duplicate_of']))}: {reason}" if row["duplicate_of"] else reason
    return f"in a cluster of {row['cluster_size']}, {what}"


def _passages(one: Comparison, room: Cells) -> Iterator[Text]:
    """The longest passages: how long, where in each, what A writes, and what B does where that is another thing."""
    found = one.passages
    if not found:
        return
    yield Text()
    yield _section("shared passages", len(found), MOST_PASSAGES, "the longest")
    for passage in found[:MOST_PASSAGES]:
        places = f"A {passage.a_start:,}-{passage.a_end:,}  B {passage.b_start:,}-{passage.b_end:,}"
        yield Text.assemble("  ", f"{passage.words:,} words", ("  " + places, "dim"))
        texts = [("A", "red", passage.text), ("B", "green", passage.text_b)]
        for label, style, text in texts if passage.text != passage.text_b else [("=", "dim", passage.text)]:
            yield Text.assemble((f"  {label}", style), "  ", anchor(_middle_out(one_line(text), max(room - 5, 20))))


def _differences(one: Comparison, room: Cells) -> Iterator[Text]:
    found = one.diff.differences
    yield Text()
    if not found or not one.passages:
        yield Text.assemble(("differences", "bold"), f"  {_no_differences(one)}")
        return
    yield _section("differences", len(found), MOST_DIFFERENCES, "the first")
    for number, difference in enumerate(found[:MOST_DIFFERENCES]):
        if number:
            yield Text()
        for label, style in (("A", "red"), ("B", "green")):
            yield _difference(difference, label, style, room)


def _no_differences(one: Comparison) -> str:
    """Where there is nothing to set side by side."""
    if one.diff.differences:
        return f"all: no {LEAST_PASSAGE} words in a row are in both"
    return "none" if one.a.text == one.b.text else "none but in case, accents, punctuation and space"


def _section(name: str, count: int, most: int, which: str) -> Text:
    told = f"{which} {most} of {count:,}" if count > most else f"{count}"
    return Text.assemble((name, "bold"), f"  {told}")


def _difference(difference: Difference, label: str, style: str, room: Cells) -> Text:
    """Words that both have, in brackets what only this side has."""
    text = one_line(difference.a if label == "A" else difference.b)
    own = f"[{_middle_out(text, max(room - AROUND_CELLS - 2 * LEAST_SIDE, LEAST_TEXT)) or '—'}]"
    # What both have takes the room that the difference leaves.
    side = min(max((room - AROUND_CELLS + len("[]") - cell_len(own)) // 2, LEAST_SIDE), max(room // 4, LEAST_SIDE))
    before = f"{ending(one_line(difference.before), side)} " if difference.before else ""
    after = f" {first_cells(one_line(difference.after), side)}" if difference.after else ""
    whole = Text(anchor(before + own + after))
    begin = whole.plain.index(before + own) + len(before)
    whole.stylize(style, begin, begin + len(own))
    return Text.assemble((f"  {label}", style), "  ", whole)


def _middle_out(text: str, width: Cells) -> str:
    """A text with its middle left out where it is too wide.

    >>> _middle_out("rain fell on the bay all day", 21)
    'rain fell … all day'
    """
    head = first_cells(text, width)
    if head == text:
        return text
    return f"{first_cells(text, width // 2 + 1)} {ending(text, width // 2 - 1).removeprefix('… ')}"


def _percent(share: float) -> str:
    return f"{share:.1%}".replace("%", " %")


def pair_as_json(one: Comparison) -> dict[str, Any]:
    """The comparison for a program."""
    found, run = one.explanation, one.in_run
    return {
        "a": one.a.name,
        "b": one.b.name,
        "relation": one.relation,
        "reason": one.reason,
        "threshold": one.threshold,
        "jaccard": found.jaccard,
        "containment_a_in_b": one.contained[0],
        "containment_b_in_a": one.contained[1],
        "shared": found.shared,
        "size_a": found.size_a,
        "size_b": found.size_b,
        "slots": found.meeting.slots,
        "slots_equal": found.meeting.equal_slots,
        "bands": found.meeting.bands,
        "bands_met": len(found.meeting.met),
        "keys": found.meeting.keys,
        "keys_shared": found.meeting.shared_keys,
        "keys_needed": found.meeting.needed_keys,
        "kept": found.kept,
        "why_kept": found.why_kept,
        "passages": [passage._asdict() for passage in one.passages],
        "differences": [difference._asdict() for difference in one.diff.differences],
        "in_run": run and {"pair": run.pair, "a": run.rows[0], "b": run.rows[1]},
    }
