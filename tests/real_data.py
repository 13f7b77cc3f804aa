"""Where real data for development lies: never in the project, tests that need it say so where it is absent."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("CLEANER_DATA", ROOT.parent / "shared" / "data"))


def real_file(name: str) -> Path:
    """The path of a real file, relative to the data folder; skips the test where it is absent."""
    path = DATA / name
    if not path.exists():
        pytest.skip(f"real data is not here: {name} (set CLEANER_DATA to its folder)")
    return path
