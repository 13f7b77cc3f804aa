"""A text's tokens in their order: what they are, which shingle begins at each, which are figures or names."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cleaner.kernel_cache import kernel
from cleaner.neardup.kernels.folding import FoldArrays, decode, fold_text
from cleaner.neardup.kernels.layout import DROP, SEQUENCE, SEQUENCE_BITS, SHIFT, SINGLE, WORD
from cleaner.neardup.kernels.sketching import ROTATE, UNROTATE, Lengths, finalise, room_for
from cleaner.neardup.kernels.tokenizing import find_tokens, hash_tokens
from cleaner.neardup.kernels.words import Int

__all__ = ["ADDRESS", "FIGURE", "NAME", "Read", "read_text"]

Bytes = npt.NDArray[np.uint8]
Hashes = npt.NDArray[np.uint32]

NAME, FIGURE, ADDRESS = 1, 2, 3
# What ends an address: space and below, a closing bracket, a quotation mark.
ENDS = np.array([byte <= 0x20 or chr(byte) in ")]>\"'" for byte in range(256)])
POINT = (1 << SHIFT) - 1
PART_COUNT = (1 << SEQUENCE_BITS) - 1


class Read(NamedTuple):
    """By token: its hash; the hash of the shingle that begins there and that shingle's length, 0 where none does; its
    kind, ADDRESS if it is in one, FIGURE if a digit is in it, NAME if it begins with a capital letter, else 0."""

    tokens: Hashes
    shingles: Hashes
    lengths: Bytes
    kinds: Bytes


@kernel
def read_text(data: Bytes, fold: FoldArrays, lengths: Lengths) -> Read:
    """Read one text."""
    room = room_for(data.size)
    size = fold_text(data, 0, data.size, fold, room.folded)
    count = find_tokens(room.folded, size, room.edges)
    hash_tokens(room.folded, room.edges, room.tokens[:count], room.singles)
    found = Read(
        np.empty(count, np.uint32), np.zeros(count, np.uint32), np.zeros(count, np.uint8), np.zeros(count, np.uint8)
    )
    for start in range(count):
        found.tokens[start] = finalise(room.tokens[start])
        long = lengths.n + (lengths.extra if room.singles[start] else 0)
        if start + long <= count:
            state = np.uint64(0)
            for token in range(start, start + long):
                state = (state << ROTATE | state >> UNROTATE) ^ room.tokens[token]
            found.shingles[start], found.lengths[start] = finalise(state), long
    note_kinds(data, fold, found.kinds)
    return found


@kernel
def note_kinds(data: Bytes, fold: FoldArrays, kinds: Bytes) -> None:
    """Each token's kind, told by its characters before folding."""
    place: Int = 0
    count, inside, in_address = 0, False, False
    while place < data.size:
        in_address = begins_address(data, place) or (in_address and not ENDS[data[place]])
        point, place = character(data, place)
        entry = np.int64(fold.entries[point]) if point >= 0 else 0
        if entry >> SHIFT == DROP:
            continue
        first, size = (entry & POINT) >> SEQUENCE_BITS, entry & PART_COUNT
        is_sequence = entry >> SHIFT == SEQUENCE
        for part in range(size if is_sequence else 1):
            kind = np.int64(fold.sequences[first + part]) >> SHIFT if is_sequence else entry >> SHIFT
            if kind == SINGLE or (kind == WORD and not inside):
                kinds[count] = ADDRESS if in_address else NAME if is_capital(point) else 0
                count += 1
            inside = kind == WORD
            if inside and not in_address and is_digit(point):
                kinds[count - 1] = FIGURE


@kernel
def begins_address(data: Bytes, place: Int) -> bool:
    """Whether `://` stands here."""
    return bool(
        place + 2 < data.size
        and data[place] == ord(":")
        and data[place + 1] == ord("/")
        and data[place + 2] == ord("/")
    )


@kernel
def character(data: Bytes, place: Int) -> tuple[Int, Int]:
    """The code point at `place`, -1 where the bytes are no UTF-8, and the place after it."""
    if data[place] < 0x80:
        return np.int64(data[place]), place + 1
    return decode(data, place, data.size)


@kernel
def is_capital(point: Int) -> bool:
    """Whether a character is a capital letter, in the scripts and blocks that news is written in."""
    if point < 0x80:
        return bool(ord("A") <= point <= ord("Z"))
    if 0x100 <= point < 0x180:
        # Latin Extended-A: pairs, the capital first, but from U+0139 to U+0148 and from U+0179 on at odd numbers.
        return bool((point & 1) == (0x139 <= point <= 0x148 or point >= 0x179))
    return bool(0xC0 <= point <= 0xDE or 0x386 <= point <= 0x3AB or 0x400 <= point <= 0x42F or 0x531 <= point <= 0x556)


@kernel
def is_digit(point: Int) -> bool:
    """Whether a character is a decimal digit: ASCII, Arabic, Persian, Devanagari, Bengali, full width."""
    found = False
    for zero in (0x30, 0x660, 0x6F0, 0x966, 0x9E6, 0xFF10):
        found |= bool(zero <= point < zero + 10)
    return found
