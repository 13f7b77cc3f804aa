"""A process reads pages by the compiled walk once there are many."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaner import workers
from cleaner.config import CleanConfig, InputConfig
from cleaner.extract import page
from cleaner.io.record import Raw
from cleaner.workers import Clean
from tests.extract.test_main_text import PAGE


def test_many_pages_are_read_by_the_compiled_walk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "_walk", page.walk)
    monkeypatch.setattr(workers, "_pages_read", 0)
    monkeypatch.setattr(workers, "SWIFT_AFTER", 2)
    file = tmp_path / "page.html"
    file.write_text(PAGE)
    clean = Clean(InputConfig(), CleanConfig(), None)
    outcomes, walks = [], []
    for _ in range(4):
        outcomes.append(clean(Raw("page", "html", str(file)), in_worker=False))
        walks.append(page._walk is page.swift_walk)
    assert walks == [False, False, True, True]
    assert outcomes[0] == outcomes[3]
    assert outcomes[0].row is not None
    assert outcomes[0].row.text
