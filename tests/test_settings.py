"""Defaults, file and flags become one; what a file has wrong is told with its place and its cure."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.config import CleanConfig, DedupConfig, InputConfig, Limits, OutputConfig, RunConfig
from cleaner.errors import ConfigError
from cleaner.settings import DEFAULT, Setting, Settings, known_settings, parse_size, size_text
from cleaner.settings_file import read_settings


def written(folder: Path, text: str) -> Path:
    path = folder / "news.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_field_of_the_configs_is_a_setting() -> None:
    sections = {"": RunConfig, "clean.": CleanConfig, "dedup.": DedupConfig, "output.": OutputConfig}
    sections |= {"input.": InputConfig, "input.limits.": Limits}
    names = {prefix + one.name for prefix, config in sections.items() for one in fields(config)}
    assert set(known_settings()) == names - {"input", "clean", "dedup", "output", "input.limits"}


def test_the_last_name_alone_tells_a_setting() -> None:
    """Flags find their settings by it."""
    names = [key.rpartition(".")[2] for key in known_settings()]
    assert len(set(names)) == len(names)


def test_no_file_and_no_flag_are_the_defaults() -> None:
    settings = Settings.of()
    assert settings.config() == RunConfig()
    assert {origin for _, _, origin in settings.rows()} == {DEFAULT}


def test_a_file_wins_over_defaults_and_a_flag_over_the_file(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        'jobs = 4\nlearn = false\n[input]\nexclude = ["*.md"]\n[input.limits]\ndocument_bytes = "16MiB"\n'
        "member_bytes = 1000\n[dedup]\nthreshold = 1\nrecall = 0.99\n",
    )
    settings = Settings.of(read_settings(path), {"dedup.recall": Setting(0.9, "flag --recall")})
    assert settings.config() == RunConfig(
        input=InputConfig(exclude=("*.md",), limits=Limits(document_bytes=16 << 20, member_bytes=1000)),
        learn=False,
        dedup=DedupConfig(threshold=1.0, recall=0.9),
        jobs=4,
    )
    origins = {key: origin for key, _, origin in settings.rows()}
    assert origins["dedup.threshold"] == f"file {path}"
    assert origins["dedup.recall"] == "flag --recall"
    assert origins["dedup.n"] == DEFAULT


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[dedup]\ntreshold = 0.8", "dedup.treshold: no such setting; did you mean dedup.threshold?"),
        ("threshold = 0.8", "did you mean dedup.threshold?"),
        ("[dedup]\njob = 1", "did you mean jobs?"),
        ("[input]\ntext-key = 'body'", "did you mean input.text_key?"),
        ("[dedupe]\nn = 5", "dedupe: no such setting; did you mean [dedup]?"),
        ("[clean]\nwhatever = 1", "clean.whatever: no such setting; [clean] has select, ignore, language, rules"),
        ("zzz = 1", "zzz: no such setting; known are learn, jobs"),
        ("clean = true", "clean: wants a table, [clean]"),
        ("[input]\nlimits = 3", "input.limits: wants a table, [input.limits]"),
        ("jobs = 'x'", 'jobs = "x": wants a whole number from 1'),
        ("jobs = 0", "jobs = 0: wants a whole number from 1"),
        ("jobs = true", "jobs = true: wants a whole number from 1"),
        ("jobs = 1.5", "wants a whole number"),
        ("learn = 1", "learn = 1: wants true or false"),
        ("[dedup]\nthreshold = '0.8'", "wants a number"),
        ("[dedup]\nkeep = 'longest'", "wants a list, each item a string"),
        ("[clean]\nselect = ['SHARE', 1]", "wants a list, each item a string"),
        ("[clean]\nlanguage = 2024-01-01", "clean.language = 2024-01-01: wants a string"),
        ("[input.limits]\ndocument_bytes = '0'", 'wants a size, such as 1000 or "64MiB"'),
        ("[input.limits]\nseconds = '30'", "wants a whole number"),
        ("[dedup]\nthreshold = 1.5", "dedup.threshold = 1.5: use a number above 0 and up to 1"),
        ("[input.limits]\ndepth = 100000", "input.limits.depth = 100000: use a whole number from 1 to 3000"),
        ("[input]\nid_key = ''", 'input.id_key = "": name a column'),
        ("[output]\nformat = 'pdf'", 'output.format = "pdf": use txt'),
        ("jobs = 1\nlearn = \n", "line 2, column 9: "),
        ("[dedup\n", "line 1, column 7: "),
        ("jobs = 1\njobs = 2\n", "line 2"),
    ],
)
def test_what_is_wrong_is_told_in_one_line_with_its_cure(tmp_path: Path, text: str, words: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(ConfigError) as told:
        Settings.of(read_settings(path)).config()
    assert str(told.value).startswith(f"{path}: ")
    assert words in str(told.value)
    assert "\n" not in str(told.value)


def test_a_flag_out_of_its_range_is_not_blamed_on_the_file(tmp_path: Path) -> None:
    file = read_settings(written(tmp_path, "[dedup]\nthreshold = 0.8"))
    with pytest.raises(ConfigError, match=r"^--recall 2: use"):
        Settings.of(file, {"dedup.recall": Setting(2.0, "flag --recall")}).config()


@pytest.mark.parametrize(
    ("name", "value", "flag"),
    [
        ("depth", 0, "--max-depth 0"),
        ("depth", 3001, "--max-depth 3001"),
        ("seconds", 0, "--max-seconds 0"),
        ("document_bytes", -1, "--max-bytes -1"),
        ("member_bytes", 0, "--max-unpacked 0"),
        ("ratio", 0, "--max-ratio 0"),
    ],
)
def test_limits_have_ranges(name: str, value: int, flag: str) -> None:
    with pytest.raises(ConfigError, match=f"^{flag}: use a whole number from 1"):
        Limits(**{name: value})


def test_no_column_has_an_empty_name() -> None:
    with pytest.raises(ConfigError, match=r'^--html-key "": name a column$'):
        InputConfig(html_key="")


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"gone\.toml: cannot be read \(No such file or directory\)"):
        read_settings(tmp_path / "gone.toml")
    with pytest.raises(ConfigError, match="cannot be read"):
        read_settings(tmp_path)
    (tmp_path / "odd.toml").write_bytes(b"# caf\xe9")
    with pytest.raises(ConfigError, match=r"odd\.toml: not UTF-8 \(byte 5\)"):
        read_settings(tmp_path / "odd.toml")


@st.composite
def any_settings(draw: st.DrawFn) -> dict[str, Setting]:
    words = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
    drawn = {
        "jobs": draw(st.none() | st.integers(1, 64)),
        "learn": draw(st.booleans()),
        "input.text_key": draw(words.filter(bool)),
        "input.exclude": draw(st.lists(words, max_size=3).map(tuple)),
        "input.limits.document_bytes": draw(st.integers(1, 1 << 45)),
        "clean.language": draw(st.none() | words),
        "dedup.threshold": draw(st.floats(0.01, 1)),
        "output.with_title": draw(st.booleans()),
    }
    return {key: Setting(value, "flag") for key, value in drawn.items()}


@given(settings=any_settings())
def test_what_is_printed_as_toml_gives_the_same_settings(
    settings: dict[str, Setting], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "round.toml"
    before = Settings.of(settings)
    path.write_bytes(before.toml().encode())
    assert Settings.of(read_settings(path)).config() == before.config()


@given(size=st.integers(1, 1 << 60))
def test_sizes_are_read_as_they_are_told(size: int) -> None:
    assert parse_size(size_text(size)) == size
