"""How an entry of the folding arrays is laid out in 32 bits.

Bits 24 and up hold the kind: a `TokenClass` (then the rest is the one folded code point), DROP (nothing is left), or
SEQUENCE (then the low SEQUENCE_BITS bits are the length, and the rest is the place in `sequences`).
"""

from __future__ import annotations

__all__ = ["DROP", "HIGH", "SEPARATOR", "SEQUENCE", "SEQUENCE_BITS", "SHIFT", "SINGLE", "WORD"]

SHIFT = 24
SEPARATOR, WORD, SINGLE, DROP, SEQUENCE = 0, 1, 2, 3, 4
# The longest fold is the Arabic ligature U+FDFA, 18 code points.
SEQUENCE_BITS = 5

HIGH = 255
"""In the table of single bytes: this one begins a longer UTF-8 sequence."""
