"""One file: what is written is read again, in part, by many; every other file is refused in one line."""

from __future__ import annotations

import pickle
import sqlite3
from multiprocessing import get_context
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import cleaner
from cleaner.document import Document
from cleaner.errors import ConfigError
from cleaner.sites import LineEvidence, SiteEvidence, SiteMemory
from cleaner.sites.store import replace_site
from cleaner.sites.toml_text import read_toml, toml_parts
from tests.sites.test_learning import found, learn, page, story

PAGES = [page(str(n), story(n), tail="Our weather desk — “night”") for n in range(5)]

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)
numbers = st.integers(0, 10**6).map(lambda number: number / 100)
lines = st.builds(LineEvidence, numbers, st.sampled_from(["2024-01-01", "run 1"]), numbers, numbers)
evidence = st.builds(
    SiteEvidence,
    numbers,
    st.integers(1, 9),
    st.sampled_from(["", "2024-01-01"]),
    st.lists(st.integers(0, 2**64 - 1), max_size=3, unique=True).map(lambda pages: tuple(sorted(pages))),
    st.dictionaries(texts, lines, max_size=3),
    st.dictionaries(texts, lines, max_size=3),
    st.dictionaries(texts, st.sampled_from(["allow", "deny"]), max_size=3),
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a #?%.sites"
    learn([*PAGES, *(page(f"p{n}", story(n + 50), tail="Post desk", source="post") for n in range(4))]).save(path)
    return path


@given(st.dictionaries(texts, evidence, max_size=3))
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_what_is_written_is_read_again(tmp_path: Path, sites: dict[str, SiteEvidence]) -> None:
    memory = SiteMemory(sites)
    memory.save(tmp_path / "m.sites")
    stored = SiteMemory.open(tmp_path / "m.sites")
    assert dict(stored.sites) == sites
    assert stored.digest == memory.digest
    assert read_toml("".join(toml_parts(sorted(sites.items())))) == sites


def test_the_same_content_gives_the_same_bytes(file: Path, tmp_path: Path) -> None:
    SiteMemory.open(file).save(tmp_path / "again")
    assert (tmp_path / "again").read_bytes() == file.read_bytes()


def test_the_digest_is_of_the_content(file: Path, tmp_path: Path) -> None:
    replace_site(file, "s", SiteMemory.open(file).sites["s"])
    assert (
        SiteMemory.open(file).digest
        == learn([*PAGES, *(page(f"p{n}", story(n + 50), tail="Post desk", source="post") for n in range(4))]).digest
    )
    before = SiteMemory.open(file).digest
    replace_site(file, "post", None)
    assert SiteMemory.open(file).digest != before


def test_the_library_takes_a_file_for_one_document(file: Path) -> None:
    memory = cleaner.SiteMemory.open(file)
    text = PAGES[0].text
    assert "weather desk" not in cleaner.clean(text, source="s", sites=memory).text
    assert "weather desk" not in cleaner.clean(text, url="https://www.s/a", sites=memory).text
    assert "weather desk" in cleaner.clean(text, source="post", sites=memory).text
    assert "weather desk" in cleaner.clean(text, sites=memory).text


def _found_elsewhere(memory: SiteMemory) -> list[str]:
    return found(memory, PAGES[0])


def test_other_processes_read_it_while_we_do(file: Path) -> None:
    memory = SiteMemory.open(file)
    here = found(memory, PAGES[0])
    with get_context("spawn").Pool(1) as pool:
        assert pool.apply(_found_elsewhere, (memory,)) == here


def test_a_reader_goes_on_with_what_it_opened(file: Path) -> None:
    memory = SiteMemory.open(file)
    replace_site(file, "s", None)
    assert found(memory, PAGES[0]) == ["Our weather desk — “night”"]
    assert found(SiteMemory.open(file), PAGES[0]) == []
    with pytest.raises(ConfigError, match="changed while it was in use"):
        pickle.loads(pickle.dumps(memory))


def test_writing_leaves_no_other_file_behind(file: Path) -> None:
    with pytest.raises(AttributeError):
        SiteMemory({"x": object()}).save(file)  # type: ignore[dict-item]
    assert [path.name for path in file.parent.iterdir()] == [file.name]
    assert "s" in SiteMemory.open(file).sites


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "no site memory; learn it again"),
        (b'{"format": "site-memory-1", "sites": {}}', "old format site-memory-1; learn it again: cleaner sites learn"),
        (b'format = "site-memory-2"\n', "as TOML; cleaner sites import"),
        (b"SQLite format 3\0" + bytes(84), "damaged, or no site memory"),
    ],
)
def test_what_is_none_of_ours_is_refused(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=told) as raised:
        SiteMemory.open(path)
    assert str(raised.value).startswith(f"{path}: ")
    assert "\n" not in str(raised.value)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "gone"):
        with pytest.raises(ConfigError, match="cannot be read"):
            SiteMemory.open(path)


def test_databases_of_others_and_other_versions_are_refused(tmp_path: Path, file: Path) -> None:
    with sqlite3.connect(tmp_path / "other") as database:
        database.execute("CREATE TABLE bookmarks (address)")
    database.close()
    with pytest.raises(ConfigError, match="an SQLite file, but no site memory"):
        SiteMemory.open(tmp_path / "other")
    database = sqlite3.connect(file)
    database.execute("PRAGMA user_version = 9")
    database.close()
    with pytest.raises(ConfigError, match="site memory of version 9, this one reads 2"):
        SiteMemory.open(file)


def test_a_file_that_was_edited_or_cut_short_is_refused(tmp_path: Path, file: Path) -> None:
    (tmp_path / "cut").write_bytes(file.read_bytes()[:5000])
    with pytest.raises(ConfigError, match="damaged"):
        SiteMemory.open(tmp_path / "cut").recurring(PAGES[0])
    database = sqlite3.connect(file)
    database.execute("UPDATE lines SET bodies = 99 WHERE site = 's'")
    database.commit()
    database.close()
    memory = SiteMemory.open(file)
    assert memory.recurring(Document("Fog.", source="post")) is None
    with pytest.raises(ConfigError, match="of 's' is damaged, or was edited"):
        memory.recurring(PAGES[0])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("format", "no TOML"),
        ("", "no site memory of this version"),
        ('format = "site-memory-2"\n[[site]]\n', "[[site]] 1: 'name' is missing"),
        ("{}".replace("{}", "bodies = 1.0"), "no site memory of this version"),
    ],
)
def test_toml_of_others_is_refused(text: str, told: str) -> None:
    with pytest.raises(ConfigError) as raised:
        read_toml(text)
    assert told in str(raised.value)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("bodies = 5.0", "bodies = -1", "bodies = -1: wants a number from 0"),
        ("bodies = 5.0", 'bodies = "x"', "wants a number from 0"),
        ("bodies = 5.0", "bodies = nan", "wants a number from 0"),
        ('name = "s"', 'name = ""', "name is empty"),
        ('last = ""', "last = 3", "last = 3: wants a text"),
        ('last = ""', 'last = "May"', "last = 'May': wants a date"),
        ("deny = []", "deny = [1]", "wants a list of lines"),
        ("forms = []", "forms = 3", "[[site]] 1"),
        ('pages = "', 'pages = "zz', "[[site]] 1"),
    ],
)
def test_toml_that_was_edited_wrongly_is_refused(old: str, new: str, told: str) -> None:
    text = "".join(toml_parts(learn(PAGES).sites.items()))
    assert old in text
    with pytest.raises(ConfigError) as raised:
        read_toml(text.replace(old, new, 1))
    assert told in str(raised.value)
