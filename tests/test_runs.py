"""Whole runs by exit codes and output files: what a user sees."""

from __future__ import annotations

import csv
import filecmp
import gzip
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleaner.extract import read_page
from cleaner.text.decoding import decode
from cleaner.text.html_bytes import declared_encoding
from tests.corpus_truth import CORPUS
from tests.real_data import ROOT

STORY = "Rain fell on the harbour for the third day in a row, and the ferries stayed in port until noon."


def cleaner(*arguments: object, hash_seed: str = "0", stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT), "COLUMNS": "100"}
    command = [sys.executable, "-m", "cleaner", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, input=stdin, env=environment, check=False)


def rows(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]


def same_bytes(one: Path, other: Path) -> bool:
    names = {path.relative_to(one) for path in one.rglob("*") if path.is_file()} - {Path("stats.json")}
    others = {path.relative_to(other) for path in other.rglob("*") if path.is_file()} - {Path("stats.json")}
    return names == others and not any(filecmp.cmpfiles(one, other, map(str, names), shallow=False)[1:])


def whole_texts(folder: Path) -> Path:
    """What restore owes for the small corpus: text files as they are, of each HTML page all its text."""
    shutil.copytree(CORPUS / "news", folder)
    for path in folder.rglob("*.html"):
        data = path.read_bytes()
        page = read_page(decode(data, declared_encoding(data)).text)
        path.with_name(f"{path.name}.txt").write_text(page.text, "utf-8")
        path.unlink()
    return folder


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("run") / "out"
    done = cleaner("run", CORPUS / "news", "-o", out, "-j", 1)
    assert done.returncode == 0, done.stderr.decode()
    return out


def test_the_small_corpus_runs_and_adds_up(finished: Path) -> None:
    stats = json.loads((finished / "stats.json").read_text("utf-8"))
    balance = stats["records"]
    assert sum(balance[name] for name in ("kept", "flagged", "dropped", "quarantined")) == balance["records"] == 109
    with (finished / "duplicates.csv").open(newline="", encoding="utf-8") as table:
        copies = list(csv.DictReader(table))
    assert sum(row["keep"] == "false" for row in copies) == balance["flagged"] == 29
    assert {path.name for path in finished.iterdir()} == {
        "documents",
        "duplicates.csv",
        "ledger.jsonl.zst",
        "manifest.json",
        "pairs.csv",
        "quarantine.jsonl",
        "stats.json",
    }


def test_restore_gives_every_byte_back(finished: Path, tmp_path: Path) -> None:
    assert cleaner("restore", finished, "-o", tmp_path / "back").returncode == 0
    assert same_bytes(whole_texts(tmp_path / "wanted"), tmp_path / "back")
    assert cleaner("restore", finished, "-o", tmp_path / "back").returncode == 2


def test_same_bytes_for_any_listing_jobs_and_hash_seed(finished: Path, tmp_path: Path) -> None:
    shuffled = tmp_path / "other" / "news"
    for path in sorted((CORPUS / "news").rglob("*.*"), key=lambda path: path.name[::-1]):
        if path.is_file():
            (shuffled / path.relative_to(CORPUS / "news")).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, shuffled / path.relative_to(CORPUS / "news"))
    assert cleaner("run", shuffled, "-o", tmp_path / "out", "-j", 2, hash_seed="77").returncode == 0
    assert same_bytes(finished, tmp_path / "out")


def test_verify_notices_every_kind_of_change(finished: Path, tmp_path: Path) -> None:
    assert cleaner("verify", finished).returncode == 0
    for number, name in enumerate(("duplicates.csv", "ledger.jsonl.zst", "quarantine.jsonl", "documents")):
        out = tmp_path / str(number)
        shutil.copytree(finished, out)
        path = out / name
        path = next(path.rglob("*.txt")) if path.is_dir() else path
        path.write_bytes(path.read_bytes() + b"x")
        assert cleaner("verify", out).returncode == 3, name
    lost = tmp_path / "lost"
    shutil.copytree(finished, lost)
    next((lost / "documents").rglob("*.txt")).unlink()
    assert cleaner("verify", lost).returncode == 3
    assert cleaner("restore", lost, "-o", tmp_path / "back").returncode == 3


def test_dropped_copies_are_still_whole(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert cleaner("run", CORPUS / "news", "-o", out, "--duplicates", "drop", "--no-title").returncode == 0
    assert len(list((out / "documents").rglob("*.*"))) - sum(p.is_dir() for p in (out / "documents").rglob("*.*")) == 80
    assert cleaner("verify", out).returncode == 0
    assert cleaner("restore", out, "-o", tmp_path / "back").returncode == 0
    assert same_bytes(whole_texts(tmp_path / "wanted"), tmp_path / "back")


@pytest.mark.parametrize("format", ["txt", "jsonl", "parquet"])
def test_markdown_is_a_dress_of_the_same_text(finished: Path, tmp_path: Path, format: str) -> None:
    out, back = tmp_path / "out", tmp_path / "back"
    flags = ["--text-format", "markdown", "--links"]
    assert cleaner("run", CORPUS / "news", "-o", out, "-f", format, *flags).returncode == 0
    assert cleaner("verify", out).returncode == 0
    assert cleaner("restore", out, "-o", back).returncode == 0
    assert same_bytes(back, whole_texts(tmp_path / "expected"))
    # What copies there are does not hang on how texts are shown.
    if format != "parquet":
        assert filecmp.cmp(out / "pairs.csv", finished / "pairs.csv", shallow=False)
    if format == "txt":
        page = next(path for path in sorted((out / "documents").rglob("*.html.txt")))
        assert page.read_text("utf-8").startswith("# ")
        page.write_text(page.read_text("utf-8").replace("\n\n", "\n", 1), "utf-8")
        assert cleaner("restore", out, "-o", tmp_path / "other").returncode == 3


def test_records_keep_their_columns(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    lines = [
        {"id": "a", "text": f"{STORY}\n\nShare on Facebook\n", "views": 7, "keep": "theirs", "date": "2024-03-08"},
        {"id": "b", "text": f"{STORY}\n", "date": "yesterday"},
    ]
    source.write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert cleaner("run", source, "-o", tmp_path / "out").returncode == 0
    first, second = rows(tmp_path / "out" / "documents.jsonl")
    assert (first["text"], first["views"], first["input_keep"], first["keep"]) == (f"{STORY}\n", 7, "theirs", True)
    assert (second["date"], second["input_date"], second["cluster_id"], second["keep"]) == (
        None,
        "yesterday",
        "a",
        False,
    )
    assert cleaner("restore", tmp_path / "out", "-o", tmp_path / "back").returncode == 0
    restored = {row["id"]: row["text"] for row in rows(tmp_path / "back" / "restored.jsonl")}
    assert restored == {line["id"]: line["text"] for line in lines}


BAD_LINES = ["no json", "[1]", '{"id": "x"}', '{"id": "y", "text": null}', '{"id": "z", "text": 7}']


def test_bad_records_are_quarantined_and_the_others_done(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text('{"id": "good", "text": "Rain fell."}\n' + "\n".join(BAD_LINES) + "\n")
    done = cleaner("run", source, "-o", tmp_path / "out")
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    assert len(rows(tmp_path / "out" / "quarantine.jsonl")) == len(BAD_LINES)
    assert [row["id"] for row in rows(tmp_path / "out" / "documents.jsonl")] == ["good"]


def test_what_comes_before_a_cut_is_done(tmp_path: Path) -> None:
    whole = gzip.compress(
        "".join(json.dumps({"text": f"{STORY} {os.urandom(40).hex()}"}) + "\n" for _ in range(999)).encode()
    )
    source = tmp_path / "in.jsonl.gz"
    source.write_bytes(whole[: len(whole) // 2])
    assert cleaner("run", source, "-o", tmp_path / "out").returncode == 1
    assert [row["id"] for row in rows(tmp_path / "out" / "quarantine.jsonl")] == ["in.jsonl.gz"]
    assert 300 < len(rows(tmp_path / "out" / "documents.jsonl")) < 600


def make_bad_input(folder: Path) -> dict[str, list[object]]:
    (folder / "empty").mkdir()
    (folder / "unknown").mkdir()
    (folder / "unknown" / "a.pdf").write_bytes(b"x")
    (folder / "foreign").mkdir()
    (folder / "foreign" / "mine").write_bytes(b"x")
    (folder / "good.txt").write_text(STORY)
    (folder / "wrong.jsonl").write_text('{"body": "x"}\n')
    (folder / "twice.jsonl").write_text('{"id": 1, "text": "x"}\n{"id": "1", "text": "y"}\n')
    good, out = folder / "good.txt", folder / "out"
    return {
        "no such file": [folder / "nothing", "-o", out],
        "no file": [folder / "empty", "-o", out],
        ".pdf": [folder / "unknown", "-o", out],
        "did not write": [good, "-o", folder / "foreign"],
        "body": [folder / "wrong.jsonl", "-o", out],
        "--id-key none": [folder / "twice.jsonl", "-o", out],
        "--threshold": [good, "-o", out, "--threshold", "1.5"],
        "--containment": [good, "-o", out, "--containment", "1.8"],
        "SHARE01": [good, "-o", out, "--select", "SHAER"],
        "-o": [good],
    }


def test_bad_calls_are_one_clear_line(tmp_path: Path) -> None:
    for word, arguments in make_bad_input(tmp_path).items():
        done = cleaner("run", *arguments)
        assert done.returncode == 2, word
        assert word in done.stderr.decode(), done.stderr.decode()
        assert len(done.stderr.decode().strip().splitlines()) == 1
        assert done.stdout == b""
    assert not (tmp_path / "out").exists()


def test_odd_files_cost_a_row_each(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "good.txt").write_text(STORY)
    (folder / "binary.txt").write_bytes(b"\0\1\2" * 100)
    (folder / "loop.txt").symlink_to("loop.txt")
    (folder / "gone.txt").symlink_to("nowhere")
    (folder / "again").symlink_to(".")
    (folder / ".hidden.txt").write_text(STORY)
    os.mkfifo(folder / "pipe.txt")
    (folder / os.fsdecode(b"n\xe9.txt")).write_text("Snow.")
    done = cleaner("run", folder, "-o", folder / "out")
    assert done.returncode == 1
    assert {row["id"] for row in rows(folder / "out" / "quarantine.jsonl")} == {"binary.txt", "loop.txt", "gone.txt"}
    # OUT lies in INPUT: a second run passes over it.
    assert cleaner("run", folder, "-o", folder / "out2").returncode == 1
    stats = json.loads((folder / "out2" / "stats.json").read_text("utf-8"))
    assert stats["records"]["records"] == 5


def test_a_finished_out_is_replaced_only_when_asked(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(STORY)
    command = ["run", tmp_path / "a.txt", "-o", tmp_path / "out"]
    assert cleaner(*command).returncode == 0
    assert cleaner(*command).returncode == 2
    assert cleaner(*command, "--overwrite").returncode == 0


def test_one_document_from_standard_input() -> None:
    page = f"Breaking news\n\nFerries stay in port\nFerries stay in port\n\n{STORY}\n\nShare on Facebook\n"
    done = cleaner("clean", "-", stdin=page.encode())
    assert done.stdout.decode() == f"Ferries stay in port\n\n{STORY}\n"
    assert cleaner("clean", "-", "--check", stdin=page.encode()).returncode == 3
    assert cleaner("clean", "-", stdin=b"").stdout == b""
    assert cleaner("clean", "-", stdin=b"\0\1\2" * 99).returncode in (1, 2)


def test_check_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"{STORY}\n\nShare on Facebook\n")
    assert cleaner("clean", tmp_path / "a.txt", "--check").returncode == 3
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.binary(max_size=120), min_size=8, max_size=16))
def test_any_bytes_come_back_or_are_quarantined(tmp_path_factory: pytest.TempPathFactory, files: list[bytes]) -> None:
    folder = tmp_path_factory.mktemp("bytes")
    (folder / "in").mkdir()
    for number, data in enumerate(files):
        (folder / "in" / f"{number}.txt").write_bytes(data)
    assert cleaner("run", folder / "in", "-o", folder / "out", "-j", 1).returncode in (0, 1)
    cleaner("restore", folder / "out", "-o", folder / "back")
    refused = {row["id"] for row in rows(folder / "out" / "quarantine.jsonl")}
    for number, data in enumerate(files):
        name = f"{number}.txt"
        assert (name in refused) != (folder / "back" / name).exists()
        if name not in refused:
            assert (folder / "back" / name).read_bytes() == data


def test_version_help_and_completion() -> None:
    assert cleaner("--version").stdout.decode().startswith("cleaner")
    for command in ("run", "clean", "dedup", "restore", "verify"):
        assert b"Usage" in cleaner(command, "--help").stdout
    assert b"_CLEANER_COMPLETE" in cleaner("completion", "bash").stdout


def test_columns_that_text_files_cannot_hold_are_warned_of(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text(STORY)
    (folder / "b.jsonl").write_text(json.dumps({"text": STORY, "views": 7}) + "\n")
    assert cleaner("run", folder, "-o", tmp_path / "out").returncode == 0
    assert "-f jsonl" in str(json.loads((tmp_path / "out" / "stats.json").read_text("utf-8"))["warnings"])
    assert cleaner("run", folder, "-o", tmp_path / "rows", "-f", "jsonl").returncode == 0
    assert json.loads((tmp_path / "rows" / "stats.json").read_text("utf-8"))["warnings"] == []


def test_a_record_file_read_in_part_has_its_digest(tmp_path: Path) -> None:
    source = tmp_path / "b.jsonl"
    source.write_text("".join(json.dumps({"text": f"{STORY} {number}"}) + "\n" for number in range(9)))
    assert cleaner("run", source, "-o", tmp_path / "out", "--limit", 2).returncode == 0
    inputs = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))["inputs"]
    assert inputs == {"b.jsonl": hashlib.sha256(source.read_bytes()).hexdigest()}


def test_restore_tells_what_the_run_could_not_read(tmp_path: Path) -> None:
    source = tmp_path / "b.jsonl"
    source.write_text(json.dumps({"text": STORY}) + "\nno JSON\n")
    assert cleaner("run", source, "-o", tmp_path / "out").returncode == 1
    done = cleaner("restore", tmp_path / "out", "-o", tmp_path / "back")
    assert done.returncode == 0
    assert b"1 in " in done.stderr
    assert b"quarantine.jsonl" in done.stderr
