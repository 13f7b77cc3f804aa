"""Names of a page's elements, and what stands above them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cleaner.extract.kernels.markup import BASIS, PRIME, Bytes, Integers
from cleaner.extract.kernels.walking import NAMES, PARENT, TAG
from cleaner.kernel_cache import kernel

__all__ = ["name_hashes", "slots", "spread"]

Hashes = npt.NDArray[np.uint64]
BLANK = np.uint64(ord(" "))


@kernel
def spread(values: Integers, parents: Integers) -> Integers:
    """The bits of each node and of all above it."""
    found = values.copy()
    for number in range(1, len(values)):
        found[number] |= found[parents[number]]
    return found


@kernel
def name_hashes(markup: Bytes, nodes: Integers) -> Hashes:
    """A hash of each node's names, class, id and itemprop, without case and digits; 0 for none."""
    found = np.zeros(len(nodes), np.uint64)
    for number in range(len(nodes)):
        value, is_first = BASIS, True
        for attribute in range(3):
            start, end = nodes[number, NAMES + 2 * attribute], nodes[number, NAMES + 2 * attribute + 1]
            if end <= start:
                continue
            if not is_first:
                value = (value ^ BLANK) * PRIME
            is_first = False
            for place in range(start, end):
                byte = markup[place]
                if 65 <= byte <= 90:
                    byte |= np.uint8(32)
                if not 48 <= byte <= 57:
                    value = (value ^ np.uint64(byte)) * PRIME
        # Digits alone are no name.
        found[number] = np.uint64(0) if value == BASIS else value
    return found


@kernel
def slots(hashes: Hashes, nodes: Integers) -> Integers:
    """One number for the nodes of the same path of tags and names from the root down."""
    found = np.empty(len(nodes), np.uint64)
    for number in range(len(nodes)):
        above = found[nodes[number, PARENT]] if number else BASIS
        value = (above ^ np.uint64(nodes[number, TAG])) * PRIME
        value ^= value >> np.uint64(29)
        found[number] = (value ^ hashes[number]) * PRIME
    return found.view(np.int64)
