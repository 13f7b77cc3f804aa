"""Counting the shingles of two texts for a fact: hashes of 64 bits find equal ones, their bytes prove it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cleaner.kernel_cache import kernel
from cleaner.neardup.kernels.folding import FoldArrays, fold_text
from cleaner.neardup.kernels.heat import Hot, is_hot
from cleaner.neardup.kernels.sketching import ROTATE, UNROTATE, Lengths, finalise, room_for
from cleaner.neardup.kernels.tokenizing import find_tokens, hash_tokens
from cleaner.neardup.kernels.words import Int

__all__ = ["UNPROVED", "Spelled", "count_shared", "spell"]

Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint64]
Hashes = npt.NDArray[np.uint32]
Counts = npt.NDArray[np.int64]

UNPROVED = -1


class Spelled(NamedTuple):
    """A text's shingles: 64-bit `hashes`, the first token of each, its number of tokens, and where tokens begin in the
    folded text."""

    hashes: Words
    first: Counts
    length: Counts
    begins: Counts
    folded: Bytes


@kernel
def spell(data: Bytes, fold: FoldArrays, lengths: Lengths) -> Spelled:
    """All shingles of a text, in order."""
    room = room_for(data.size)
    tokens, singles = room.tokens, room.singles
    size = fold_text(data, 0, data.size, fold, room.folded)
    count = find_tokens(room.folded, size, room.edges)
    hash_tokens(room.folded, room.edges, tokens[:count], singles)
    hashes, first, length = np.empty(count, np.uint64), np.empty(count, np.int64), np.empty(count, np.int64)
    found = 0
    for start in range(count):
        long = lengths.n + (lengths.extra if singles[start] else 0)
        if start + long <= count:
            state = np.uint64(0)
            for token in range(start, start + long):
                state = (state << ROTATE | state >> UNROTATE) ^ tokens[token]
            hashes[found], first[found], length[found] = state, start, long
            found += 1
    # The mark of a token of an unspaced script counts as its first byte.
    begins = room.edges[: 2 * count : 2].astype(np.int64)
    return Spelled(hashes[:found], first[:found], length[:found], begins, room.folded[: size + 1].copy())


@kernel
def same(one: Spelled, i: Int, other: Spelled, j: Int) -> bool:
    """Whether two shingles consist of the same bytes."""
    if one.length[i] != other.length[j]:
        return False
    for step in range(one.length[i]):
        left, right = one.begins[one.first[i] + step], other.begins[other.first[j] + step]
        while one.folded[left] == other.folded[right] and one.folded[left] != 0:
            left += 1
            right += 1
        if one.folded[left] != other.folded[right]:
            return False
    return True


@kernel
def distinct(text: Spelled, order: Counts) -> Int:
    """Move the first of each run of equal hashes to the front of `order`; gives their number.

    UNPROVED if shingles of one hash differ.
    """
    kept = 0
    for place in range(order.size):
        here = order[place]
        if kept and text.hashes[order[kept - 1]] == text.hashes[here]:
            if not same(text, order[kept - 1], text, here):
                return UNPROVED
        else:
            order[kept] = here
            kept += 1
    return kept


@kernel
def count_cold(text: Spelled, order: Counts, hot: Hot) -> Int:
    """How many of the shingles at `order` are not hot."""
    cold = 0
    for place in order:
        cold += not is_hot(finalise(text.hashes[place]), hot)
    return np.int64(cold)


@kernel
def count_shared(
    one: Spelled, order: Counts, other: Spelled, other_order: Counts, hot: Hot
) -> tuple[Int, Int, Int, Int, Int, Int]:
    """Distinct shingles: shared, of one, of the other; then the same without hot ones. The orders sort the hashes, and
    are changed.

    All UNPROVED if two different shingles have one hash.
    """
    size, other_size = distinct(one, order), distinct(other, other_order)
    if min(size, other_size) == UNPROVED:
        return UNPROVED, UNPROVED, UNPROVED, UNPROVED, UNPROVED, UNPROVED
    i, j, shared, cold = 0, 0, 0, 0
    while i < size and j < other_size:
        left, right = one.hashes[order[i]], other.hashes[other_order[j]]
        if left == right:
            if not same(one, order[i], other, other_order[j]):
                return UNPROVED, UNPROVED, UNPROVED, UNPROVED, UNPROVED, UNPROVED
            shared += 1
            cold += not is_hot(finalise(left), hot)
        i += left <= right
        j += right <= left
    cold_one, cold_other = count_cold(one, order[:size], hot), count_cold(other, other_order[:other_size], hot)
    return shared, size, other_size, cold, cold_one, cold_other
