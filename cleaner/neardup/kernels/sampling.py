"""Which documents are compared because samples of their shingle hashes have keys in common: an inverted index."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cleaner.kernel_cache import kernel
from cleaner.neardup.kernels.comparing import LOW, Sets
from cleaner.neardup.kernels.pairing import Found, run_end
from cleaner.neardup.kernels.sketching import Sampling, sample_limit
from cleaner.neardup.kernels.words import U32, Int

__all__ = ["Holders", "Needed", "by_document", "count_postings", "keep_runs", "pairs_by_samples", "write_postings"]

Hashes = npt.NDArray[np.uint32]
Counts = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]

HOT = np.uint32(1 << 31)
WITHOUT = np.uint32(HOT - 1)
# So many of the first documents that hold a hot key are paired with each other that does.
HOT_PARTNERS = 2


class Holders(NamedTuple):
    """Keys that several documents hold, run by run: `documents[place]` holds `keys[place]`; `firsts[place]` is where
    its run begins, with the bit HOT if it is long. `order[starts[d]:starts[d + 1]]` are the places of document d."""

    documents: Hashes
    keys: Hashes
    firsts: Hashes
    starts: Counts
    order: Hashes


class Needed(NamedTuple):
    """`least[k]`: how many of k keys a pair must share to be worth comparing; `sizes` of the sets; how they are
    sampled."""

    least: Counts
    sizes: Counts
    sampling: Sampling


@kernel
def count_postings(samples: Sets, counts: Counts) -> None:
    """How many keys each part has, of as many parts as `counts`, a power of two."""
    mask = np.uint32(counts.size - 1)
    for document in range(samples.sizes.size):
        start = samples.starts[document]
        for key in samples.hashes[start : start + samples.sizes[document]]:
            counts[np.uint64(key & mask)] += 1


@kernel
def write_postings(samples: Sets, part: int, parts: int, postings: Words) -> int:
    """Postings (key << 32 | document) of the keys that are `part` modulo `parts`, a power of two; gives their number.

    `postings` holds one more than that.
    """
    written, mask = 0, np.uint32(parts - 1)
    for document in range(samples.sizes.size):
        start = samples.starts[document]
        for key in samples.hashes[start : start + samples.sizes[document]]:
            postings[written] = np.uint64(key) << U32 | np.uint64(document)
            written += (key & mask) == part
    return written


@kernel
def keep_runs(postings: Words, most: int, holders: Holders, written: int) -> int:
    """Append the runs of two or more sorted postings to the holders, hot where longer than `most`."""
    start: Int = 0
    while start < postings.size:
        end = run_end(postings, start)
        if end - start > 1:
            first = np.uint32(written) | (HOT if end - start > most else np.uint32(0))
            for place in range(start, end):
                holders.documents[written] = np.uint32(postings[place] & LOW)
                holders.keys[written] = np.uint32(postings[place] >> U32)
                holders.firsts[written] = first
                written += 1
        start = end
    return written


@kernel
def by_document(holders: Holders, size: int) -> None:
    """Fill in `starts` (one more than documents, zeros before) and `order`, from the first `size` places."""
    starts = holders.starts
    for place in range(size):
        starts[np.int64(holders.documents[place]) + 1] += 1
    for document in range(1, starts.size):
        starts[document] += starts[document - 1]
    ends = starts[:-1].copy()
    for place in range(size):
        holder = np.int64(holders.documents[place])
        holders.order[ends[holder]] = np.uint32(place)
        ends[holder] += 1


@kernel
def keys_up_to(keys: Hashes, limit: np.uint32) -> Int:
    """How many keys lie within a limit."""
    count = np.uint32(0)
    for key in keys:
        count += np.uint32(key <= limit)
    return np.int64(count)


@kernel
def hot_keys_up_to(holders: Holders, document: Int, limit: np.uint32) -> Int:
    """How many of a document's keys within a limit are hot."""
    count = 0
    for place in holders.order[holders.starts[document] : holders.starts[document + 1]]:
        count += (holders.firsts[place] & HOT) != 0 and holders.keys[place] <= limit
    return count


@kernel
def is_worth_it(samples: Sets, holders: Holders, needed: Needed, pair: tuple[Int, Int], cold: Int, hot: Int) -> bool:
    """Whether the keys that a pair shares are enough of those that either might share: among the cold, or of all.

    A key of one document may stand in the other's sample only within the limits of both.
    """
    a, b = pair
    limit = min(sample_limit(needed.sizes[a], needed.sampling), sample_limit(needed.sizes[b], needed.sampling))
    start_a, start_b = samples.starts[a], samples.starts[b]
    all_a = keys_up_to(samples.hashes[start_a : start_a + samples.sizes[a]], limit)
    all_b = keys_up_to(samples.hashes[start_b : start_b + samples.sizes[b]], limit)
    if cold + hot >= needed.least[min(all_a, all_b, needed.least.size - 1)]:
        return True
    if cold == 0:
        return False
    cold_a, cold_b = all_a - hot_keys_up_to(holders, a, limit), all_b - hot_keys_up_to(holders, b, limit)
    return bool(cold >= needed.least[min(cold_a, cold_b, needed.least.size - 1)])


@kernel
def count_keys(holders: Holders, document: Int, shared: Hashes, touched: Hashes) -> int:
    """Count for each earlier document the keys it shares with this one: cold ones in the low half of `shared`, hot ones
    in the high half. Gives the number of those, `touched`.

    A hot key makes no pairs but with the first two that hold it.
    """
    count = 0
    for place in holders.order[holders.starts[document] : holders.starts[document + 1]]:
        is_hot = (holders.firsts[place] & HOT) != 0
        first = np.int64(holders.firsts[place] & WITHOUT)
        last = min(np.int64(place), np.int64(first + HOT_PARTNERS)) if is_hot else np.int64(place)
        one = np.uint32(1 << 16 if is_hot else 1)
        for other in holders.documents[first:last]:
            if shared[other] == 0:
                touched[count] = other
                count += 1
            shared[other] += one
    return count


@kernel
def pairs_by_samples(
    samples: Sets, holders: Holders, needed: Needed, start: Int, counters: tuple[Hashes, Hashes], found: Found
) -> Int:
    """The pairs whose samples share enough, of the documents from `start` on with earlier ones.

    `counters` are two arrays of as many as documents, the first zeros before and after. Gives the document where it
    stopped, since `found.pairs` might not hold its pairs.
    """
    shared, touched = counters
    found.counts[0] = 0
    for document in range(start, samples.sizes.size):
        count = count_keys(holders, document, shared, touched)
        fits = found.counts[0] + count <= found.pairs.size
        for other in touched[:count]:
            keys = np.int64(shared[other])
            shared[other] = np.uint32(0)
            pair = np.int64(other), document
            if fits and is_worth_it(samples, holders, needed, pair, keys & 0xFFFF, keys >> 16):
                found.pairs[found.counts[0]] = np.uint64(other) << U32 | np.uint64(document)
                found.counts[0] += 1
        found.counts[1] += count
        if not fits:
            return document
    return samples.sizes.size
