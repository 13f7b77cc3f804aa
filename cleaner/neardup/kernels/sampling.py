"""Which documents are compared because samples of their shingle hashes have keys in common: an inverted index."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cleaner.kernel_cache import kernel
from cleaner.neardup.kernels.comparing import LOW, Sets
from cleaner.neardup.kernels.heat import Hot, is_hot
from cleaner.neardup.kernels.pairing import Found, run_end
from cleaner.neardup.kernels.sketching import Sampling, sample_limit
from cleaner.neardup.kernels.sorting import sort_from
from cleaner.neardup.kernels.words import U32, Int

__all__ = [
    "Events",
    "Held",
    "Needed",
    "Postings",
    "count_events",
    "count_postings",
    "keep_runs",
    "pairs_of_events",
    "write_events",
    "write_postings",
]

Hashes = npt.NDArray[np.uint32]
Counts = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]

MARK = np.uint32(1 << 31)
UNMARKED = np.uint32(MARK - 1)
# So many of the first documents that hold a hot key are paired with each other that does.
HOT_PARTNERS = 2


class Postings(NamedTuple):
    """Postings (key << 32 | document) of the parts from `first` on: part p ends at `ends[p - first]`."""

    postings: Words
    first: int
    ends: Counts


class Held(NamedTuple):
    """For each document how many `events` it has (an earlier document that holds a key of its), and how many of its
    keys are hot."""

    events: Hashes
    hot: Hashes


class Events(NamedTuple):
    """The earlier documents that hold a key of document d, once a key, with the bit MARK where the key is hot:
    `others[starts[d - first]:starts[d - first + 1]]`."""

    first: int
    starts: Counts
    others: Hashes


class Needed(NamedTuple):
    """`least[k]`: how many of k keys a pair must share to be worth comparing; `sizes` of the sets, how they are
    sampled; what they `held`, and which keys are `hot`."""

    least: Counts
    sizes: Counts
    sampling: Sampling
    held: Held
    hot: Hot


@kernel
def count_postings(samples: Sets, counts: Counts) -> None:
    """How many keys each part has, of as many parts as `counts`, a power of two: by the keys' low bits."""
    mask = np.uint32(counts.size - 1)
    for document in range(samples.sizes.size):
        start = samples.starts[document]
        for key in samples.hashes[start : start + samples.sizes[document]]:
            counts[np.uint64(key & mask)] += 1


@kernel
def write_postings(samples: Sets, parts: int, out: Postings) -> None:
    """Fill in the postings; their `ends` are where each part begins before, and where it ends after."""
    mask, first, size = np.uint32(parts - 1), np.uint64(out.first), np.uint64(out.ends.size)
    for document in range(samples.sizes.size):
        start = samples.starts[document]
        for key in samples.hashes[start : start + samples.sizes[document]]:
            part = np.uint64(key & mask) - first
            if part < size:
                out.postings[np.uint64(out.ends[part])] = np.uint64(key) << U32 | np.uint64(document)
                out.ends[part] += 1


@kernel
def keep_runs(postings: Words, ends: Counts, bits: int, most: int, runs: Hashes, hot: Hashes) -> tuple[int, int]:
    """Sort each part and write down who holds the keys that several documents hold: their numbers, the first of each
    run with the bit MARK; and keys held by more than `most`. Gives the number of both.

    In each part the keys' lowest `bits` are alike; the first begins at 0.
    """
    scratch = np.empty(postings.size, np.uint64)
    written, found, start = 0, 0, np.int64(0)
    for end in ends:
        part = postings[start:end]
        sort_from(part, scratch[: part.size], 32 + bits)
        kept, new = keep_of_part(part, most, runs[written:], hot[found:])
        written, found, start = written + kept, found + new, end
    return written, found


@kernel
def keep_of_part(postings: Words, most: int, runs: Hashes, hot: Hashes) -> tuple[int, int]:
    """The same of one part that is sorted."""
    written, found = 0, 0
    start: Int = 0
    while start < postings.size:
        end = run_end(postings, start)
        if end - start > 1:
            mark = MARK
            for posting in postings[start:end]:
                runs[written] = np.uint32(posting & LOW) | mark
                mark = np.uint32(0)
                written += 1
            if end - start > most:
                hot[found] = np.uint32(postings[start] >> U32)
                found += 1
        start = end
    return written, found


@kernel
def end_of_run(runs: Hashes, start: Int) -> Int:
    """Where the run that begins at `start` ends."""
    end = start + 1
    while end < runs.size and runs[end] < MARK:
        end += 1
    return end


@kernel
def count_events(runs: Hashes, most: int, held: Held) -> None:
    """Fill in `held`: zeros before."""
    start: Int = 0
    while start < runs.size:
        end = end_of_run(runs, start)
        is_hot_run = end - start > most
        for place in range(start, end):
            document = np.uint64(runs[place] & UNMARKED)
            held.events[document] += np.uint32(min(place - start, HOT_PARTNERS) if is_hot_run else place - start)
            held.hot[document] += np.uint32(is_hot_run)
        start = end


@kernel
def write_events(runs: Hashes, most: int, events: Events) -> None:
    """Fill in the events of some documents; `starts` has where each one's begin, and is moved to where they end."""
    first, size = np.uint64(events.first), np.uint64(events.starts.size)
    start: Int = 0
    while start < runs.size:
        end = end_of_run(runs, start)
        mark = MARK if end - start > most else np.uint32(0)
        for place in range(start + 1, end):
            document = np.uint64(runs[place]) - first
            if document < size:
                last = start + HOT_PARTNERS if mark else place
                for other in runs[start : min(place, last)]:
                    events.others[np.uint64(events.starts[document])] = (other & UNMARKED) | mark
                    events.starts[document] += 1
        start = end


@kernel
def keys_up_to(keys: Hashes, limit: np.uint32) -> Int:
    """How many keys lie within a limit."""
    count = np.uint32(0)
    for key in keys:
        count += np.uint32(key <= limit)
    return np.int64(count)


@kernel
def hot_keys_up_to(keys: Hashes, limit: np.uint32, hot: Hot) -> Int:
    """How many of some keys within a limit are hot."""
    count = 0
    for key in keys:
        count += key <= limit and is_hot(key, hot)
    return np.int64(count)


@kernel
def keys_within(samples: Sets, needed: Needed, document: Int, limit: np.uint32) -> tuple[Int, Int]:
    """How many of a document's keys lie within a limit, and how many of these are hot."""
    if sample_limit(needed.sizes[document], needed.sampling) <= limit:
        return samples.sizes[document], np.int64(needed.held.hot[document])
    start = samples.starts[document]
    keys = samples.hashes[start : start + samples.sizes[document]]
    hot = hot_keys_up_to(keys, limit, needed.hot) if needed.held.hot[document] else np.int64(0)
    return keys_up_to(keys, limit), hot


@kernel
def is_worth_it(samples: Sets, needed: Needed, a: Int, b: Int, shared: np.uint32) -> bool:
    """Whether the keys that a pair shares are enough of those that either might share: among the cold, or of all.

    A key of one document may stand in the other's sample only within the limits of both. `shared` has the hot keys in
    its high half, the others in the low one.
    """
    cold_keys, hot_keys = np.int64(shared) & 0xFFFF, np.int64(shared) >> 16
    limit = sample_limit(max(needed.sizes[a], needed.sizes[b]), needed.sampling)
    all_a, hot_a = keys_within(samples, needed, a, limit)
    all_b, hot_b = keys_within(samples, needed, b, limit)
    most = needed.least.size - 1
    if cold_keys + hot_keys >= needed.least[min(all_a, all_b, most)]:
        return True
    return bool(cold_keys > 0 and cold_keys >= needed.least[min(all_a - hot_a, all_b - hot_b, most)])


@kernel
def pairs_of_events(samples: Sets, needed: Needed, events: Events, shared: Hashes, found: Found) -> None:
    """The pairs, each of a document with an earlier one, whose samples share enough.

    `events.starts` has one more than documents; `shared` has a place for each document, zeros before and after.
    """
    found.counts[:] = 0
    for row in range(events.starts.size - 1):
        document = events.first + row
        others = events.others[events.starts[row] : events.starts[row + 1]]
        touched = 0
        for other in others:
            place = np.uint64(other & UNMARKED)
            # The places touched first overwrite what was read.
            if shared[place] == 0:
                others[touched] = np.uint32(place)
                touched += 1
            shared[place] += np.uint32(1 << 16) if other & MARK else np.uint32(1)
        for other in others[:touched]:
            keys = shared[other]
            shared[other] = np.uint32(0)
            if is_worth_it(samples, needed, np.int64(other), np.int64(document), keys):
                found.pairs[found.counts[0]] = np.uint64(other) << U32 | np.uint64(document)
                found.counts[0] += 1
        found.counts[1] += touched
