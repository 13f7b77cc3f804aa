"""UTF-8 bytes to folded UTF-8 bytes, zeros between tokens."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cleaner.kernel_cache import kernel
from cleaner.neardup.kernels.layout import DROP, HIGH, SEQUENCE, SEQUENCE_BITS, SHIFT, SINGLE, WORD
from cleaner.neardup.kernels.words import TOPS, Int, load

__all__ = ["GROWTH", "PADDING", "SINGLE_MARK", "FoldArrays", "fold_text"]

Bytes = npt.NDArray[np.uint8]
Entries = npt.NDArray[np.uint32]
SINGLE_MARK = 1
"""Stands before a token of an unspaced script. As a control character it never stands in a token."""

GROWTH = 12
"""Folding makes at most so many bytes of one: U+FDFA has 3, its fold 33, and a single token gets 2 bytes around it."""

PADDING = 80
"""Zeros after the folded text: what comes next reads up to 64 bytes at once."""

# So many bytes at once are looked at for one that is not ASCII.
BLOCK = 32

POINT = (1 << SHIFT) - 1
NO_CHARACTER = -1


class FoldArrays(NamedTuple):
    """`ascii[byte]` is the folded byte, 0 for what separates, HIGH for the beginning of a longer UTF-8 sequence.

    `entries[code point]` is laid out as `layout` says; `sequences` holds the folds of several code points.
    """

    ascii: Bytes
    entries: Entries
    sequences: Entries


@kernel
def decode(data: Bytes, place: Int, end: Int) -> tuple[Int, Int]:
    """The code point at `place` and the place after it; (-1, next) where the bytes are no UTF-8."""
    lead = np.int64(data[place])
    size = 2 if lead < 0xE0 else 3 if lead < 0xF0 else 4
    if lead < 0xC0 or place + size > end:
        return NO_CHARACTER, place + 1
    point = lead & (0x7F >> size)
    for follower in range(place + 1, place + size):
        if data[follower] & 0xC0 != 0x80:
            return NO_CHARACTER, follower
        point = point << 6 | np.int64(data[follower] & 0x3F)
    return (point if point < 0x110000 else np.int64(NO_CHARACTER)), place + size


@kernel
def encode(point: Int, out: Bytes, at: Int) -> Int:
    """Write a code point as UTF-8; gives the place after it."""
    if point < 0x80:
        out[at] = point
        return at + 1
    if point < 0x800:
        out[at] = 0xC0 | point >> 6
        out[at + 1] = 0x80 | point & 0x3F
        return at + 2
    if point < 0x10000:
        out[at] = 0xE0 | point >> 12
        out[at + 1] = 0x80 | point >> 6 & 0x3F
        out[at + 2] = 0x80 | point & 0x3F
        return at + 3
    out[at] = 0xF0 | point >> 18
    out[at + 1] = 0x80 | point >> 12 & 0x3F
    out[at + 2] = 0x80 | point >> 6 & 0x3F
    out[at + 3] = 0x80 | point & 0x3F
    return at + 4


@kernel
def write(entry: Int, out: Bytes, at: Int) -> Int:
    """Write one folded code point, or what separates; gives the place after it."""
    kind = entry >> SHIFT
    if kind == WORD:
        return encode(entry & POINT, out, at)
    out[at] = 0
    if kind != SINGLE:
        return at + 1
    out[at + 1] = SINGLE_MARK
    at = encode(entry & POINT, out, at + 2)
    out[at] = 0
    return at + 1


@kernel
def ascii_end(data: Bytes, place: Int, end: Int) -> Int:
    """Where the whole blocks of nothing but ASCII end that begin at `place`."""
    while place + BLOCK <= end:
        at = np.uint64(place)
        high = load(data, at) | load(data, at + np.uint64(8))
        high |= load(data, at + np.uint64(16)) | load(data, at + np.uint64(24))
        if high & TOPS:
            break
        place += BLOCK
    return place


@kernel
def fold_ascii(data: Bytes, out: Bytes) -> None:
    """Fold ASCII as the table does, but by arithmetic, which becomes vector code."""
    for place in range(data.size):
        byte = np.uint8(data[place])
        lower = np.uint8(byte | np.uint8(0x20))
        is_letter = np.uint8(lower - np.uint8(ord("a"))) < np.uint8(26)
        is_other = (np.uint8(byte - np.uint8(ord("0"))) < np.uint8(10)) | (byte == np.uint8(ord("_")))
        out[place] = lower if is_letter else (byte if is_other else np.uint8(0))


@kernel
def fold_mixed(data: Bytes, span: tuple[Int, Int, Int], fold: FoldArrays, out: Bytes, at: Int) -> tuple[Int, Int]:
    """Fold the characters that begin in the span's first two, (place, stop, end of the text).

    Gives the places after the last one, in the text and in `out`.
    """
    place, stop, end = span
    while place < stop:
        byte = fold.ascii[data[place]]
        if byte != HIGH:
            out[at] = byte
            at += 1
            place += 1
            continue
        point, place = decode(data, place, end)
        entry = np.int64(fold.entries[point]) if point >= 0 else 0
        kind = entry >> SHIFT
        if kind == SEQUENCE:
            first = (entry & POINT) >> SEQUENCE_BITS
            for part in range(first, first + (entry & ((1 << SEQUENCE_BITS) - 1))):
                at = write(np.int64(fold.sequences[part]), out, at)
        elif kind != DROP:
            at = write(entry, out, at)
    return place, at


@kernel
def fold_text(data: Bytes, start: Int, end: Int, fold: FoldArrays, out: Bytes) -> Int:
    """Fold `data[start:end]` into `out`, which must hold GROWTH bytes for each and PADDING; gives the length.

    Bytes that are no UTF-8 separate. PADDING zeros follow the last byte.
    """
    at: Int = 0
    place = start
    while place < end:
        plain = ascii_end(data, place, end)
        fold_ascii(data[place:plain], out[at : at + plain - place])
        at += plain - place
        place, at = fold_mixed(data, (plain, min(plain + BLOCK, end), end), fold, out, at)
    out[at : at + PADDING] = 0
    return at
