"""Passages: runs of tokens that two texts have in common, found on the folded bytes, and where they stand."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cleaner.kernel_cache import kernel
from cleaner.neardup.kernels.folding import FoldArrays, decode, fold_text
from cleaner.neardup.kernels.layout import DROP, SEQUENCE, SEQUENCE_BITS, SHIFT, SINGLE, WORD
from cleaner.neardup.kernels.sketching import TOKENS_A_BYTE, room_for
from cleaner.neardup.kernels.tokenizing import MULTIPLY_WORD, find_tokens, hash_tokens
from cleaner.neardup.kernels.words import Int

__all__ = ["Stream", "Windows", "common_runs", "place_tokens", "stream", "windows"]

Bytes = npt.NDArray[np.uint8]
Counts = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]

POINT = (1 << SHIFT) - 1
# Of a window that a text repeats so many places are looked at.
MOST_PLACES = 8


class Stream(NamedTuple):
    """A text's tokens: 64-bit `hashes`, and where each begins in the folded text."""

    hashes: Words
    begins: Counts
    folded: Bytes


class Windows(NamedTuple):
    """The hashes of all runs of so many tokens, sorted, and where each begins; equal ones by their places.

    Those whose first bits, as many as `shift` leaves, are `top` begin at `firsts[top]`.
    """

    hashes: Words
    places: Counts
    firsts: Counts
    shift: np.uint64


@kernel
def stream(data: Bytes, fold: FoldArrays) -> Stream:
    """A text's tokens."""
    room = room_for(data.size)
    size = fold_text(data, 0, data.size, fold, room.folded)
    count = find_tokens(room.folded, size, room.edges)
    hash_tokens(room.folded, room.edges, room.tokens[:count], room.singles)
    # The mark of a token of an unspaced script counts as its first byte.
    begins = room.edges[: 2 * count : 2].astype(np.int64)
    return Stream(room.tokens[:count].copy(), begins, room.folded[: size + 1].copy())


@kernel
def window_hashes(tokens: Words, size: int) -> Words:
    """The hash of each run of `size` tokens, rolled from one to the next (Karp and Rabin 1987)."""
    count = max(tokens.size - size + 1, 0)
    hashes = np.empty(count, np.uint64)
    if count == 0:
        return hashes
    top, state = np.uint64(1), np.uint64(0)
    for place in range(size):
        state = state * MULTIPLY_WORD + tokens[place]
        top *= MULTIPLY_WORD
    hashes[0] = state
    for place in range(1, count):
        state = state * MULTIPLY_WORD + tokens[place + size - 1] - top * tokens[place - 1]
        hashes[place] = state
    return hashes


@kernel
def windows(text: Stream, size: int) -> Windows:
    """All windows of a text."""
    hashes = window_hashes(text.hashes, size)
    order = np.argsort(hashes, kind="mergesort")
    ordered = hashes[order]
    bits = 1
    while 1 << bits < hashes.size:
        bits += 1
    shift = np.uint64(64 - bits)
    firsts = np.full((1 << bits) + 1, hashes.size, np.int64)
    for place in range(hashes.size - 1, -1, -1):
        firsts[np.int64(ordered[place] >> shift)] = place
    for top in range(firsts.size - 2, -1, -1):
        firsts[top] = min(firsts[top], firsts[top + 1])
    return Windows(ordered, order, firsts, shift)


@kernel
def same_token(one: Stream, i: Int, other: Stream, j: Int) -> bool:
    """Whether two tokens consist of the same bytes."""
    if one.hashes[i] != other.hashes[j]:
        return False
    left, right = one.begins[i], other.begins[j]
    while one.folded[left] == other.folded[right] and one.folded[left] != 0:
        left += 1
        right += 1
    return bool(one.folded[left] == other.folded[right])


@kernel
def equal_after(one: Stream, i: Int, other: Stream, j: Int) -> Int:
    """How many tokens are equal from two places on."""
    most, count = min(one.hashes.size - i, other.hashes.size - j), np.int64(0)
    while count < most and same_token(one, i + count, other, j + count):
        count += 1
    return count


@kernel
def equal_before(one: Stream, i: Int, other: Stream, j: Int) -> Int:
    """How many tokens are equal before two places."""
    most, count = min(i, j), np.int64(0)
    while count < most and same_token(one, i - count - 1, other, j - count - 1):
        count += 1
    return count


@kernel
def longest_at(one: Stream, of_one: Windows, other: Stream, j: Int, window: np.uint64) -> tuple[Int, Int]:
    """The longest run of equal tokens that begins at a place of `other`, anywhere in `one`: its length and place."""
    length: Int = 0
    found: Int = 0
    top = np.int64(window >> of_one.shift)
    looked_at = 0
    for at in range(of_one.firsts[top], of_one.firsts[top + 1]):
        if of_one.hashes[at] == window and looked_at < MOST_PLACES:
            looked_at += 1
            equal = equal_after(one, of_one.places[at], other, j)
            if equal > length:
                length, found = equal, of_one.places[at]
    return length, found


@kernel
def common_runs(one: Stream, of_one: Windows, other: Stream, least: int) -> Counts:
    """The maximal runs of at least `least` tokens that both have: rows of first in `one`, first in `other`, length.

    Where runs cross, each place of `other` counts for the longest that begins there; none is given that lies within
    another in one of the texts. In time linear in both, save where a text repeats itself in pieces that differ.
    """
    hashes = window_hashes(other.hashes, least)
    found = np.empty((hashes.size, 3), np.int64)
    count, done, j = 0, np.int64(0), np.int64(0)
    while j < hashes.size:
        length, i = longest_at(one, of_one, other, j, hashes[j])
        if length >= least and j + length > done:
            back = equal_before(one, i, other, j)
            found[count] = i - back, j - back, length + back
            count += 1
            done = j + length
            j = done - least + 1
        else:
            j += 1
    return outermost(found[:count])


@kernel
def outermost(found: Counts) -> Counts:
    """Runs without those that lie within another on one side; of two that are the same there the first stays."""
    kept = np.empty_like(found)
    count = 0
    for number in range(found.shape[0]):
        if not is_within_another(found, number):
            kept[count] = found[number]
            count += 1
    return kept[:count]


@kernel
def is_within_another(found: Counts, number: int) -> bool:
    """Whether a run lies within another in the one text or in the other."""
    length = found[number, 2]
    for other in range(found.shape[0]):
        if other == number or found[other, 2] < length or (found[other, 2] == length and other > number):
            continue
        for side in range(2):
            start = found[number, side] - found[other, side]
            if start >= 0 and start + length <= found[other, 2]:
                return True
    return False


@kernel
def place_tokens(data: Bytes, fold: FoldArrays) -> tuple[Counts, Counts]:
    """Where each token begins and ends, in characters of the text.

    What leaves nothing when folded, a mark or a soft hyphen, belongs to the token before it. Two tokens may share a
    character: ½ folds to 1 and 2.
    """
    most = TOKENS_A_BYTE * data.size + 1
    starts, ends = np.empty(most, np.int64), np.empty(most, np.int64)
    count, character, within = 0, 0, False
    place: Int = 0
    while place < data.size:
        point: Int = np.int64(data[place])
        if point < 0x80:
            place += 1
        else:
            point, place = decode(data, place, data.size)
        entry = np.int64(fold.entries[point]) if point >= 0 else 0
        if entry >> SHIFT == DROP:
            if count and ends[count - 1] == character:
                ends[count - 1] = character + 1
            character += 1
            continue
        parts = entry & ((1 << SEQUENCE_BITS) - 1) if entry >> SHIFT == SEQUENCE else 1
        first = (entry & POINT) >> SEQUENCE_BITS
        for part in range(parts):
            kind = (np.int64(fold.sequences[first + part]) if entry >> SHIFT == SEQUENCE else entry) >> SHIFT
            if kind == SINGLE or (kind == WORD and not within):
                starts[count] = character
                count += 1
            if kind in (WORD, SINGLE):
                ends[count - 1] = character + 1
            within = kind == WORD
        character += 1
    return starts[:count].copy(), ends[:count].copy()
