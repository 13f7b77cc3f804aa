"""What a text is when copies are looked for: tokens, shingles, and the hash of a shingle.

This plain Python is the definition; the compiled functions in `kernels` equal it on every code point.
"""

from __future__ import annotations

from functools import cache

from cleaner.text.folding import TokenClass, fold, is_unspaced, token_class

__all__ = ["HASH_NAME", "SHINGLE_TOKENS", "UNSPACED_EXTRA", "shingle_hash", "shingles", "tokens"]

HASH_NAME = "hash-1"
"""Names the hash in indexes and outputs."""

SHINGLE_TOKENS = 5
UNSPACED_EXTRA = 2
"""A shingle that begins in an unspaced script is this much longer: there a token is one character, not a word."""

# Odd 64-bit constants: the golden ratio (Knuth, TAOCP 3, 6.4) and the multipliers of SplitMix64 (Steele et al., 2014).
SEED = 0x9E3779B97F4A7C15
MULTIPLY_WORD = 0xBF58476D1CE4E5B9
MULTIPLY_TOKEN = 0x94D049BB133111EB
# Odd, so that the places of up to 64 tokens in a shingle differ.
ROTATE = 23
WORD_BYTES = 8
MASK = 2**64 - 1


class _TokenTable(dict[int, str]):
    """Code point to what of it stands in tokens, spaces between them; for `str.translate`."""

    def __missing__(self, point: int) -> str:
        text = self[point] = "".join(_spaced(folded) for folded in fold(chr(point)))
        return text


def _spaced(folded: str) -> str:
    kind = token_class(folded)
    if kind is TokenClass.WORD:
        return folded
    return f" {folded} " if kind is TokenClass.SINGLE else " "


@cache
def _token_table() -> _TokenTable:
    return _TokenTable()


def tokens(text: str) -> list[str]:
    """The folded tokens: runs of letters, marks, numbers or `_`; a character of an unspaced script is one alone.

    >>> tokens("Crème brûlée, 3½ €")
    ['creme', 'brulee', '31', '2']
    >>> tokens("漢字 kana カナ")
    ['漢', '字', 'kana', 'カ', 'ナ']
    """
    return text.translate(_token_table()).split()


def shingles(text: str, n: int = SHINGLE_TOKENS) -> list[str]:
    """Runs of `n` tokens joined by a space, in order; `n + 2` if the first token is of an unspaced script.

    >>> shingles("to be or not to be")
    ['to be or not to', 'be or not to be']
    >>> shingles("天地玄黃宇宙洪荒")
    ['天 地 玄 黃 宇 宙 洪', '地 玄 黃 宇 宙 洪 荒']
    >>> shingles("too few tokens")
    []
    """
    words = tokens(text)
    lengths = [n + UNSPACED_EXTRA if _is_unspaced(word[0]) else n for word in words]
    return [
        " ".join(words[start : start + length]) for start, length in enumerate(lengths) if start + length <= len(words)
    ]


@cache
def _is_unspaced(character: str) -> bool:
    return is_unspaced(character)


def shingle_hash(shingle: bytes) -> int:
    """hash-1: the 32-bit hash of a shingle's UTF-8 bytes.

    All arithmetic is modulo 2^64; `rotl` rotates to the left.

    1. The shingle is split at the byte 0x20; each part is padded with zeros to a multiple of 8 bytes and read as
       little-endian 64-bit words. A token's hash starts as `h = 0x9E3779B97F4A7C15`; each word `w` makes it
       `h = (h ^ w) * 0xBF58476D1CE4E5B9`, then `h = h ^ (h >> 32)`. At the end `t = h * 0x94D049BB133111EB`.
    2. From `s = 0`, each token in order makes it `s = rotl(s, 23) ^ t`.
    3. `s = s ^ (s >> 32)`, `s = s * 0xBF58476D1CE4E5B9`, `s = s ^ (s >> 29)`, `s = s * 0x94D049BB133111EB`,
       `s = s ^ (s >> 32)`. The low 32 bits are the hash.

    Ten test vectors:

    >>> vectors = {
    ...     "": 0x7AD70BA2,
    ...     "a": 0xBAD9AD95,
    ...     "a b": 0xDD59BA94,
    ...     "b a": 0x6FF1EC18,
    ...     "to be or not to": 0x20A41BC9,
    ...     "internationalisation": 0x2595A5E4,
    ...     "abcdefgh abcdefghi": 0x0EDA8251,
    ...     "übermut": 0x41BC6763,
    ...     "天 地 玄 黃 宇 宙 洪": 0x3EA69958,
    ...     "новости дня к этому часу": 0x786E27AE,
    ... }
    >>> all(shingle_hash(text.encode()) == value for text, value in vectors.items())
    True
    """
    state = 0
    for part in shingle.split(b" "):
        state = _rotate(state) ^ _token_hash(part)
    return _finalise(state)


def _token_hash(token: bytes) -> int:
    state = SEED
    for start in range(0, len(token), WORD_BYTES):
        word = int.from_bytes(token[start : start + WORD_BYTES], "little")
        state = (state ^ word) * MULTIPLY_WORD & MASK
        state ^= state >> 32
    return state * MULTIPLY_TOKEN & MASK


def _rotate(state: int) -> int:
    return (state << ROTATE | state >> (64 - ROTATE)) & MASK


def _finalise(state: int) -> int:
    state ^= state >> 32
    state = state * MULTIPLY_WORD & MASK
    state ^= state >> 29
    state = state * MULTIPLY_TOKEN & MASK
    return (state ^ state >> 32) & 0xFFFFFFFF
