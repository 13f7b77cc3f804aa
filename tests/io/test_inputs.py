"""What INPUT names, under which ids, and what is skipped."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cleaner.config import InputConfig
from cleaner.errors import SourceError
from cleaner.io.inputs import list_sources

CONFIG = InputConfig()


def make(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x", encoding="utf-8")
    return folder


def ids(*inputs: Path | str, config: InputConfig = CONFIG, out: Path | None = None) -> list[str]:
    return [source.id for source in list_sources([str(path) for path in inputs], config, out).sources]


def test_ids_of_one_folder_are_paths_in_it(tmp_path: Path) -> None:
    make(tmp_path, "b/z.txt", "a.md", "b.txt", "b/A.JSONL.GZ")
    assert ids(tmp_path) == ["a.md", "b.txt", "b/A.JSONL.GZ", "b/z.txt"]


def test_several_inputs_set_their_base_name_in_front(tmp_path: Path) -> None:
    make(tmp_path, "one/a.txt", "two/a.txt", "x/news/a.txt", "y/news/a.txt", "c.txt")
    assert ids(tmp_path / "one", tmp_path / "two") == ["one/a.txt", "two/a.txt"]
    assert ids(tmp_path / "y/news", tmp_path / "x/news", tmp_path / "c.txt") == [
        "c.txt",
        "x/news/a.txt",
        "y/news/a.txt",
    ]
    assert ids(tmp_path / "one/a.txt", tmp_path / "two/a.txt") == ["one/a.txt", "two/a.txt"]
    assert ids(tmp_path / "c.txt") == ["c.txt"]
    assert ids(tmp_path / "one", tmp_path / "one") == ["a.txt"]


def test_ids_do_not_depend_on_how_an_input_is_spelled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, "one/a.txt", "two/b.txt")
    monkeypatch.chdir(tmp_path / "one")
    assert ids(".") == ["a.txt"]
    assert ids(".", "../two/") == ids("../two", tmp_path / "one") == ["one/a.txt", "two/b.txt"]


def test_a_glob_names_what_a_shell_would(tmp_path: Path) -> None:
    make(tmp_path, "a/x.txt", "b/x.txt", "b/y.pdf", "b/.hidden.txt")
    assert ids(f"{tmp_path}/*/x.txt") == ["a/x.txt", "b/x.txt"]
    listing = list_sources([f"{tmp_path}/b/*"], CONFIG)
    assert [source.id for source in listing.sources] == ["x.txt"]
    assert listing.skipped == {".pdf": 1}
    assert ids(f"{tmp_path}/**") == ["a/x.txt", "b/x.txt"]
    (tmp_path / "odd[1].txt").write_text("x", encoding="utf-8")
    assert ids(tmp_path / "odd[1].txt") == ["odd[1].txt"]


def test_what_is_not_read_is_counted(tmp_path: Path) -> None:
    make(tmp_path, "a.txt", "b.pdf", "c.PDF", "Makefile", ".git/x.txt", ".h.txt", "out/manifest.json", "out/x.txt")
    (tmp_path / "out/manifest.json").write_text('{\n "program": "cleaner",\n "x": 1}', encoding="utf-8")
    (tmp_path / "mine").mkdir()
    (tmp_path / "loop").symlink_to(".")
    os.mkfifo(tmp_path / "pipe.txt")
    listing = list_sources([str(tmp_path)], CONFIG, tmp_path / "mine")
    assert [source.id for source in listing.sources] == ["a.txt"]
    assert listing.skipped == {
        ".pdf": 2,
        "folders written by cleaner": 2,
        "hidden": 2,
        "links to folders": 1,
        "no suffix": 1,
        "special files": 1,
    }


def test_links_to_files_are_read_and_broken_ones_fail_later(tmp_path: Path) -> None:
    make(tmp_path, "a.txt")
    (tmp_path / "b.txt").symlink_to("a.txt")
    (tmp_path / "gone.txt").symlink_to("nowhere")
    (tmp_path / "loop.txt").symlink_to("loop.txt")
    assert ids(tmp_path) == ["a.txt", "b.txt", "gone.txt", "loop.txt"]


def test_a_name_that_is_no_utf8_is_percent_encoded(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")).write_text("x", encoding="utf-8")
    assert ids(tmp_path) == ["caf%E9.txt"]


def test_a_folder_that_cannot_be_listed_is_told_like_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, "a.txt", "locked/b.txt")
    scandir = os.scandir

    def refusing(path: str) -> object:
        if str(path).endswith("locked"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    found = {source.id: source.error for source in list_sources([str(tmp_path)], CONFIG).sources}
    assert found == {"a.txt": None, "locked": "cannot be read (Permission denied)"}


def test_include_and_exclude(tmp_path: Path) -> None:
    make(tmp_path, "a/x.txt", "a/y.md", "b/x.txt")
    assert ids(tmp_path, config=InputConfig(include=("*.txt",))) == ["a/x.txt", "b/x.txt"]
    assert ids(tmp_path, config=InputConfig(exclude=("a/*",))) == ["b/x.txt"]


@pytest.mark.parametrize(
    ("make_input", "message"),
    [
        (lambda folder: folder / "gone", "no such file"),
        (lambda folder: make(folder / "empty", "x.pdf"), "only 1 .pdf"),
        (lambda folder: make(folder, "x.pdf") / "x.pdf", ".pdf is not read"),
        (lambda folder: folder / "*.txt", "matches no readable file"),
    ],
)
def test_inputs_that_cannot_be_taken(tmp_path: Path, make_input: object, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        ids(make_input(tmp_path))  # type: ignore[operator]


def test_special_files_and_folders_of_ours_are_refused_by_name(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "gone.txt").symlink_to("nowhere")
    (tmp_path / "out").mkdir()
    (tmp_path / "out/manifest.json").write_text('{"program": "cleaner"}', encoding="utf-8")
    for name, message in (("pipe.txt", "pipe"), ("gone.txt", "cannot be read"), ("out", "cleaner wrote this folder")):
        with pytest.raises(SourceError, match=message):
            ids(tmp_path / name)
