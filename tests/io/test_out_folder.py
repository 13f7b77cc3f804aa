"""OUT: foreign, finished, unfinished, locked."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaner.config import DedupConfig, RunConfig
from cleaner.errors import OutputError
from cleaner.io.manifest import is_ours, new_manifest, read_manifest
from cleaner.io.out_folder import OutFolder
from cleaner.io.record import Source

HEAD = new_manifest(RunConfig(), "listing", None)
OTHER = new_manifest(RunConfig(dedup=DedupConfig(threshold=0.8)), "listing", None)


def finished(path: Path, text: str = "x") -> Path:
    folder = OutFolder(path, HEAD, overwrite=True)
    (folder.work / "stats.json").write_text(text, encoding="utf-8")
    folder.finish(["stats.json"], HEAD, {**HEAD, "finished": True, "records": {}, "outputs": {}, "names": {}})
    return path


def test_a_run_ends_with_its_files_and_nothing_else(tmp_path: Path) -> None:
    out = finished(tmp_path / "new/out")
    assert {path.name for path in out.iterdir()} == {"manifest.json", "stats.json"}
    assert read_manifest(out)["finished"]


def test_foreign_folders_and_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "full").mkdir()
    (tmp_path / "full/x").touch()
    for name in ("file", "full"):
        with pytest.raises(OutputError):
            OutFolder(tmp_path / name, HEAD, overwrite=True)
    assert (tmp_path / "full/x").exists()


def test_a_finished_run_stands_until_the_new_one_does(tmp_path: Path) -> None:
    out = finished(tmp_path / "out", "old")
    (out / "mine.txt").touch()
    with pytest.raises(OutputError, match="--overwrite"):
        OutFolder(out, HEAD, overwrite=False)
    folder = OutFolder(out, OTHER, overwrite=True)
    assert (out / "stats.json").read_text() == "old"
    assert read_manifest(out)["finished"]
    folder.abandon()
    assert (out / "stats.json").read_text() == "old"
    finished(out, "new")
    assert (out / "stats.json").read_text() == "new"
    assert (out / "mine.txt").exists()


def interrupted(path: Path) -> Path:
    folder = OutFolder(path, HEAD, overwrite=False)
    (folder.work / "spool.arrow").touch()
    folder._lock.close()
    return path


def test_an_unfinished_run_begins_again_with_the_same_settings_only(tmp_path: Path) -> None:
    out = interrupted(tmp_path / "out")
    with pytest.raises(OutputError, match=r"dedup\.threshold was 0\.7 and is 0\.8"):
        OutFolder(out, OTHER, overwrite=False)
    folder = OutFolder(out, HEAD, overwrite=False)
    assert not (folder.work / "spool.arrow").exists()
    folder.abandon()


def test_an_abandoned_run_leaves_no_trace(tmp_path: Path) -> None:
    OutFolder(tmp_path / "out", HEAD, overwrite=False).abandon()
    assert not (tmp_path / "out").exists()
    (tmp_path / "empty").mkdir()
    OutFolder(tmp_path / "empty", HEAD, overwrite=False).abandon()
    assert not any((tmp_path / "empty").iterdir())


def test_two_runs_never_write_to_one_folder(tmp_path: Path) -> None:
    first = OutFolder(tmp_path / "out", HEAD, overwrite=False)
    with pytest.raises(OutputError, match="another run"):
        OutFolder(tmp_path / "out", HEAD, overwrite=True)
    first.abandon()


def test_inputs_in_out_are_refused(tmp_path: Path) -> None:
    out = finished(tmp_path / "out")
    (tmp_path / "link.txt").symlink_to(out / "stats.json")
    for path in (out / "stats.json", tmp_path / "link.txt"):
        with pytest.raises(OutputError, match="lies in it"):
            OutFolder.check_inputs(out, [Source("a", str(path), "txt")])
    OutFolder.check_inputs(out, [Source("a", str(tmp_path / "out.txt"), "txt")])


def test_a_damaged_manifest_is_refused(tmp_path: Path) -> None:
    for text in (
        '{"program": "cleaner"',
        '{"program": "cleaner", "format": "run-1", "finished": true}',
        '{"program": "cleaner"}',
    ):
        (tmp_path / "manifest.json").write_text(text, encoding="utf-8")
        with pytest.raises(OutputError):
            OutFolder(tmp_path, HEAD, overwrite=False)
    OutFolder(tmp_path, HEAD, overwrite=True).abandon()


def test_a_manifest_is_known_by_its_head(tmp_path: Path) -> None:
    assert is_ours(finished(tmp_path / "out"))
    (tmp_path / "manifest.json").write_text('{"name": "web app"}', encoding="utf-8")
    assert not is_ours(tmp_path)
