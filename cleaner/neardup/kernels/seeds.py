"""Which documents may share a passage: keys that every long run of common tokens has, an inverted index of them.

A seed is a run of some tokens. Of each window of seeds the one with the lowest hash is a key (winnowing: Schleimer,
Wilkerson and Aiken 2003): two documents that share a run as long as a window and a seed choose the same key in it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cleaner.kernel_cache import kernel
from cleaner.neardup.kernels.comparing import LOW, Sets
from cleaner.neardup.kernels.folding import FoldArrays, fold_text
from cleaner.neardup.kernels.pairing import run_end
from cleaner.neardup.kernels.sketching import ROTATE, UNROTATE, Texts, finalise, longest_of, room_for
from cleaner.neardup.kernels.tokenizing import MULTIPLY_TOKEN, find_tokens, hash_tokens
from cleaner.neardup.kernels.words import U32, Int

__all__ = ["Length", "Seeds", "hash_streams", "pairs_by_seeds", "seed_postings", "winnow"]

Bytes = npt.NDArray[np.uint8]
Hashes = npt.NDArray[np.uint32]
Counts = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]

MOST_PIVOTS = 8


class Length(NamedTuple):
    """Tokens of the shortest passage, and of a seed; a key is chosen of each `least - seed + 1` seeds."""

    least: int
    seed: int


class Seeds(NamedTuple):
    """The keys of all documents, in the documents' order: each one's hash, its document, and the place of its first
    token."""

    keys: Hashes
    documents: Hashes
    places: Hashes


@kernel
def hash_streams(texts: Texts, wanted: Bytes, fold: FoldArrays, out: Hashes, counts: Counts) -> Int:
    """The tokens' hashes (32 bits) of the wanted rows one after the other, and each row's number of tokens; gives the
    number of all. `out` holds TOKENS_A_BYTE for each byte."""
    room = room_for(longest_of(texts))
    total: Int = 0
    for row in range(counts.size):
        counts[row] = 0
        if wanted[row]:
            size = fold_text(texts.data, texts.offsets[row], texts.offsets[row + 1], fold, room.folded)
            count = find_tokens(room.folded, size, room.edges)
            hash_tokens(room.folded, room.edges, room.tokens[:count], room.singles)
            for token in range(count):
                out[total + token] = np.uint32(room.tokens[token] >> U32)
            counts[row] = count
            total += count
    return total


@kernel
def combined(tokens: Hashes, first: Int, count: int) -> np.uint32:
    """The hash of a run of tokens."""
    state = np.uint64(0)
    for place in range(first, first + count):
        state = (state << ROTATE | state >> UNROTATE) ^ (np.uint64(tokens[place]) * MULTIPLY_TOKEN)
    return finalise(state)


@kernel
def winnow(streams: Sets, documents: Counts, length: Length, out: Seeds) -> int:
    """Write the keys of some documents, in the order given; gives their number. `out` holds one for each token.

    Of equal hashes in a window the last is taken, so that a run of one word makes no more keys than other runs.
    """
    window = length.least - length.seed + 1
    written = 0
    for document in documents:
        start, size = streams.starts[document], streams.sizes[document]
        tokens = streams.hashes[start : start + size]
        count = size - length.seed + 1
        if size < length.least:
            continue
        hashes = np.empty(count, np.uint32)
        for place in range(count):
            hashes[place] = combined(tokens, place, length.seed)
        lowest = np.int64(-1)
        for end in range(window, count + 1):
            before = lowest
            if lowest < end - window:
                lowest = np.int64(end - window)
                for place in range(end - window + 1, end):
                    if hashes[place] <= hashes[lowest]:
                        lowest = np.int64(place)
            elif hashes[end - 1] <= hashes[lowest]:
                lowest = np.int64(end - 1)
            if lowest != before:
                out.keys[written] = hashes[lowest]
                out.documents[written] = np.uint32(document)
                out.places[written] = np.uint32(lowest)
                written += 1
    return written


@kernel
def seed_postings(keys: Hashes, part: int, parts: int, postings: Words) -> int:
    """Postings (key << 32 | number of the seed) of the keys that are `part` modulo `parts`, a power of two."""
    written, mask = 0, np.uint32(parts - 1)
    for number in range(keys.size):
        if (keys[number] & mask) == part:
            postings[written] = np.uint64(keys[number]) << U32 | np.uint64(number)
            written += 1
    return written


@kernel
def share_run(streams: Sets, seeds: Seeds, one: Int, other: Int, least: int) -> bool:
    """Whether two seeds lie in a run of at least so many equal tokens."""
    a, b = np.int64(seeds.documents[one]), np.int64(seeds.documents[other])
    if a == b:
        return False
    i, j = np.int64(seeds.places[one]), np.int64(seeds.places[other])
    start_a, start_b = streams.starts[a], streams.starts[b]
    tokens = streams.hashes
    after, most = 0, min(streams.sizes[a] - i, streams.sizes[b] - j, np.int64(least))
    while after < most and tokens[start_a + i + after] == tokens[start_b + j + after]:
        after += 1
    before, most = 0, min(i, j, np.int64(least - after))
    while before < most and tokens[start_a + i - before - 1] == tokens[start_b + j - before - 1]:
        before += 1
    return after + before >= least


@kernel
def noted(pairs: Words, count: Int, a: np.uint32, b: np.uint32) -> tuple[Words, Int]:
    """Append a pair (lower << 32 | higher); where there is no room, pairs that stand twice go, or it is doubled."""
    if count == pairs.size:
        ordered = np.sort(pairs)
        count = 1
        for pair in ordered[1:]:
            if pair != ordered[count - 1]:
                ordered[count] = pair
                count += 1
        pairs = ordered
        if 2 * count > pairs.size:
            pairs = np.empty(2 * ordered.size, np.uint64)
            pairs[:count] = ordered[:count]
    pairs[count] = np.uint64(min(a, b)) << U32 | np.uint64(max(a, b))
    return pairs, count + 1


@kernel
def pair_all(run: Words, streams: Sets, seeds: Seeds, least: int, pairs: Words, count: Int) -> tuple[Words, Int]:
    """All pairs of a run's seeds that lie in a passage."""
    for left in range(run.size):
        one = np.int64(run[left] & LOW)
        for right in range(left + 1, run.size):
            other = np.int64(run[right] & LOW)
            if share_run(streams, seeds, one, other, least):
                pairs, count = noted(pairs, count, seeds.documents[one], seeds.documents[other])
    return pairs, count


@kernel
def pair_with_first(run: Words, streams: Sets, seeds: Seeds, least: int, pairs: Words, count: Int) -> tuple[Words, Int]:
    """Each of a long run's seeds with the first that it shares a passage with; up to 8 are asked."""
    pivots, known = np.empty(MOST_PIVOTS, np.int64), 0
    for posting in run:
        one = np.int64(posting & LOW)
        found = False
        for pivot in pivots[:known]:
            if share_run(streams, seeds, pivot, one, least):
                pairs, count = noted(pairs, count, seeds.documents[pivot], seeds.documents[one])
                found = True
                break
        if not found and known < MOST_PIVOTS:
            pivots[known] = one
            known += 1
    return pairs, count


@kernel
def with_context(run: Words, streams: Sets, seeds: Seeds, length: Length, before: bool, out: Words) -> Int:
    """A run's seeds under the hash of what stands behind them, or before them; gives the number of those that have so
    much: half of what a passage has beside its seed."""
    context = (length.least - length.seed + 1) // 2
    written = 0
    for posting in run:
        number = np.int64(posting & LOW)
        document, place = np.int64(seeds.documents[number]), np.int64(seeds.places[number])
        first = place - context if before else place + length.seed
        if first >= 0 and first + context <= streams.sizes[document]:
            key = combined(streams.hashes, streams.starts[document] + first, context)
            out[written] = np.uint64(key) << U32 | np.uint64(number)
            written += 1
    out[:written].sort()
    return written


@kernel
def pairs_by_seeds(
    postings: Words, streams: Sets, seeds: Seeds, length: Length, most: int, pairs: Words
) -> tuple[Words, Int]:
    """The pairs of documents with a key in common that lies in a run of enough equal tokens, from sorted postings.

    A key that more than `most` seeds bear is told apart by what stands beside it: a passage holds half of that on one
    side at least. Where more than `most` agree in that too, each is paired with one only.
    """
    count: Int = 0
    start: Int = 0
    while start < postings.size:
        end = run_end(postings, start)
        if end - start <= most:
            pairs, count = pair_all(postings[start:end], streams, seeds, length.least, pairs, count)
        else:
            scratch = np.empty(end - start, np.uint64)
            for before in (False, True):
                size = with_context(postings[start:end], streams, seeds, length, before, scratch)
                first: Int = 0
                while first < size:
                    last = run_end(scratch[:size], first)
                    run = scratch[first:last]
                    if last - first <= most:
                        pairs, count = pair_all(run, streams, seeds, length.least, pairs, count)
                    else:
                        pairs, count = pair_with_first(run, streams, seeds, length.least, pairs, count)
                    first = last
        start = end
    return pairs, count
