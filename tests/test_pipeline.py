"""Runs from Python: what they leave, refuse, and give back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import zstandard

from cleaner.config import CleanConfig, DedupConfig, InputConfig, OutputConfig, RunConfig
from cleaner.errors import ConfigError, DuplicateIdError, GuardError, SourceError
from cleaner.io.ledger import read_json_lines
from cleaner.pipeline import changed_documents, run
from cleaner.restoring import restore_inputs
from cleaner.verifying import verify_run
from tests.sites.test_learning import story

ONE = "\n\n".join(["Ferries stay in port", *story(1), "Share on Facebook"]) + "\n"
TWO = "\r\n".join(["Harbour opens", "Harbour opens", *story(2)])


def corpus(folder: Path) -> Path:
    (folder / "wire").mkdir(parents=True)
    (folder / "wire/one.txt").write_bytes(ONE.encode())
    (folder / "wire/copy.txt").write_bytes(b"\xef\xbb\xbf" + ONE.upper().encode())
    (folder / "two.md").write_bytes(TWO.encode())
    (folder / "bad.txt").write_bytes(b"\0\1\2")
    rows = [{"id": "r", "text": ONE + "\ud800", "n": 1e5}, {"id": "s", "text": story(3)[0]}]
    (folder / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return folder


def config(**output: object) -> RunConfig:
    return RunConfig(output=OutputConfig(**output), jobs=1)  # type: ignore[arg-type]


@pytest.mark.parametrize("format", ["txt", "jsonl"])
@pytest.mark.parametrize("with_title", [True, False])
@pytest.mark.parametrize("duplicates", ["flag", "drop"])
@pytest.mark.parametrize("clean", [True, False])
def test_every_way_of_writing_gives_the_input_back(
    tmp_path: Path, format: str, with_title: bool, duplicates: str, clean: bool
) -> None:
    folder = corpus(tmp_path / "in")
    settings = RunConfig(
        clean=CleanConfig() if clean else None,
        output=OutputConfig(format, with_title, duplicates),
        jobs=1,
    )
    report = run([str(folder)], tmp_path / "out", settings)
    balance = report.stats["records"]
    assert balance["records"] == 6
    assert balance["quarantined"] == 1
    assert balance["flagged" if duplicates == "flag" else "dropped"] == 2
    assert verify_run(tmp_path / "out").problems == ()
    if not clean and duplicates == "flag":
        assert not (tmp_path / "out/documents").exists()
        return
    done = restore_inputs(tmp_path / "out", tmp_path / "back")
    assert (done.files, done.records, done.problems) == (3, 2, ())
    for name in ("wire/one.txt", "wire/copy.txt", "two.md"):
        assert (tmp_path / "back" / name).read_bytes() == (folder / name).read_bytes()
    rows = [json.loads(line) for line in (tmp_path / "back/restored.jsonl").read_bytes().splitlines()]
    assert rows == [{"id": "r", "text": ONE + "\ud800"}, {"id": "s", "text": story(3)[0]}]


def test_an_edited_document_is_refused_and_the_others_restored(tmp_path: Path) -> None:
    run([str(corpus(tmp_path / "in"))], tmp_path / "out", config())
    path = tmp_path / "out/documents/two.md.txt"
    path.write_bytes(path.read_bytes() + b"!")
    done = restore_inputs(tmp_path / "out", tmp_path / "back")
    assert done.files == 2
    assert [problem.partition(":")[0] for problem in done.problems] == ["two.md"]
    assert not (tmp_path / "back/two.md").exists()


def test_equal_ids_leave_no_trace(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text('{"id":"a","text":"x"}\n' * 2, encoding="utf-8")
    for settings in (config(), RunConfig(learn=False, jobs=1)):
        with pytest.raises(DuplicateIdError, match=r"line 1 and .*line 2"):
            run([str(tmp_path / "in.jsonl")], tmp_path / "out", settings)
        assert not (tmp_path / "out").exists()


def test_a_wrong_text_key_leaves_no_trace(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text('{"body":"x"}\n' * 3, encoding="utf-8")
    with pytest.raises(SourceError, match="they have: body"):
        run([str(tmp_path / "in.jsonl")], tmp_path / "out", config())
    assert not (tmp_path / "out").exists()


def test_an_unknown_rule_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="NOPE"):
        run([str(corpus(tmp_path / "in"))], tmp_path / "out", RunConfig(clean=CleanConfig(("NOPE",))))
    assert not (tmp_path / "out").exists()


def wiped_out_source(folder: Path) -> Path:
    folder.mkdir()
    rows = [{"id": str(number), "text": ONE, "source": "herald"} for number in range(60)]
    (folder / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return folder / "in.jsonl"


def test_the_guard_stops_a_drop_and_warns_of_a_flag(tmp_path: Path) -> None:
    source = wiped_out_source(tmp_path / "in")
    with pytest.raises(GuardError, match="'herald': 59 of 60"):
        run([str(source)], tmp_path / "out", config(duplicates="drop"))
    assert not (tmp_path / "out").exists()
    of_source, of_cluster = run([str(source)], tmp_path / "out", config()).stats["warnings"]
    assert "source 'herald': 59 of 60" in of_source
    assert "the cluster of '0': 60 of 60" in of_cluster
    report = run([str(source)], tmp_path / "out2", config(duplicates="drop", most_dropped=1.0, most_in_cluster=1.0))
    assert report.stats["records"]["dropped"] == len(list(read_json_lines(tmp_path / "out2/dropped.jsonl.zst"))) == 59


def test_columns_of_a_run(tmp_path: Path) -> None:
    run([str(corpus(tmp_path / "in"))], tmp_path / "out", config(format="jsonl"))
    rows = {row["id"]: row for row in read_json_lines(tmp_path / "out/documents.jsonl")}
    assert list(rows) == ["r", "s", "two.md", "wire/copy.txt", "wire/one.txt"]
    assert list(rows["r"]) == [
        *("id", "text", "title", "source", "url", "date", "language", "kind", "removed"),
        *("n", "cluster_id", "keep"),
    ]
    assert (rows["r"]["n"], rows["r"]["kind"], rows["r"]["title"]) == (1e5, "text", "Ferries stay in port")
    assert rows["r"]["cluster_id"] == rows["wire/one.txt"]["cluster_id"]
    assert (rows["s"]["cluster_id"], rows["s"]["keep"]) == (None, True)


def test_a_limit_reads_the_first_records(tmp_path: Path) -> None:
    settings = RunConfig(input=InputConfig(limit=2), jobs=1)
    report = run([str(corpus(tmp_path / "in"))], tmp_path / "out", settings)
    assert report.stats["records"]["records"] == 2


def test_a_corpus_of_bad_records_is_a_finished_run(tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_bytes(b"\0")
    report = run([str(tmp_path / "bad.txt")], tmp_path / "out", RunConfig(dedup=DedupConfig(), jobs=1))
    assert report.quarantined == report.stats["records"]["records"] == 1
    assert verify_run(tmp_path / "out").problems == ()


def test_what_would_change_is_told_and_nothing_written(tmp_path: Path) -> None:
    folder = corpus(tmp_path / "in")
    before = sorted(folder.rglob("*"))
    changed, failed = changed_documents([str(folder)], RunConfig(dedup=None, jobs=1))
    assert "two.md" in changed
    assert "s" not in changed
    assert failed == 1
    assert sorted(folder.rglob("*")) == before


def test_what_was_cleaned_stays_as_it_is(tmp_path: Path) -> None:
    settings = RunConfig(dedup=None, learn=False, jobs=1)
    run([str(corpus(tmp_path / "in"))], tmp_path / "out", settings)
    assert changed_documents([str(tmp_path / "out/documents")], settings) == ([], 0)


def test_an_untrusted_ledger_leads_nowhere(tmp_path: Path) -> None:
    run([str(corpus(tmp_path / "in"))], tmp_path / "out", config())
    ledger, manifest = tmp_path / "out/ledger.jsonl.zst", tmp_path / "out/manifest.json"
    rows = zstandard.ZstdDecompressor().decompressobj().decompress(ledger.read_bytes())
    ledger.write_bytes(zstandard.compress(rows.replace(b'"two.md"', b'"../../escaped.md"')))
    manifest.write_text(manifest.read_text("utf-8").replace('"two.md":', '"../../escaped.md":'), encoding="utf-8")
    done = restore_inputs(tmp_path / "out", tmp_path / "deep/back")
    assert done.problems == ()
    assert not list(tmp_path.glob("**/escaped.md"))[1:]
    assert (tmp_path / "deep/back/%2E%2E/%2E%2E/escaped.md").read_bytes() == TWO.encode()


def test_restore_never_writes_through_a_link(tmp_path: Path) -> None:
    run([str(corpus(tmp_path / "in"))], tmp_path / "out", config())
    (tmp_path / "back").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "victim").write_text("whole", encoding="utf-8")
    (tmp_path / "back/two.md").symlink_to(tmp_path / "victim")
    restore_inputs(tmp_path / "out", tmp_path / "back", overwrite=True)
    assert (tmp_path / "victim").read_text("utf-8") == "whole"
