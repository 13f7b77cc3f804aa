"""Well-formed markup as bytes: names, attributes, the ends of tags.

It is what libxml2 writes of a tree: `<` stands nowhere but where a tag begins, and every attribute has a value in
double quotes. What is read ends in `SENTINEL`, so that no loop runs out of it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cleaner.kernel_cache import kernel

__all__ = ["ATTRIBUTES", "SENTINEL", "Bytes", "attributes", "hash_of", "name_end", "name_hash", "tag_end"]

Bytes = npt.NDArray[np.uint8]
Integers = npt.NDArray[np.int64]
Int = int | np.int64
"""Compiled code knows 64-bit integers only; outside it either may come in."""

ATTRIBUTES = ("class", "id", "itemprop", "role", "style", "hidden", "aria-hidden")
"""Those that tell of an element's part in its page; `attributes` gives their values' spans in this order."""

SENTINEL = b'="">'
"""Stands behind the markup."""

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


@kernel
def name_end(markup: Bytes, place: Int) -> Int:
    """Where the name that begins at `place` ends."""
    while markup[place] != SPACE and markup[place] != END and markup[place] != SLASH:
        place += 1
    return place


@kernel
def name_hash(markup: Bytes, start: Int, end: Int) -> np.uint64:
    """A hash of some bytes."""
    found = BASIS
    for place in range(start, end):
        found = (found ^ np.uint64(markup[place])) * PRIME
    return found


@kernel
def tag_end(markup: Bytes, place: Int) -> Int:
    """Where the tag ends whose name ended at `place`: behind its `>`."""
    while markup[place] != END:
        if markup[place] == SPACE or markup[place] == SLASH:
            place += 1
        else:
            place = _value_end(markup, place) + 1
    return place + 1


@kernel
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


@kernel
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


@kernel
def _number(markup: Bytes, start: Int, end: Int) -> Int:
    """Which of `ATTRIBUTES` the name is; -1 for any other."""
    if end - start > LONGEST:
        return -1
    found = name_hash(markup, start, end)
    for number in range(len(HASHES)):
        if HASHES[number] == found:
            return number
    return -1
