"""`--passages cut`: each passage stays in one document, and everything comes back."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.cutting import without_passages
from cleaner.io.ledger import read_json_lines
from cleaner.neardup.repeats import Repeat
from tests.neardup.corpora import words
from tests.test_runs import cleaner, rows, same_bytes

WIRE = [
    {"id": "late", "date": "2024-05-03", "source": "post"},
    {"id": "first", "date": "2024-05-01", "source": "herald"},
    {"id": "next", "date": "2024-05-02", "source": "herald"},
    {"id": "apart", "date": "2024-05-04", "source": "herald"},
]


def sentence(chance: random.Random, count: int) -> str:
    return " ".join(words(chance, count)).capitalize() + "."


def wire() -> tuple[list[dict[str, str]], str]:
    """Records of which three share a passage, and the passage."""
    chance = random.Random(1)
    passage = sentence(chance, 60)
    records = []
    for record in WIRE:
        own = [sentence(chance, 70), sentence(chance, 40)]
        shared = [passage] if record["id"] != "apart" else []
        body = "\n\n".join([f"Storm over {record['id']}", own[0], *shared, "Share on Facebook", own[1]])
        records.append({**record, "text": body + "\n"})
    return records, passage


def written(folder: Path, records: list[dict[str, str]]) -> Path:
    path = folder / "wire.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    return path


def findings(out: Path) -> dict[str, list[dict[str, object]]]:
    found: dict[str, list[dict[str, object]]] = {}
    for row in read_json_lines(out / "ledger.jsonl.zst"):
        if row["row"] == "finding" and row["code"] == "PASS01":
            found.setdefault(str(row["id"]), []).append(row)
    return found


@pytest.mark.parametrize("format", ["jsonl", "parquet", "txt"])
def test_a_passage_stays_in_the_earliest_and_all_is_given_back(tmp_path: Path, format: str) -> None:
    records, passage = wire()
    out = tmp_path / "out"
    done = cleaner("run", written(tmp_path, records), "-o", out, "--passages", "cut", "-f", format)
    assert done.returncode == 0, done.stderr.decode()
    found = findings(out)
    assert set(found) == {"late", "next"}
    for name, (one,) in found.items():
        assert one["evidence"] == "60 words that stand in first"
        text = next(record["text"] for record in records if record["id"] == name)
        assert text[one["start"] : one["end"]].strip() == passage
    stats = json.loads((out / "stats.json").read_text("utf-8"))
    rule = next(rule for rule in stats["rules"] if rule["code"] == "PASS01")
    assert (rule["documents"], rule["findings"]) == (2, 2)
    assert stats["characters"]["read"] == sum(len(record["text"]) for record in records)
    assert cleaner("verify", out).returncode == 0
    assert cleaner("restore", out, "-o", tmp_path / "back").returncode == 0
    back = {row["id"]: row["text"] for row in rows(tmp_path / "back" / "restored.jsonl")}
    assert back == {record["id"]: record["text"] for record in records}


def test_the_documents_hold_it_once(tmp_path: Path) -> None:
    records, passage = wire()
    out = tmp_path / "out"
    assert cleaner("run", written(tmp_path, records), "-o", out, "--passages", "cut:60").returncode == 0
    documents = {str(row["id"]): row for row in rows(out / "documents.jsonl")}
    assert [name for name, row in documents.items() if passage in str(row["text"])] == ["first"]
    assert documents["late"]["removed"] > documents["first"]["removed"]
    # From more words on than it has nothing is cut.
    assert cleaner("run", tmp_path / "wire.jsonl", "-o", tmp_path / "no", "--passages", "cut:61").returncode == 0
    assert findings(tmp_path / "no") == {}


def test_finding_alone_cuts_nothing(tmp_path: Path) -> None:
    records, _ = wire()
    path = written(tmp_path, records)
    assert cleaner("run", path, "-o", tmp_path / "out", "--passages", "50").returncode == 0
    assert cleaner("run", path, "-o", tmp_path / "plain").returncode == 0
    assert findings(tmp_path / "out") == {}
    for name in ("documents.jsonl", "duplicates.csv", "ledger.jsonl.zst"):
        assert (tmp_path / "out" / name).read_bytes() == (tmp_path / "plain" / name).read_bytes()
    told = (tmp_path / "out" / "pairs.csv").read_text("utf-8")
    assert told.count("shares-passage") == 3
    assert "a passage of 60 words" in told


@pytest.mark.parametrize("format", ["jsonl", "parquet"])
def test_texts_taken_as_they_are_are_cut_too(tmp_path: Path, format: str) -> None:
    records, passage = wire()
    path = written(tmp_path, records)
    if format == "parquet":
        path = tmp_path / "wire.parquet"
        pq.write_table(pa.Table.from_pylist(records), path)
    out = tmp_path / "out"
    assert cleaner("dedup", path, "-o", out, "--passages", "cut", "-f", "jsonl").returncode == 0
    texts = {str(row["id"]): str(row["text"]) for row in rows(out / "documents.jsonl")}
    assert [name for name, text in texts.items() if passage in text] == ["first"]
    # What nobody cleaned is a part of the passage.
    assert [name for name, text in texts.items() if "Share on Facebook" in text] == ["first", "apart"]
    assert cleaner("verify", out).returncode == 0


def test_a_copy_goes_or_stays_as_a_whole(tmp_path: Path) -> None:
    records, _ = wire()
    records.append({"id": "copy", "date": "2024-05-09", "source": "post", "text": records[0]["text"].upper()})
    path = written(tmp_path, records)
    for what in ("flag", "drop"):
        out = tmp_path / what
        done = cleaner("run", path, "-o", out, "--passages", "cut", "--duplicates", what, "--max-dropped-share", "1")
        assert done.returncode == 0, done.stderr.decode()
        assert set(findings(out)) == {"late", "next"}
        assert cleaner("verify", out).returncode == 0


def test_a_document_of_which_nothing_is_left_is_a_row_with_a_reason(tmp_path: Path) -> None:
    records, passage = wire()
    records.append({"id": "alone", "date": "2024-06-01", "source": "post", "text": f"\n{passage}\n \n"})
    out = tmp_path / "out"
    assert cleaner("run", written(tmp_path, records), "-o", out, "--passages", "cut").returncode == 0
    row = next(row for row in rows(out / "documents.jsonl") if row["id"] == "alone")
    assert (row["text"], row["removed"]) == ("", 1.0)
    document = next(row for row in read_json_lines(out / "ledger.jsonl.zst") if row["id"] == "alone")
    assert document["reason"] == "all-removed"
    assert json.loads((out / "stats.json").read_text("utf-8"))["empty"] == {"all-removed": 1}
    assert cleaner("restore", out, "-o", tmp_path / "back").returncode == 0
    assert f"\n{passage}\n \n" in {str(row["text"]) for row in rows(tmp_path / "back" / "restored.jsonl")}


def test_any_order_and_jobs_give_the_same_bytes(tmp_path: Path) -> None:
    records, _ = wire()
    for number, record in enumerate(records):
        (tmp_path / "news" / record["source"]).mkdir(parents=True, exist_ok=True)
        (tmp_path / "news" / record["source"] / f"{number}.txt").write_text(record["text"], "utf-8")
    for out, jobs in (("one", "1"), ("two", "2")):
        done = cleaner("run", tmp_path / "news", "-o", tmp_path / out, "--passages", "cut", "-j", jobs, hash_seed=jobs)
        assert done.returncode == 0, done.stderr.decode()
    assert findings(tmp_path / "one")
    assert same_bytes(tmp_path / "one", tmp_path / "two")
    assert cleaner("restore", tmp_path / "one", "-o", tmp_path / "back").returncode == 0
    assert same_bytes(tmp_path / "news", tmp_path / "back")


@pytest.mark.parametrize(
    ("value", "told"),
    [("0", "whole number from 5"), ("4", "whole number from 5"), ("cut:4", "whole number from 5")]
    + [(value, "use a number of words") for value in ("", "all", "cut:", "cut:x", "5.5", "-1", "keep:50", "٥٠")],
)
def test_what_is_no_length_is_refused(tmp_path: Path, value: str, told: str) -> None:
    path = written(tmp_path, wire()[0])
    done = cleaner("run", path, "-o", tmp_path / "out", f"--passages={value}")
    assert done.returncode == 2
    assert told in done.stderr.decode()
    assert not (tmp_path / "out").exists()


def test_markdown_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<p>Rain fell.</p>", "utf-8")
    done = cleaner("run", tmp_path / "a.html", "-o", tmp_path / "o", "--passages", "cut", "--text-format", "markdown")
    assert done.returncode == 2
    assert "--text-format plain" in done.stderr.decode()


def test_a_settings_file_says_both(tmp_path: Path) -> None:
    path = written(tmp_path, wire()[0])
    settings = tmp_path / "cleaner.toml"
    settings.write_text("[dedup]\npassages = 50\n[output]\ncut_passages = true\n", "utf-8")
    assert cleaner("run", path, "-o", tmp_path / "cut", "-c", settings).returncode == 0
    assert set(findings(tmp_path / "cut")) == {"late", "next"}
    # The flag wins, for both.
    assert cleaner("run", path, "-o", tmp_path / "found", "-c", settings, "--passages", "50").returncode == 0
    assert findings(tmp_path / "found") == {}
    settings.write_text("[output]\ncut_passages = true\n", "utf-8")
    done = cleaner("run", path, "-o", tmp_path / "no", "-c", settings)
    assert (done.returncode, b"dedup.passages" in done.stderr) == (2, True)


TEXTS = st.text(st.sampled_from('ab. \n"(é\u0301漢'), min_size=1, max_size=40)


@given(TEXTS, st.data())
def test_any_spans_come_back(text: str, data: st.DataObject) -> None:
    places = st.integers(0, len(text))
    spans = data.draw(
        st.lists(st.tuples(places, places).map(sorted).filter(lambda span: span[0] < span[1]), max_size=3)
    )
    cleaned = without_passages(text, [Repeat(start, end, "x") for start, end in spans])
    assert cleaned.restore() == text
    assert cleaned.cuts or not spans


@pytest.mark.parametrize(
    ("text", "passage", "left"),
    [
        ("“Nine boats stayed in port,” she said. More.", "Nine boats stayed in port", "she said. More."),
        ("Rain.\n\n* Nine boats sailed. (One sank.)", "Nine boats sailed", "Rain.\n\n(One sank.)"),
        # Words that begin or end alike by chance stay with their sentences.
        ("All sail. Nine boats stayed. The mayor.", "sail. Nine boats stayed. The", "All sail. The mayor."),
        ("天地玄黃。宇宙洪荒。日月盈昃。", "玄黃。宇宙洪荒。日月", "天地玄黃。日月盈昃。"),
        # But a part of one sentence goes as it is, and so do more words than are there by chance.
        ("Nine. " + "a " * 30 + "b. One.", "a " * 30 + "b", "Nine. One."),
        ("Nine a " + "b " * 30 + "c. One two.", "b " * 30 + "c. One", "Nine a One two."),
        ("a b c d e f g h i j", "c d e f", "a b g h i j"),
        ("Nine boats.", "Nine boats", ""),
        ("Rain fell.\nNine boats stayed in port.\nMore.", "Nine boats stayed in port", "Rain fell.\nMore."),
    ],
)
def test_whole_sentences_go_with_their_marks(text: str, passage: str, left: str) -> None:
    at = text.index(passage)
    cleaned = without_passages(text, [Repeat(at, at + len(passage), "x")])
    assert cleaned.text == left
    assert cleaned.restore() == text
