"""Where machine code is kept, and that numba's own settings stay as they were."""

from __future__ import annotations

import logging
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import numba
import platformdirs
import pytest

from cleaner.neardup import kernel_cache
from cleaner.neardup.kernel_cache import cache_folder, kernel


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
    sources = tmp_path / "kernels"
    sources.mkdir()
    (sources / "one.py").write_text("changed")
    monkeypatch.setattr(kernel_cache, "KERNELS", sources)
    cache_folder.cache_clear()
    assert cache_folder() != before


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
    assert [record.levelname for record in caplog.records] == ["DEBUG"]
    assert "chmod 700" in caplog.text


def test_without_a_folder_functions_compile_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("")
    in_folder(monkeypatch, blocked)

    @kernel
    def double(number: int) -> int:
        return 2 * number

    assert cache_folder() is None
    assert double(21) == 42


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
