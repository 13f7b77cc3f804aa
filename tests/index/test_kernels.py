"""The compiled functions, each against its plain meaning."""

from __future__ import annotations

import numpy as np
import pytest

from cleaner.index.kernels.checksums import BLOCK, Mapped, block_sums, is_whole, xxh64
from cleaner.index.kernels.packing import pack_set, packed_words, unpack_set


def test_xxh64_is_the_published_one() -> None:
    vectors = {b"": 0xEF46DB3751D8E999, b"a": 0xD24EC4F1A98C6E5B, b"abc": 0x44BC2CF5AD770999}
    for data, digest in vectors.items():
        assert int(xxh64(np.frombuffer(data, np.uint8), np.uint64(0))) == digest
    long = b"Nobody inspects the spammish repetition"
    assert int(xxh64(np.frombuffer(long, np.uint8), np.uint64(0))) == 0xFBCEA83C8A378BF1


@pytest.mark.parametrize("size", [0, 1, 2, 3, 31, 32, 33, 450, 511, 512, 5000])
def test_sets_are_packed_and_unpacked(size: int) -> None:
    random = np.random.default_rng(size)
    for hashes in (
        np.unique(random.integers(0, 2**32, size, dtype=np.uint32)),
        np.arange(size, dtype=np.uint32),
        np.arange(2**32 - size, 2**32, dtype=np.uint64).astype(np.uint32),
    ):
        packed, back = np.full(packed_words(len(hashes)), 2**64 - 1, np.uint64), np.empty(len(hashes), np.uint32)
        pack_set(hashes, packed)
        unpack_set(packed, back)
        assert (back == hashes).all()
    assert 8 * packed_words(450) < 1450


def test_a_block_is_looked_at_once_and_any_change_before_is_seen() -> None:
    data = np.random.default_rng(1).integers(0, 256, 3 * BLOCK, dtype=np.uint8)
    sums = np.empty(3, np.uint64)
    block_sums(data, 0, sums)
    file = Mapped(data, data.view(np.uint32), sums, np.zeros(3, np.uint8))
    assert is_whole(file, 10, 20)
    assert file.whole.tolist() == [1, 0, 0]
    data[BLOCK + 5] ^= 1
    assert is_whole(file, 0, BLOCK)
    assert not is_whole(file, BLOCK - 1, BLOCK + 1)
    assert is_whole(file, 2 * BLOCK, 3 * BLOCK)
    # A block in another's place is no whole block.
    data[2 * BLOCK :] = data[:BLOCK]
    file.whole[:] = 0
    assert not is_whole(file, 2 * BLOCK, 3 * BLOCK)
    assert not is_whole(file, 3 * BLOCK - 1, 3 * BLOCK + 1)
    assert not is_whole(file, -1, 1)
