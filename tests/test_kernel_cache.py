"""Where machine code is kept, and that numba's own settings stay as they were."""

from __future__ import annotations

import logging
import os
import platform
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numba
import platformdirs
import pytest

import cleaner
from cleaner import kernel_cache
from cleaner.kernel_cache import cache_folder, kernel


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    cache_folder.cache_clear()
    yield
    cache_folder.cache_clear()


def in_folder(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setattr(platformdirs, "user_cache_dir", lambda *_, **__: str(folder))


def test_the_folder_is_the_users_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    in_folder(monkeypatch, tmp_path / "cleaner")
    folder = cache_folder()
    assert folder is not None
    assert folder.parent == tmp_path / "cleaner"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_the_name_changes_with_any_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    in_folder(monkeypatch, tmp_path)
    before = cache_folder()
    for room in ("extract", "neardup"):
        sources = tmp_path / room / "kernels"
        sources.mkdir(parents=True)
        (sources / "one.py").write_text(f"changed in {room}")
        monkeypatch.setattr(kernel_cache, "PACKAGE", tmp_path)
        cache_folder.cache_clear()
        assert cache_folder() != before
        before = cache_folder()


def test_an_open_folder_is_not_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    in_folder(monkeypatch, tmp_path)
    folder = cache_folder()
    assert folder is not None
    folder.chmod(0o777)
    cache_folder.cache_clear()
    with caplog.at_level(logging.DEBUG, logger="cleaner"):
        assert cache_folder() is None
        assert cache_folder() is None
    assert [record.levelname for record in caplog.records] == ["INFO"]
    assert "chmod 700" in caplog.text
    assert "set XDG_CACHE_HOME to a folder of yours" in caplog.text


def test_without_a_folder_functions_compile_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("")
    in_folder(monkeypatch, blocked)

    @kernel
    def double(number: int) -> int:
        return 2 * number

    assert cache_folder() is None
    assert double(21) == 42


def test_a_folder_that_cannot_be_made_is_told_with_its_cure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("")
    in_folder(monkeypatch, blocked)
    with caplog.at_level(logging.INFO, logger="cleaner"):
        assert cache_folder() is None
    [message] = caplog.messages
    assert f"{blocked}/kernels-" in message
    assert message.endswith("; set XDG_CACHE_HOME to a folder of yours")
    assert "None" not in message


def test_numbas_settings_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    in_folder(monkeypatch, tmp_path)
    before = numba.config.CACHE_DIR

    @kernel
    def one_more(number: int) -> int:
        return number + 1

    assert one_more(1) == 2
    assert before == numba.config.CACHE_DIR
    folder = cache_folder()
    assert folder is not None
    assert any(name.endswith(".nbi") for _, _, names in os.walk(folder) for name in names)


def test_the_name_changes_with_the_interpreter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    in_folder(monkeypatch, tmp_path)
    before = cache_folder()
    monkeypatch.setattr(platform, "python_version", lambda: "3.99.0")
    cache_folder.cache_clear()
    assert cache_folder() != before


# Small functions, so that compiling them anew takes no more than a second or two.
BAND_HASHES = """
import logging, sys
logging.basicConfig(level=logging.DEBUG, format="%(message)s", stream=sys.stderr)
logging.getLogger("numba").setLevel(logging.WARNING)
import numpy as np
from cleaner.neardup.kernels.sketching import band_hashes
hashes = np.empty(2, np.uint32)
band_hashes(np.arange(8, dtype=np.uint32), hashes)
print(hashes.tolist(), sum(band_hashes.stats.cache_hits.values()))
"""


def start(cache: Path, sources: Path | None = None) -> subprocess.Popen[str]:
    places = {"HOME": str(cache), "XDG_CACHE_HOME": str(cache), "PYTHONDONTWRITEBYTECODE": "1"}
    root = sources or Path(cleaner.__file__).parents[1]
    return subprocess.Popen(
        [sys.executable, "-c", BAND_HASHES],
        cwd=root,
        env=os.environ | places | {"PYTHONPATH": str(root)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def keys_and_hits(process: subprocess.Popen[str]) -> tuple[str, int, str]:
    """What a process found, how many functions it took from the cache, what it logged."""
    out, log = process.communicate(timeout=120)
    assert process.returncode == 0, log
    keys, hits = out.rsplit(" ", 1)
    return keys, int(hits), log


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A cache that two processes filled at once, and what they found."""
    cache = tmp_path_factory.mktemp("cache")
    found = [keys_and_hits(process) for process in [start(cache), start(cache)]]
    assert found[0][0] == found[1][0]
    return cache, found[0][0]


def copied(filled: tuple[Path, str], tmp_path: Path) -> tuple[Path, str]:
    cache = tmp_path / "cache"
    shutil.copytree(filled[0], cache)
    return cache, filled[1]


def test_two_processes_that_compile_at_once_leave_a_whole_cache(filled: tuple[Path, str]) -> None:
    cache, keys = filled
    assert keys_and_hits(start(cache))[:2] == (keys, 1)


@pytest.mark.parametrize("suffix", [".nbi", ".nbc"])
@pytest.mark.parametrize(
    "damage",
    [lambda whole: whole[: len(whole) // 2], lambda _: b"", lambda whole: b"\x00" * len(whole), lambda _: b"no pickle"],
    ids=["half", "empty", "zeros", "text"],
)
def test_damaged_files_are_made_anew(
    suffix: str, damage: Callable[[bytes], bytes], filled: tuple[Path, str], tmp_path: Path
) -> None:
    cache, keys = copied(filled, tmp_path)
    files = list(cache.rglob(f"*{suffix}"))
    assert files
    for file in files:
        file.write_bytes(damage(file.read_bytes()))
    found, hits, log = keys_and_hits(start(cache))
    assert (found, hits) == (keys, 0)
    assert "damaged and made anew" in log
    assert keys_and_hits(start(cache))[:2] == (keys, 1)


def test_a_cache_that_cannot_be_written_is_done_without(filled: tuple[Path, str], tmp_path: Path) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("")
    found, hits, log = keys_and_hits(start(blocked))
    assert (found, hits) == (filled[1], 0)
    assert log.count("compiled functions are not kept") == 1


def test_an_edited_source_never_meets_old_machine_code(filled: tuple[Path, str], tmp_path: Path) -> None:
    """The constant stands in a function that the compiled one calls in another file, which numba does not look at."""
    cache, keys = copied(filled, tmp_path)
    sources = tmp_path / "sources"
    shutil.copytree(Path(cleaner.__file__).parent, sources / "cleaner")
    unchanged, hits, _ = keys_and_hits(start(cache, sources))
    assert (unchanged, hits) == (keys, 0)
    assert keys_and_hits(start(cache, sources))[1] == 1
    callee = sources / "cleaner" / "neardup" / "kernels" / "tokenizing.py"
    edited = callee.read_text().replace("MULTIPLY_WORD = np.uint64(0xBF", "MULTIPLY_WORD = np.uint64(0xAF")
    assert edited != callee.read_text()
    callee.write_text(edited)
    changed, hits, _ = keys_and_hits(start(cache, sources))
    assert changed != keys
    assert hits == 0


def test_a_full_disk_costs_time_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    in_folder(monkeypatch, tmp_path)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("numba.core.caching.IndexDataCacheFile.save", full)

    @kernel
    def one_less(number: int) -> int:
        return number - 1

    assert one_less(1) == 0


def test_scipy_is_left_out_and_numba_keeps_it() -> None:
    """numba compiles `np.dot` all the same, for others in this process."""
    script = """
import sys
import numba, numpy as np
from cleaner.neardup.union_find import components
components(2, np.array([0]), np.array([1]))
print("scipy.linalg" in sys.modules)
print(numba.njit(lambda one: np.dot(one, one))(np.eye(2)).tolist(), "scipy.linalg" in sys.modules)
from numba.np import arraymath, linalg
print(linalg.ensure_blas.__name__, arraymath.ensure_blas is linalg.ensure_blas)
"""
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert found.stdout.splitlines() == ["False", "[[1.0, 0.0], [0.0, 1.0]] True", "ensure_blas True"]
