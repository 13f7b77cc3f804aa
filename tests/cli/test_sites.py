"""`cleaner sites`: every subcommand, and one line for every way to call it wrongly."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from cleaner.cli.shell import run_command
from tests.sites.test_learning import WORDS, story

DESK = "Our weather desk"
SITE = "herald"


@pytest.fixture
def news(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for number in range(5):
        path = tmp_path / "news" / SITE / f"{number}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n\n".join([f"Headline of {WORDS[number]}", *story(number), DESK]), encoding="utf-8")
    return tmp_path


@pytest.fixture
def file(news: Path) -> str:
    assert run_command(["sites", "learn", "news", "-o", "news.sites", "-j", "1", "-q"]) == 0
    return "news.sites"


def told(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    capsys.readouterr()
    assert run_command(arguments) == code
    captured = capsys.readouterr()
    if code:
        assert captured.err.count("\n") == 1
        assert captured.out == ""
    return captured.err if code else captured.out


def cleaned(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    page = "\n\n".join(["Headline of today", *story(9), DESK])
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(page.encode())))
    out = io.TextIOWrapper(io.BytesIO())
    monkeypatch.setattr(sys, "stdout", out)
    assert run_command(["clean", "-", *arguments]) == 0
    monkeypatch.undo()
    return out.buffer.getvalue().decode()  # type: ignore[attr-defined]


def test_sites_stands_in_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert "\n  sites " in told(capsys, "--help")
    for command in ("learn", "show", "export", "import", "forget", "allow", "deny"):
        assert f"\n  {command} " in told(capsys, "sites", "--help")
        assert "cleaner sites" in told(capsys, "sites", command, "--help")


def test_learning_tells_what_it_did(news: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["sites", "learn", "news", "-o", "a.sites", "-j", "1"]) == 0
    assert capsys.readouterr().err == "a.sites: 1 sites, 1 of them seen in 5 records\n"
    assert run_command(["sites", "learn", "news", "-o", "b.sites", "-j", "2", "--log-json"]) == 0
    [finished] = map(json.loads, capsys.readouterr().err.splitlines()[-1:])
    assert (finished["sites"], finished["records"], finished["silent"]) == (1, 5, 0)
    assert Path("a.sites").read_bytes() == Path("b.sites").read_bytes()


def test_the_options_of_reading_hold(news: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{"id": n, "body": "\n\n".join([*story(n), DESK]), "paper": "post"} for n in range(6)]
    Path("rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    learn = ["sites", "learn", "rows.jsonl", "-o", "rows.sites", "-q", "-j", "1", "--text-key", "body"]
    assert run_command([*learn, "--source-key", "paper", "--limit", "4"]) == 0
    assert "4 of 4  100%" in told(capsys, "sites", "show", "rows.sites", "post")
    assert "tells its site; --source says" in told(capsys, *learn, "--overwrite", code=2)
    assert run_command(["sites", "learn", "news", "-o", "x.sites", "-q", "--exclude", "*/[12].txt"]) == 0
    assert "3 of 3  100%" in told(capsys, "sites", "show", "x.sites", SITE)


def test_show(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "sites", "show", file).splitlines()[1].split() == ["5", "1", "run", "1", SITE]
    head, line = told(capsys, "sites", "show", file, SITE).splitlines()
    assert head.split("  ")[0].strip() == "texts"
    assert line == f"5 of 5  100%   run 1      furniture  {DESK}"


def test_what_is_learnt_is_used_for_one_document(
    file: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(Path(file).absolute())
    assert DESK in cleaned(monkeypatch, capsys)
    assert DESK not in cleaned(monkeypatch, capsys, "--sites", path, "--site", SITE)
    assert DESK in cleaned(monkeypatch, capsys, "--sites", path, "--site", "post")


def test_an_update_adds_pages_and_counts_none_twice(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    update = ["sites", "learn", "news", "--sites", file, "-o", file, "-q", "-j", "1"]
    assert run_command(update) == 0
    assert "5 of 5  100%   run 2" in told(capsys, "sites", "show", file, SITE)
    for number in range(5, 10):
        text = "\n\n".join([f"Headline of {WORDS[number]}", *story(number), DESK])
        Path(f"more/{SITE}").mkdir(parents=True, exist_ok=True)
        Path(f"more/{SITE}/{number}.txt").write_text(text, encoding="utf-8")
    assert run_command(["sites", "learn", "more", "--sites", file, "-o", file, "-q"]) == 0
    assert "9 of 9  100%   run 3" in told(capsys, "sites", "show", file, SITE)


def test_export_and_import_give_the_same_file(file: str, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run_command(["sites", "export", file, "-o", "memory.toml"]) == 0
    assert run_command(["sites", "import", "memory.toml", "-o", "again.sites"]) == 0
    assert Path("again.sites").read_bytes() == Path(file).read_bytes()
    text = Path("memory.toml").read_text(encoding="utf-8").replace("deny = []", 'deny = ["Rain"]')
    Path("memory.toml").write_text(text, encoding="utf-8")
    assert run_command(["sites", "import", "memory.toml", "-o", "again.sites", "--overwrite"]) == 0
    assert Path("again.sites").read_bytes() != Path(file).read_bytes()


def test_export_to_standard_output(file: str, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run_command(["sites", "export", file, "-o", "memory.toml"]) == 0
    assert run_command(["sites", "export", file]) == 0
    sys.stdout.flush()
    assert capfdbinary.readouterr().out == Path("memory.toml").read_bytes()


def test_rulings(file: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    use = ["--sites", str(Path(file).absolute()), "--site", SITE]
    path = use[1]
    body = story(9)[3]
    assert run_command(["sites", "allow", path, SITE, DESK]) == 0
    assert DESK in cleaned(monkeypatch, capsys, *use)
    assert "allow" in told(capsys, "sites", "show", path, SITE)
    assert run_command(["sites", "deny", path, SITE, body]) == 0
    assert body not in cleaned(monkeypatch, capsys, *use)
    assert run_command(["sites", "deny", path, SITE, DESK]) == 0
    assert DESK not in cleaned(monkeypatch, capsys, *use)
    assert run_command(["sites", "forget", path, SITE, DESK]) == 0
    assert DESK in cleaned(monkeypatch, capsys, *use)
    assert run_command(["sites", "forget", path, SITE]) == 0
    assert told(capsys, "sites", "show", path).splitlines() == ["texts  lines  last seen  site"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["learn", "news", "-o", "news.sites"], "news.sites: is there already; --overwrite replaces it"),
        (["learn", "news", "-o", "news"], "news: a folder; name a file"),
        (["learn", "news", "-o", "gone/x"], "there is no folder gone"),
        (["learn", "news", "-o", "x", "--sites", "gone"], "gone: cannot be read"),
        (["learn", "-o", "x"], "no INPUT"),
        (["learn", "nothing", "-o", "x"], "nothing"),
        (["show", "gone"], "gone: cannot be read"),
        (["show", "news.sites", "heral"], "knows no site 'heral'; did you mean herald?"),
        (["show", "news.sites", "zzz"], "cleaner sites show news.sites tells those it knows"),
        (["export", "old.json"], "old.json: site memory of the old format site-memory-1; learn it again"),
        (["export", "news.sites", "-o", "old.json"], "old.json: is there already"),
        (["import", "gone", "-o", "x"], "gone: cannot be read"),
        (["import", "news.sites", "-o", "x"], "news.sites: no UTF-8 text"),
        (["import", "old.json", "-o", "x"], "old.json: no TOML"),
        (["forget", "news.sites", SITE, "Our weather desks"], "did you mean 'Our weather desk'?"),
        (["forget", "news.sites", "zzz"], "knows no site 'zzz'"),
        (["allow", "news.sites", SITE, " "], "LINE is empty"),
        (["deny", "gone", SITE, "x"], "gone: cannot be read"),
    ],
)
def test_wrong_calls_are_told_in_one_line(
    file: str, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    Path("old.json").write_text('{"format": "site-memory-1", "sites": {}}', encoding="utf-8")
    before = Path(file).read_bytes()
    assert message in told(capsys, "sites", *arguments, code=2)
    assert Path(file).read_bytes() == before
    assert not Path("x").exists()


def test_the_site_of_many_documents_is_not_named_by_hand(news: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "elsewhere --source says it" in told(capsys, "clean", "news", "-o", "out", "--site", SITE, code=2)


def test_a_site_that_memory_does_not_know_is_told(
    file: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("page.txt").write_text("Rain fell on the bay.\n", encoding="utf-8")
    for site, message in ((f"{SITE}x", f"did you mean {SITE}?"), ("zz", "tells those it knows")):
        for arguments in (["clean", "-"], ["explain", "page.txt"]):
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"Rain fell on the bay.\n")))
            assert run_command([*arguments, "--sites", file, "--site", site]) == 0
            told = capsys.readouterr().err
            assert f"knows no site {site!r}" in told
            assert message in told


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("deny = []", "deny = 3", "[[site]] 1: deny = 3: wants a list of lines"),
        ("deny = []", "deny = [3]", "wants a list of lines"),
        ('pages = "', 'pages = "zz', "is no hexadecimal number"),
        ("lines = [", 'forms = "x"\nlines = [', ""),
        ("[[site]]", "[site]", "wants sections that begin with [[site]]"),
        ("runs = 1", 'runs = "1"', "wants a number from 0"),
        ("runs = 1", "", "'runs' is missing"),
        ("  { bodies", "  3, { bodies", "lines: wants a list of tables"),
        ('last = "', 'last = 3 #"', "last = 3: wants a text between quotation marks"),
    ],
)
def test_an_edited_memory_that_is_wrong_is_told_in_our_words(
    file: str, capsys: pytest.CaptureFixture[str], old: str, new: str, message: str
) -> None:
    assert run_command(["sites", "export", file, "-o", "memory.toml"]) == 0
    text = Path("memory.toml").read_text(encoding="utf-8")
    assert old in text
    Path("memory.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
    err = told(capsys, "sites", "import", "memory.toml", "-o", "x.sites", code=2)
    assert message in err
    assert not any(word in err for word in ("object", "str", "indices", "literal", "NoneType"))


def test_a_run_uses_what_was_learnt_before(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path(f"late/{SITE}").mkdir(parents=True)
    text = "\n\n".join(["Headline of today", *story(50), DESK])
    Path(f"late/{SITE}/a.txt").write_text(text, encoding="utf-8")
    for learn in ("--learn", "--no-learn"):
        out = Path(f"out{learn}")
        assert run_command(["clean", "late", "-o", str(out), "--sites", file, learn, "-q", "-j", "2"]) == 0
        manifest = json.loads((out / "manifest.json").read_text())
        assert manifest["sites_given"]
        assert b"SITE01" in _ledger(out)


def _ledger(out: Path) -> bytes:
    import zstandard

    return zstandard.ZstdDecompressor().decompressobj().decompress((out / "ledger.jsonl.zst").read_bytes())
