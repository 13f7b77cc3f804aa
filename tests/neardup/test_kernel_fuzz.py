"""Compiled functions against the plain reference, on random Unicode: ten seconds, or CLEANER_FUZZ_SECONDS."""

from __future__ import annotations

import os
import random
import time

import pyarrow as pa

from cleaner.neardup.shingling import shingle_hash, shingles, tokens
from cleaner.neardup.sketch import sketch

SECONDS = float(os.environ.get("CLEANER_FUZZ_SECONDS", "10"))
SEED = int(os.environ.get("CLEANER_FUZZ_SEED", "1"))
# Where folding, marks, unspaced scripts and astral planes are: first and last code points.
RANGES = (
    (0x00, 0x7F),
    (0x20, 0x7E),
    (0x80, 0x24F),
    (0x300, 0x52F),
    (0x590, 0x6FF),
    (0x900, 0xDFF),
    (0xE00, 0x10FF),
    (0x1100, 0x11FF),
    (0x1780, 0x17FF),
    (0x1E00, 0x20FF),
    (0x2E80, 0x33FF),
    (0x4E00, 0x4FFF),
    (0xAC00, 0xACFF),
    (0xF900, 0xFFFF),
    (0x0000, 0xFFFF),
    (0x10000, 0x10FFFF),
    (0x1D400, 0x1D7FF),
    (0x20000, 0x2FA1F),
    (0xE0000, 0xE01EF),
)


def random_text(chance: random.Random) -> str:
    """Some alphabets, mixed with spaces; some texts repeat themselves, few are long."""
    alphabets = [chance.choice(RANGES) for _ in range(chance.randrange(1, 4))]
    size = chance.choice((0, 1, 5, 15, 16, 17, 31, 40, 100, 400, 3000))
    letters = []
    for _ in range(size):
        if chance.random() < 0.2:
            letters.append(chance.choice(" \n_-\u200b\u00ad"))
        else:
            first, last = chance.choice(alphabets)
            letters.append(chr(chance.randint(first, last)))
    text = "".join(letters).encode("utf-8", "replace").decode()
    return text * chance.choice((1, 1, 1, 2, 3))


def test_sets_and_tokens_are_those_of_the_reference() -> None:
    chance, end, done = random.Random(SEED), time.monotonic() + SECONDS, 0
    while time.monotonic() < end:
        texts, n = [random_text(chance) for _ in range(20)], chance.choice((1, 2, 5, 5, 5, 8))
        found = sketch([pa.array(texts, pa.large_string())], n)
        for row, text in enumerate(texts):
            start = found.starts[row]
            hashes = found.hashes[start : start + found.sizes[row]].tolist()
            expected = sorted({shingle_hash(shingle.encode()) for shingle in shingles(text, n)})
            assert hashes == expected, (n, ascii(text))
            assert found.token_counts[row] == len(tokens(text)), ascii(text)
        done += len(texts)
    assert done
