"""Well-formed markup as bytes: names, attributes, the ends of tags.

It is what libxml2 writes of a tree: `<` stands nowhere but where a tag begins, and every attribute has a value in
double quotes. What is read ends in `SENTINEL`, so that no loop runs out of it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cleaner.kernel_cache import inlined

__all__ = ["ATTRIBUTES", "SENTINEL", "Bytes", "attributes", "hash_of", "name_end", "name_hash", "next_tag", "tag_end"]

Bytes = npt.NDArray[np.uint8]
Integers = npt.NDArray[np.int64]
Int = int | np.int64
"""Compiled code knows 64-bit integers only; outside it either may come in."""

ATTRIBUTES = ("class", "id", "itemprop", "role", "style", "hidden", "aria-hidden")
"""Those that tell of an element's part in its page; `attributes` gives their values' spans in this order."""

SENTINEL = b'="">'
"""Stands behind the markup."""

LESS = np.uint8(ord("<"))
LESSES, ONES, TOPS = (np.uint64(0x0101010101010101 * byte) for byte in (ord("<"), 1, 0x80))
SPACE, SLASH, END, QUOTE, EQUALS = (np.uint8(ord(sign)) for sign in ' />"=')
# Fowler, Noll and Vo's hash (FNV-1a) of 64 bits.
BASIS, PRIME = np.uint64(0xCBF29CE484222325), np.uint64(0x100000001B3)
MASK = (1 << 64) - 1


def hash_of(name: str) -> int:
    """What `name_hash` gives for a name.

    >>> hash_of("") == int(BASIS)
    True
    """
    found = int(BASIS)
    for byte in name.encode():
        found = (found ^ byte) * int(PRIME) & MASK
    return found


HASHES = np.array(list(map(hash_of, ATTRIBUTES)), np.uint64)
LONGEST = max(map(len, ATTRIBUTES))


@inlined
def name_end(markup: Bytes, place: Int) -> Int:
    """Where the name that begins at `place` ends."""
    while markup[place] != SPACE and markup[place] != END and markup[place] != SLASH:
        place += 1
    return place


@inlined
def name_hash(markup: Bytes, start: Int, end: Int) -> np.uint64:
    """A hash of some bytes."""
    found = BASIS
    for place in range(start, end):
        found = (found ^ np.uint64(markup[place])) * PRIME
    return found


@inlined
def load(markup: Bytes, place: np.uint64) -> np.uint64:
    """8 bytes as a little-endian word: one instruction, since the unsigned index needs no check for a negative one."""
    word = np.uint64(0)
    for step in range(8):
        word |= np.uint64(markup[place + np.uint64(step)]) << np.uint64(8 * step)
    return word


@inlined
def next_tag(markup: Bytes, place: Int) -> Int:
    """Where the next `<` stands from `place` on, or the markup's end is near: 8 bytes at once (Warren, Hacker's
    Delight, 6-1).
    """
    at, last = np.uint64(place), np.uint64(len(markup) - 8)
    while at < last:
        word = load(markup, at) ^ LESSES
        if (word - ONES) & ~word & TOPS:
            break
        at += np.uint64(8)
    size = np.uint64(len(markup) - len(SENTINEL))
    while at < size and markup[at] != LESS:
        at += np.uint64(1)
    return np.int64(at)


@inlined
def tag_end(markup: Bytes, place: Int) -> Int:
    """Where the tag ends whose name ended at `place`: behind its `>`."""
    while markup[place] != END:
        if markup[place] == SPACE or markup[place] == SLASH:
            place += 1
        else:
            place = _value_end(markup, place) + 1
    return place + 1


@inlined
def attributes(markup: Bytes, place: Int, spans: Integers) -> Int:
    """As `tag_end`; sets down the spans of the values of `ATTRIBUTES`, (-1, -1) where there is none."""
    spans[:] = -1
    while markup[place] != END:
        if markup[place] == SPACE or markup[place] == SLASH:
            place += 1
            continue
        start = place
        while markup[place] != EQUALS or markup[place + 1] != QUOTE or place == start:
            place += 1
        number = _number(markup, start, place)
        end = _value_end(markup, start)
        if number >= 0:
            spans[number, 0], spans[number, 1] = place + 2, end
        place = end + 1
    return place + 1


@inlined
def _value_end(markup: Bytes, place: Int) -> Int:
    """Where the quote stands that ends the value of the attribute whose name begins at `place`.

    Authors' names of attributes may hold anything; the first `="` ends one.
    """
    place += 1
    while markup[place] != EQUALS or markup[place + 1] != QUOTE:
        place += 1
    place += 2
    while markup[place] != QUOTE:
        place += 1
    return place


@inlined
def _number(markup: Bytes, start: Int, end: Int) -> Int:
    """Which of `ATTRIBUTES` the name is; -1 for any other."""
    if end - start > LONGEST:
        return -1
    found = name_hash(markup, start, end)
    for number in range(len(HASHES)):
        if HASHES[number] == found:
            return number
    return -1
