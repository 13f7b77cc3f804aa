"""Folded bytes to token hashes: hash-1's first step."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cleaner.kernel_cache import kernel
from cleaner.neardup.kernels.folding import SINGLE_MARK
from cleaner.neardup.kernels.words import U0, U1, U8, U32, U63, Int, below, count_ones, filled, load

__all__ = ["EDGES_AT_ONCE", "MULTIPLY_TOKEN", "MULTIPLY_WORD", "SEED", "find_tokens", "hash_tokens", "mix"]

Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint64]

SEED = np.uint64(0x9E3779B97F4A7C15)
MULTIPLY_WORD = np.uint64(0xBF58476D1CE4E5B9)
MULTIPLY_TOKEN = np.uint64(0x94D049BB133111EB)

EDGES_AT_ONCE = 8
"""Edges are written so many at a time, wanted or not: a loop of a fixed length is never mispredicted."""


@kernel
def mix(state: np.uint64, word: np.uint64) -> np.uint64:
    """Take 8 bytes into a token's hash."""
    state = (state ^ word) * MULTIPLY_WORD
    return state ^ (state >> U32)


@kernel
def find_tokens(folded: Bytes, size: Int, edges: Words) -> Int:
    """Where the tokens of `folded[:size]` begin and end, in turn; gives their number.

    Zeros separate tokens, and PADDING zeros follow. `edges` must hold two for each token, and EDGES_AT_ONCE.
    """
    count, before = U0, U0
    for block in range(0, size + 1, 64):
        place = np.uint64(block)
        bits = filled(folded, place)
        changes = bits ^ (bits << U1 | before)
        before = bits >> U63
        after = count + count_ones(changes)
        while count < after:
            for _ in range(EDGES_AT_ONCE):
                edges[count] = place + count_ones(~changes & (changes - U1))
                changes &= changes - U1
                count += U1
        count = after
    return np.int64(count >> U1)


@kernel
def hash_tokens(folded: Bytes, edges: Words, hashes: Words, singles: Bytes) -> bool:
    """Hash the tokens between the edges; `singles` says which are of an unspaced script, the result if any is."""
    any_single = False
    for token in range(hashes.size):
        place, end = edges[2 * token], edges[2 * token + 1]
        single = folded[place] == SINGLE_MARK
        singles[token] = single
        any_single |= single
        place += np.uint64(single)
        size = end - place
        state = SEED
        while size > U8:
            state = mix(state, load(folded, place))
            place += U8
            size -= U8
        state = mix(state, load(folded, place) & below(size))
        hashes[token] = state * MULTIPLY_TOKEN
    return any_single
