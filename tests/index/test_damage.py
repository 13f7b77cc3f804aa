"""Any bit of any file turned over: it is noticed, or it harms nobody. Never a wrong answer."""

from __future__ import annotations

import logging
import random
import shutil
from pathlib import Path

import pytest

from cleaner import Index, Match
from cleaner.errors import CleanerError
from tests.index.model import LONG, texts

FLIPS = 2000 if LONG else 60
TEXTS = texts(12, 40)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index with all kinds of files, and a tail in its log."""
    path = tmp_path_factory.mktemp("damage") / "index"
    documents = [(f"{number}", text) for number, text in enumerate(TEXTS)]
    with Index.create(path) as index:
        index.add_batch(documents[:20])
        index._store.flush()
        index.add_batch(documents[20:30])
        index.remove("3", "22")
        index._store.flush()
        index.add_batch(documents[30:])
        index.remove("35", "5")
    assert len({name.name.partition("-")[0] for name in path.iterdir()}) == 5
    return path


def _answers(path: Path) -> tuple[list[str], list[list[Match]]]:
    with Index.open(path) as index:
        return sorted(index), [index.query(text) for text in TEXTS]


def _tried(path: Path, caplog: pytest.LogCaptureFixture) -> tuple[object, bool]:
    """The answers, and whether anything was said."""
    caplog.clear()
    with caplog.at_level(logging.WARNING, logger="cleaner"):
        try:
            with Index.open(path, "w"):
                pass
            return _answers(path), bool(caplog.records)
        except CleanerError as error:
            return None, bool(str(error))


def test_a_flipped_bit_is_noticed_or_harmless(whole: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    right = _answers(whole)
    chance = random.Random()
    files = sorted(name for name in whole.iterdir() if name.name != "lock")
    sizes = [file.stat().st_size for file in files]
    noticed = 0
    for _ in range(FLIPS):
        copy = tmp_path / "index"
        shutil.copytree(whole, copy)
        # Small files as often as large ones.
        [file] = chance.choices(files, [size**0.5 for size in sizes])
        data = bytearray((copy / file.name).read_bytes())
        place, bit = chance.randrange(len(data)), chance.randrange(8)
        data[place] ^= 1 << bit
        (copy / file.name).write_bytes(data)
        found, is_told = _tried(copy, caplog)
        assert found == right or is_told, (file.name, place, bit)
        noticed += found != right
        shutil.rmtree(copy)
    assert noticed > FLIPS // 10


def test_verify_finds_what_queries_did_not_touch(whole: Path, tmp_path: Path) -> None:
    flushed = tmp_path / "flushed"
    shutil.copytree(whole, flushed)
    with Index.open(flushed, "w") as index:
        index._store.flush()
    for file in sorted(flushed.glob("segment-*")):
        copy = tmp_path / file.name
        shutil.copytree(flushed, copy)
        data = bytearray((copy / file.name).read_bytes())
        data[len(data) // 2] ^= 1
        (copy / file.name).write_bytes(data)
        with Index.open(copy) as index:
            [problem] = index.verify()
            assert f"{file.name}: damaged at byte" in problem


def test_a_file_cut_off_anywhere_is_noticed(whole: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    right = _answers(whole)
    chance = random.Random()
    for file in sorted(whole.iterdir()):
        if file.name == "lock":
            continue
        for _ in range(40 if LONG else 3):
            copy = tmp_path / "index"
            shutil.copytree(whole, copy)
            data = (copy / file.name).read_bytes()
            (copy / file.name).write_bytes(data[: chance.randrange(len(data))])
            found, is_told = _tried(copy, caplog)
            assert found == right or is_told, file.name
            shutil.rmtree(copy)


def test_a_file_that_is_gone_is_told(whole: Path, tmp_path: Path) -> None:
    for file in sorted(whole.iterdir()):
        if file.name in ("lock", "manifest.json"):
            continue
        copy = tmp_path / "index"
        shutil.copytree(whole, copy)
        (copy / file.name).unlink()
        for mode in ("r", "w"):
            with pytest.raises(CleanerError, match=f"{file.name}: is gone; restore"):
                Index.open(copy, mode)
        shutil.rmtree(copy)
