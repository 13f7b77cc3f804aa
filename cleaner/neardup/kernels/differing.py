"""Where two texts differ: what each has in place of what the other has there."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cleaner.kernel_cache import kernel
from cleaner.neardup.kernels.comparing import Sets
from cleaner.neardup.kernels.heat import first_from
from cleaner.neardup.kernels.reading import ADDRESS, FIGURE
from cleaner.neardup.kernels.words import Int

__all__ = ["Difference", "Scale", "Streams", "differences", "note_known"]

Bytes = npt.NDArray[np.uint8]
Hashes = npt.NDArray[np.uint32]
Counts = npt.NDArray[np.int64]

# Beyond so many tokens of one gap nothing more is learnt.
LONGEST_LOOK = 300
MOST_WORDS = 128
NONE = -1
ANY = 255.0


class Streams(NamedTuple):
    """Some texts' tokens as `reading.Read` has them, one text after the other; `held` says how many documents have the
    shingle that begins at a token, `known` how many have the one that ends with it. Text i is at `starts[i]` to
    `starts[i + 1]`."""

    tokens: Hashes
    shingles: Hashes
    lengths: Bytes
    kinds: Bytes
    held: Bytes
    known: Bytes
    starts: Counts


class Scale(NamedTuple):
    """`some` documents, `many`, or `own_by` so few hold a shingle. Of a text's first tokens its `dateline` counts
    nowhere, its `lead` as one gap. A slot is a gap after words that `many` have, a serial one after words of `series`.
    """

    some: int
    many: int
    own_by: int
    dateline: int
    lead: int
    series: int


class Difference(NamedTuple):
    """A column for each thing that is counted, a row for each pair.

    Of the shingles `shared` those that some documents hold, or more than are related to the two (`by_others`); the
    tokens of their own that both have in one place, within the `lead` or `beyond` it, in no gap but in their leads
    (`opening`), and at the `largest` place; the most that are new to the other at one place, own or not (`newest`); how
    many tokens they begin with together (`alike`); the `gaps`, those that are `slots` of a mould, and those of a series
    that figures fill; of each side's own words those distinct, the figures and names, the figures.
    """

    shared: Counts
    by_some: Counts
    by_others: Counts
    lead: Counts
    beyond: Counts
    opening: Counts
    largest: Counts
    newest: Counts
    alike: Counts
    gaps: Counts
    slots: Counts
    serials: Counts
    words: Counts
    names: Counts
    figures: Counts


class Text(NamedTuple):
    """One text of the streams, and what the other has of it: its tokens `covered` by shingles of both, the places where
    such a shingle begins."""

    tokens: Hashes
    shingles: Hashes
    lengths: Bytes
    kinds: Bytes
    held: Bytes
    known: Bytes
    covered: Bytes
    shared: Bytes


@kernel
def note_known(streams: Streams) -> None:
    """Fill in `known`."""
    for token in range(streams.tokens.size):
        if streams.lengths[token]:
            streams.known[token + streams.lengths[token] - 1] = streams.held[token]


@kernel
def covered_text(streams: Streams, number: Int, other: Hashes) -> Text:
    """A text beside the sorted set of another's shingle hashes."""
    begin, end = streams.starts[number], streams.starts[number + 1]
    size = end - begin
    text = Text(
        streams.tokens[begin:end],
        streams.shingles[begin:end],
        streams.lengths[begin:end],
        streams.kinds[begin:end],
        streams.held[begin:end],
        streams.known[begin:end],
        np.zeros(size, np.uint8),
        np.zeros(size, np.uint8),
    )
    for token in range(size):
        if text.lengths[token]:
            value = text.shingles[token]
            place = first_from(other, np.int64(value))
            if place < other.size and other[place] == value:
                text.shared[token] = 1
                text.covered[token : token + text.lengths[token]] = 1
    return text


@kernel
def gaps_of(text: Text) -> Counts:
    """Runs of tokens that are not covered, between tokens that are: rows of begin, end, and the place of the shared
    shingle that ends where the gap begins."""
    gaps, found, before = np.empty((text.tokens.size + 1, 3), np.int64), 0, NONE
    token = 0
    while token < text.tokens.size:
        if text.covered[token]:
            if text.shared[token]:
                before = token
            token += 1
            continue
        begin = token
        while token < text.tokens.size and not text.covered[token]:
            token += 1
        if before != NONE and token < text.tokens.size:
            gaps[found, 0], gaps[found, 1], gaps[found, 2] = begin, token, before
            found += 1
    return gaps[:found]


@kernel
def note_own(text: Text, begin: Int, end: Int, other: Hashes, most: float, own: Counts) -> Int:
    """Note the tokens of a span that are its document's own; gives their number.

    They are not covered, in no address, not among the other tokens, and no more than `most` documents have them after
    what is before.
    """
    found = 0
    for token in range(begin, min(end, begin + LONGEST_LOOK)):
        if text.covered[token] or text.known[token] > most or text.kinds[token] == ADDRESS:
            continue
        is_new = True
        for value in other[:LONGEST_LOOK]:
            if value == text.tokens[token]:
                is_new = False
                break
        if is_new:
            own[found] = token
            found += 1
    return found


@kernel
def has_figure(text: Text, own: Counts) -> bool:
    """Whether a figure is among some tokens."""
    found = False
    for token in own:
        found |= text.kinds[token] == FIGURE
    return found


@kernel
def begin_of(gap: Counts, scale: Scale) -> Int:
    """Where what counts of a gap begins."""
    return max(np.int64(gap[0]), np.int64(scale.dateline))


@kernel
def note_words(text: Text, own: Counts, words: Hashes, counts: Counts) -> None:
    """Count the distinct of some tokens, the figures and names among them, the figures; `counts[0]` are in `words`."""
    for token in own:
        value = text.tokens[token]
        is_new = counts[0] < MOST_WORDS
        for word in words[: counts[0]]:
            if word == value:
                is_new = False
                break
        if is_new:
            words[counts[0]] = value
            counts[0] += 1
            counts[1] += text.kinds[token] > 0
            counts[2] += text.kinds[token] == FIGURE


@kernel
def differences(
    streams: Streams, sets: Sets, pairs: tuple[Counts, Counts, Counts], units: Counts, scale: Scale, found: Difference
) -> None:
    """Compare pairs of the streams' texts: a, b, how many are related; `units` are the numbers of their sets."""
    for place in range(pairs[0].size):
        a, b = pairs[0][place], pairs[1][place]
        one = sets.hashes[sets.starts[units[a]] : sets.starts[units[a]] + sets.sizes[units[a]]]
        other = sets.hashes[sets.starts[units[b]] : sets.starts[units[b]] + sets.sizes[units[b]]]
        text = covered_text(streams, a, other)
        note_holders(text, pairs[2][place], scale, found, place)
        compare(text, covered_text(streams, b, one), scale, found, place)


@kernel
def note_holders(text: Text, related: Int, scale: Scale, found: Difference, place: Int) -> None:
    """Count the shared shingles of a pair, and who else holds them."""
    for token in range(text.tokens.size):
        if text.shared[token]:
            held = text.held[token]
            found.shared[place] += 1
            found.by_some[place] += held >= scale.some
            found.by_others[place] += held > related


@kernel
def compare(a: Text, b: Text, scale: Scale, found: Difference, place: Int) -> None:
    """Fill in the row of one pair."""
    while found.alike[place] < min(a.tokens.size, b.tokens.size) and (
        a.tokens[found.alike[place]] == b.tokens[found.alike[place]]
    ):
        found.alike[place] += 1
    own_a, own_b = np.empty(LONGEST_LOOK, np.int64), np.empty(LONGEST_LOOK, np.int64)
    words_a, words_b = np.empty(MOST_WORDS, np.uint32), np.empty(MOST_WORDS, np.uint32)
    counts_a, counts_b = np.zeros(3, np.int64), np.zeros(3, np.int64)
    gaps_b = gaps_of(b)
    for gap in gaps_of(a):
        for partner in gaps_b:
            if a.shingles[gap[2]] == b.shingles[partner[2]]:
                holders = a.held[gap[2]]
                new_a = note_own(a, begin_of(gap, scale), gap[1], b.tokens[partner[0] : partner[1]], ANY, own_a)
                new_b = note_own(b, begin_of(partner, scale), partner[1], a.tokens[gap[0] : gap[1]], ANY, own_b)
                found.newest[place] = max(found.newest[place], min(new_a, new_b))
                found.gaps[place] += 1
                begin_a, begin_b = begin_of(gap, scale), begin_of(partner, scale)
                size_a = note_own(a, begin_a, gap[1], b.tokens[partner[0] : partner[1]], holders / 2, own_a)
                size_b = note_own(b, begin_b, partner[1], a.tokens[gap[0] : gap[1]], holders / 2, own_b)
                if size_a and size_b:
                    is_beyond = max(gap[0], partner[0]) >= scale.lead
                    found.beyond[place] += min(size_a, size_b) * is_beyond
                    found.lead[place] += min(size_a, size_b) * (not is_beyond)
                    found.largest[place] = max(found.largest[place], min(size_a, size_b))
                    found.slots[place] += holders >= scale.many
                    if holders >= scale.series:
                        found.serials[place] += has_figure(a, own_a[:size_a]) and has_figure(b, own_b[:size_b])
                    note_words(a, own_a[:size_a], words_a, counts_a)
                    note_words(b, own_b[:size_b], words_b, counts_b)
                a.covered[gap[0] : gap[1]] = 1
                b.covered[partner[0] : partner[1]] = 1
                break
    # What is in no gap: the leads as a whole are in each other's place.
    lead_a, lead_b = min(scale.lead, a.tokens.size), min(scale.lead, b.tokens.size)
    size_a = note_own(a, scale.dateline, lead_a, b.tokens[:lead_b], scale.own_by, own_a)
    size_b = note_own(b, scale.dateline, lead_b, a.tokens[:lead_a], scale.own_by, own_b)
    found.opening[place] = min(size_a, size_b)
    note_words(a, own_a[:size_a], words_a, counts_a)
    note_words(b, own_b[:size_b], words_b, counts_b)
    for side in range(2):
        counts = counts_b if side else counts_a
        found.words[place, side], found.names[place, side], found.figures[place, side] = counts[0], counts[1], counts[2]
