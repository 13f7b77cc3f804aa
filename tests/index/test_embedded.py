"""The index as its users see it."""

from __future__ import annotations

import errno
import json
import logging
import random
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pytest

from cleaner import DedupConfig, Index, find_duplicates
from cleaner.errors import (
    ConfigError,
    DamagedError,
    DuplicateIdError,
    FingerprintError,
    IndexKindError,
    LockedError,
    OutputError,
    SourceError,
    UnknownIdError,
    UsageError,
)
from cleaner.index import segment, store
from tests.index.faulty_disk import FaultyDisk
from tests.index.model import answered, check, texts
from tests.neardup.corpora import SCRIPTS, families, true_pairs, words

TEXT = "the council voted on monday to close the old bridge for a year of repairs"


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with Index.create(tmp_path / "index") as made:
        yield made


def test_a_document_is_found_as_exact_near_or_not_at_all(index: Index) -> None:
    assert index.add("a", TEXT)
    [exact] = index.query(TEXT.upper())
    assert (exact.id, exact.relation, exact.jaccard, exact.containment) == ("a", "exact", 1.0, 1.0)
    [near] = index.query(TEXT + " now")
    assert (near.relation, near.jaccard, near.containment) == ("near", 11 / 12, 11 / 12)
    assert near.evidence == "11 of 12 shingles shared"
    assert index.query("it rained all day on the coast of the county") == []


def test_what_is_contained_is_said_both_ways(index: Index) -> None:
    chance = random.Random(1)
    story, more = words(chance, 60), words(chance, 200)
    index.add_batch([("short", " ".join(story)), ("long", " ".join(more + story))])
    assert [(match.id, match.relation) for match in index.query(" ".join(story))] == [
        ("short", "exact"),
        ("long", "contained-in"),
    ]
    assert [match.relation for match in index.query(" ".join(more + story))] == ["exact", "contains"]


def test_the_best_comes_first(index: Index) -> None:
    story = words(random.Random(2), 100)
    versions = {f"{cut:02}": " ".join(story[cut:]) for cut in (20, 0, 10, 5)}
    index.add_batch(versions.items())
    assert [match.id for match in index.query(" ".join(story))] == ["00", "05", "10", "20"]


def test_pairs_are_those_of_all_with_all_in_any_order_of_adding(tmp_path: Path) -> None:
    documents = families(5, 60)
    want = true_pairs(documents, 0.7)
    for seed in range(2):
        random.Random(seed).shuffle(documents)
        with Index.create(tmp_path / f"{seed}") as index:
            for first, last in pairwise([0, 1, 50, 120, len(documents)]):
                index.add_batch(documents[first:last])
                index._store.flush()
            rows = index.query(documents).to_pylist()
        near = [row for row in rows if row["relation"] in ("exact", "near") and row["query"] < row["id"]]
        assert {(row["query"], row["id"]): row["jaccard"] for row in near} == want


def test_contained_pairs_are_those_of_the_batch_engine(index: Index) -> None:
    chance = random.Random(7)
    documents = []
    for number in range(40):
        parts = [words(chance, 50) for _ in range(3)]
        documents += [(f"{number}.{place}", " ".join(part)) for place, part in enumerate(parts)]
        documents.append((f"{number}.all", " ".join(word for part in parts for word in part)))
    index.add_batch(documents)
    rows = index.query(documents).to_pylist()
    found = {(row["query"], row["id"]) for row in rows if row["relation"] == "contained-in"}
    pairs = find_duplicates(documents).pairs.to_pylist()
    assert found == {(row["a"], row["b"]) for row in pairs if row["relation"] == "contained-in"}
    assert len(found) == 120


def test_what_many_hold_tells_nothing_once_it_is_judged(index: Index, tmp_path: Path) -> None:
    chance = random.Random(8)
    chrome = " ".join(words(chance, 60))
    documents = [(f"{number}", chrome + " " + " ".join(words(chance, 30))) for number in range(80)]
    index.add_batch(documents)
    asked = chrome + " " + " ".join(words(chance, 10))
    index.compact()
    assert index.query(asked) == []
    assert find_duplicates([*documents, ("asked", asked)]).pairs.num_rows == 0
    copy = f"{documents[0][1]} and so on to the very end of the page of the paper"
    found = {match.id: match.relation for match in index.query(copy)}
    assert found["0"] in ("near", "contains")
    index.commit()
    with Index.open(tmp_path / "index") as reader:
        assert reader.query(asked) == []


def test_every_script_is_found(index: Index) -> None:
    index.add_batch(SCRIPTS.items())
    for name, text in SCRIPTS.items():
        assert index.query(text + " …")[0].id == name


def test_a_text_without_shingles_has_exact_copies_only_and_one_without_tokens_none(index: Index) -> None:
    index.add_batch([("short", "one two"), ("none", "…"), ("empty", "")])
    assert [match.id for match in index.query("One, two!")] == ["short"]
    assert index.query("one two three") == index.query("") == index.query("?") == []
    assert len(index) == 3


def test_an_id_twice_is_nothing_or_an_error_or_an_update(index: Index) -> None:
    assert index.add("a", TEXT)
    assert not index.add("a", TEXT.upper())
    with pytest.raises(DuplicateIdError, match=r"'a' is there with another text.*update"):
        index.add("a", "another text")
    assert index.update("a", "another text")
    assert not index.update("a", "another text")
    assert index.update("b", TEXT)
    check(index, {"a": "another text", "b": TEXT}, [TEXT, "another text"])


def test_a_batch_is_added_as_a_whole_or_not(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.index.documents.MOST_ROWS", 3)
    index.add("old", TEXT)
    documents = [(f"{number}", text) for number, text in enumerate(texts(1, 10))]
    with pytest.raises(DuplicateIdError, match="'old'"):
        index.add_batch([*documents, ("old", "other")])
    with pytest.raises(SourceError, match="id 5 is of type int"):
        index.add_batch([*documents, (5, "other")])
    check(index, {"old": TEXT}, [TEXT, documents[0][1]])
    assert index.add_batch([*documents, ("old", TEXT)]) == (10, 1, 0)
    assert index.add_batch([*documents, ("old", "other")], update=True) == (0, 10, 1)
    check(index, {**dict(documents), "old": "other"}, [TEXT, "other"])


def test_one_id_twice_in_a_batch(index: Index) -> None:
    with pytest.raises(DuplicateIdError):
        index.add_batch([("a", TEXT), ("b", TEXT), ("a", "other")])
    assert index.add_batch([("a", TEXT), ("a", TEXT.upper())]) == (1, 1, 0)
    assert index.add_batch([("a", "one"), ("a", "two"), ("a", "three")], update=True) == (0, 2, 1)
    check(index, {"a": "three"}, [TEXT, "three", "one"])


def test_tables_are_taken_and_given(index: Index) -> None:
    table = pa.table({"id": pa.array(["a", "b", "c"]).dictionary_encode(), "text": [TEXT, None, "x y"]})
    assert index.add_batch(table).new == 3
    found = index.query(pa.table({"id": ["new"], "text": [TEXT]}))
    assert found.to_pylist()[0] == {
        "query": "new",
        "id": "a",
        "relation": "exact",
        "jaccard": 1.0,
        "containment": 1.0,
        "evidence": "same tokens",
    }


def test_what_is_removed_is_gone_for_good(index: Index, tmp_path: Path) -> None:
    documents = {f"{number}": text for number, text in enumerate(texts(3, 30))}
    index.add_batch(documents.items())
    index._store.flush()
    index.add("late", TEXT)
    index.remove("late", "7")
    del documents["7"]
    check(index, documents, [TEXT, *texts(3, 30)])
    with pytest.raises(UnknownIdError, match=r"no document with the id '7'; nothing was removed"):
        index.remove("1", "7")
    assert "1" in index
    index.close()
    with Index.open(tmp_path / "index", "w") as again:
        check(again, documents, [TEXT, *texts(3, 30)])
        again.compact()
        check(again, documents, [TEXT, *texts(3, 30)])
        assert again.stat().gone == 0
        assert not again.verify()


def test_what_is_removed_from_a_segment_is_gone_when_the_log_no_longer_says_so(index: Index, tmp_path: Path) -> None:
    documents = {f"{number}": text for number, text in enumerate(texts(3, 30))}
    index.add_batch(documents.items())
    index._store.flush()
    for id in ("7", "8"):
        index.remove(id)
        index._store.flush()
        del documents[id]
        with Index.open(tmp_path / "index") as reader:
            check(reader, documents, texts(3, 30)[:10])
            assert reader.stat().gone == 30 - len(documents)


@pytest.mark.parametrize("tiers", [2, 8])
def test_segments_become_one_and_answers_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tiers: int) -> None:
    monkeypatch.setattr(store, "SEGMENTS_OF_A_SIZE", tiers)
    monkeypatch.setattr(segment, "POSTINGS_AT_ONCE", 64)
    documents = {f"{number}": text for number, text in enumerate(texts(4, 60))}
    with Index.create(tmp_path / "index") as index:
        for id, text in documents.items():
            index.add(id, text)
            if int(id) % 5 == 4:
                index._store.flush()
        assert len(index.stat().segments) < tiers + 1
        check(index, documents, list(documents.values()))
        index.compact()
        assert len(index.stat().segments) == 1
        check(index, documents, list(documents.values()))


def test_logs_of_several_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.index.log.MOST_BYTES", 1000)
    monkeypatch.setattr("cleaner.index.log.COPIED_AT_ONCE", 50)
    documents = {f"{number}": text for number, text in enumerate(texts(5, 30))}
    with Index.create(tmp_path / "index") as index:
        for id, text in documents.items():
            index.add(id, text)
            if int(id) % 5 == 4:
                index._store.flush()
        assert len(index._store.log.numbers) > 2
        index.remove("3")
        del documents["3"]
        index.compact()
        check(index, documents, list(documents.values()))
        assert not index.verify()
    with Index.open(tmp_path / "index") as index:
        check(index, documents, list(documents.values()))


def test_a_transaction_larger_than_memory_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.index.documents.MOST_ROWS", 4)
    monkeypatch.setattr("cleaner.index.recent.MOST_RECENT", 10)
    monkeypatch.setattr("cleaner.index.recent.RecentDocuments.__init__.__defaults__", (10, 0))
    documents = {f"{number}": text for number, text in enumerate(texts(6, 50))}
    with Index.create(tmp_path / "index") as index:
        index.add("first", TEXT)
        with pytest.raises(DuplicateIdError):
            index.add_batch([*documents.items(), ("first", "other")])
        check(index, {"first": TEXT}, [TEXT, documents["9"]])
        index.add_batch(documents.items())
        check(index, {"first": TEXT, **documents}, [TEXT, documents["9"]])
    with Index.open(tmp_path / "index") as index:
        check(index, {"first": TEXT, **documents}, [TEXT, documents["9"]])
        assert len(index.stat().segments) > 0


def test_more_matches_than_there_was_room_for(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.index.collecting.ROOM", 1)
    documents = {f"{number}": TEXT for number in range(30)}
    index.add_batch(list(documents.items())[:20])
    index._store.flush()
    index.add_batch(documents.items())
    check(index, documents, [TEXT])
    assert index.query([("one", TEXT), ("two", "other text"), ("three", TEXT)]).num_rows == 60


def test_texts_of_any_length(index: Index) -> None:
    chance = random.Random(4)
    long, longer = words(chance, 5000), words(chance, 40_000)
    documents = {"long": " ".join(long), "longer": " ".join(longer), "part": " ".join(longer[:300])}
    for _ in range(2):
        index.add_batch(documents.items())
        assert [match.id for match in index.query(" ".join(long[5:]))] == ["long"]
        assert {match.id: match.relation for match in index.query(" ".join(longer[:300]))} == {
            "part": "exact",
            "longer": "contained-in",
        }
        assert {match.id: match.relation for match in index.query(" ".join(longer[100:]))}["longer"] == "near"
        index._store.flush()


def test_a_text_is_compared_with_any_document(index: Index) -> None:
    index.add_batch([("a", TEXT), ("b", "nothing of that sort is in this text at all")])
    assert index.compare(TEXT + " now", "a") == (11 / 12, 11 / 12)
    assert index.compare(TEXT, "a") == (1.0, 1.0)
    assert index.compare(TEXT, "b") == (0.0, 0.0)
    with pytest.raises(UnknownIdError, match="'c'"):
        index.compare(TEXT, "c")


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    disk = FaultyDisk(0, code=errno.EROFS)
    with pytest.raises(OutputError, match=r"cannot be written .* make it writable"):
        Index.create(tmp_path / "index", disk=disk)


def test_merging(tmp_path: Path) -> None:
    documents = [(f"{number}", text) for number, text in enumerate(texts(8, 40))]
    with Index.create(tmp_path / "a") as a, Index.create(tmp_path / "b") as b:
        a.add_batch(documents[:25])
        b.add_batch(documents[20:])
        b.remove("39")
        b.commit()
        assert a.merge(tmp_path / "b") == (14, 5, 0)
        check(a, dict(documents[:-1]), [text for _, text in documents])
        b.update("0", "another text")
        with pytest.raises(DuplicateIdError):
            a.merge(b)
        a.merge(b, update=True)
        assert answered(a, "another text") == {"0": 1.0}


def test_an_index_with_other_settings_is_made_of_an_old_one(tmp_path: Path) -> None:
    documents = [(f"{number}", text) for number, text in enumerate(texts(9, 40))]
    with Index.create(tmp_path / "old", DedupConfig(threshold=0.7)) as old:
        old.add_batch(documents)
    settings = DedupConfig(threshold=0.5, containment=None)
    with Index.create(tmp_path / "new", settings) as new, Index.create(tmp_path / "direct", settings) as direct:
        new.merge(tmp_path / "old")
        direct.add_batch(documents)
        assert new.fingerprint.slots == 512
        assert new.query(documents) == direct.query(documents)


def test_what_does_not_hash_alike_is_refused_with_both_values_and_the_cure(tmp_path: Path) -> None:
    Index.create(tmp_path / "three", DedupConfig(n=3)).close()
    Index.create(tmp_path / "clean", cleaning="rules 1").close()
    Index.create(tmp_path / "rough", verify=False).close()
    with Index.create(tmp_path / "index") as index:
        with pytest.raises(FingerprintError, match=r"three: made with n 3, this index has 5; add its texts again"):
            index.merge(tmp_path / "three")
        with pytest.raises(FingerprintError, match=r"cleaning 'rules 1', this index has None"):
            index.merge(tmp_path / "clean")
        with pytest.raises(FingerprintError, match="verified False, this index has True; add its texts"):
            index.merge(tmp_path / "rough")


def test_a_program_that_hashes_otherwise_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Index.create(tmp_path / "index").close()
    monkeypatch.setattr("cleaner.index.fingerprint.FOLD_NAME", "fold-2")
    with pytest.raises(FingerprintError, match=r"tokens 'fold-1', this program has 'fold-2'"):
        Index.open(tmp_path / "index")
    monkeypatch.undo()
    monkeypatch.setattr("cleaner.index.fingerprint._probe", lambda: "other")
    with pytest.raises(FingerprintError, match=r"probe .* add its texts again"):
        Index.open(tmp_path / "index")


def test_estimates_say_so(tmp_path: Path) -> None:
    documents = [(f"{number}", text) for number, text in enumerate(texts(10, 40))]
    story = " ".join(words(random.Random(3), 300))
    with Index.create(tmp_path / "index", verify=False) as index:
        index.add_batch([*documents, ("story", story)])
        index._store.flush()
        [near] = index.query(story + " and one more")
        assert near.relation == "near"
        assert near.evidence.startswith("estimate: 12")
        assert abs(near.jaccard - 0.99) < 0.05
        assert index.query(story)[0].evidence == "same tokens"
        assert index.fingerprint.containment is None
        index.remove("3")
        index.compact()
        index.update("story", "something else")
    with Index.open(tmp_path / "index") as index, Index.create(tmp_path / "copy", verify=False) as copy:
        assert sorted(index) == sorted([*(id for id, _ in documents if id != "3"), "story"])
        copy.merge(index)
        assert copy.query(documents).num_rows == index.query(documents).num_rows
        assert not copy.verify()


def test_any_text_is_an_id_but_nothing_else(index: Index) -> None:
    ids = ["", "a\nb", "ü" * 5000, "\0", " ", "é", "e\u0301"]
    index.add_batch((id, TEXT) for id in ids)
    assert sorted(index) == sorted(ids)
    assert {match.id for match in index.query(TEXT)} == {*ids}
    for id, word in ((5, "ids are text"), (None, "ids are text"), (b"a", "ids are text"), ("\ud800", "surrogate")):
        with pytest.raises(SourceError, match=word):
            index.add(id, TEXT)  # type: ignore[arg-type]
    with pytest.raises(SourceError, match=r"65,537 bytes.*digest"):
        index.add("x" * 65537, TEXT)
    with pytest.raises(SourceError, match="int64; ids are text"):
        index.add_batch(pa.table({"id": [1], "text": ["a"]}))
    with pytest.raises(SourceError, match="no column `id`"):
        index.add_batch(pa.table({"text": ["a"]}))
    with pytest.raises(SourceError, match="null"):
        index.add_batch(pa.table({"id": ["a", None], "text": ["a", "b"]}))
    with pytest.raises(SourceError, match="must be str"):
        index.add("a", 5)  # type: ignore[arg-type]
    assert index.add("surrogate", "a \ud800 b")


def test_one_writer_and_a_lock_that_names_it(index: Index, tmp_path: Path) -> None:
    with pytest.raises(LockedError, match=r"index: process \d+ on .* is writing to it; wait"):
        Index.open(tmp_path / "index", "w")
    with pytest.raises(OutputError, match="holds something already"):
        Index.create(tmp_path / "index")
    index.close()
    Index.open(tmp_path / "index", "w").close()


def test_a_reader_sees_the_index_as_it_was(index: Index, tmp_path: Path) -> None:
    index.add("a", TEXT)
    with Index.open(tmp_path / "index") as reader:
        index.add("b", TEXT)
        index.remove("a")
        index.compact()
        index.add("c", TEXT)
        assert answered(reader, TEXT) == {"a": 1.0}
        assert not reader.verify()
    with Index.open(tmp_path / "index") as reader:
        assert answered(reader, TEXT) == {"b": 1.0, "c": 1.0}


def test_reading_is_not_writing_and_closed_is_closed(index: Index, tmp_path: Path) -> None:
    with Index.open(tmp_path / "index") as reader:
        for call in (lambda: reader.add("a", TEXT), lambda: reader.remove("a"), reader.compact, reader.commit):
            with pytest.raises(UsageError, match="open for reading"):
                call()
    for call in (lambda: reader.query(TEXT), lambda: list(reader), reader.stat):
        with pytest.raises(UsageError, match="closed"):
            call()
    reader.close()


def test_paths_that_are_no_index(tmp_path: Path) -> None:
    with pytest.raises(IndexKindError, match="no index; cleaner index create"):
        Index.open(tmp_path / "missing")
    (tmp_path / "file").write_text("x")
    with pytest.raises(IndexKindError, match="no index"):
        Index.open(tmp_path / "file")
    with pytest.raises(OutputError, match="it is a file"):
        Index.create(tmp_path / "file")
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "manifest.json").write_text('{"program": "cleaner", "format": "run-1"}')
    with pytest.raises(IndexKindError, match="of something else"):
        Index.open(tmp_path / "run")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "file").write_text("x")
    with pytest.raises(OutputError, match="not empty"):
        Index.create(tmp_path / "other")
    with pytest.raises(ConfigError, match="mode 'a'"):
        Index.open(tmp_path, "a")
    with pytest.raises(ConfigError, match="sync 'never'"):
        Index.create(tmp_path / "new", sync="never")
    with pytest.raises(ConfigError, match="no shared passages"):
        Index.create(tmp_path / "new", DedupConfig(passages=50))
    assert not (tmp_path / "new").exists()


def test_a_later_version_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.index.manifest.FORMAT", 2)
    Index.create(tmp_path / "index").close()
    monkeypatch.undo()
    with pytest.raises(IndexKindError, match="format 2, this version reads 1"):
        Index.open(tmp_path / "index")


def test_what_is_half_written_is_cut_off_with_a_warning(
    index: Index, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    index.add("a", TEXT)
    index.close()
    log = tmp_path / "index" / "log-00000001"
    whole = log.read_bytes()
    for junk in (b"\0" * 100, b"\xea\xc1\x01\x01" + b"\xff" * 60, whole[16:90]):
        log.write_bytes(whole + junk)
        with Index.open(tmp_path / "index") as reader:
            assert [*reader] == ["a"]
        assert len(log.read_bytes()) > len(whole)
        with caplog.at_level(logging.WARNING, logger="cleaner"), Index.open(tmp_path / "index", "w") as again:
            assert [*again] == ["a"]
        assert "half written" in caplog.text
        assert log.read_bytes() == whole
        caplog.clear()


def test_damage_to_what_was_on_disk_is_no_half_written_end(index: Index, tmp_path: Path) -> None:
    index.add("a", TEXT)
    index.commit()
    index.add("b", TEXT)
    index.close()
    log = tmp_path / "index" / "log-00000001"
    data = bytearray(log.read_bytes())
    data[60] ^= 1
    log.write_bytes(data)
    for mode in ("r", "w"):
        with pytest.raises(DamagedError, match=r"log-00000001: damaged at byte 16; restore"):
            Index.open(tmp_path / "index", mode)


def test_numbers_and_export(index: Index) -> None:
    index.add_batch([("a", TEXT), ("b", "one two"), ("c", "")])
    stat = index.stat()
    assert (stat.documents, stat.recent, stat.segments, stat.gone) == (3, 3, (), 0)
    json.dumps(stat.as_dict())
    rows = index.export().read_all().sort_by("id").to_pylist()
    assert [row["shingles"] for row in rows] == [11, 0, 0]
    assert rows[0]["hashes"] == sorted(rows[0]["hashes"])
    assert rows[2]["digest"] is None
    assert len(rows[0]["digest"]) == 32
