"""`cleaner explain`: files and finished runs, one document or two; a wrong call is one line with its cure."""

from __future__ import annotations

import io
import json
import shutil
import sys
from pathlib import Path

import pytest

from cleaner.cli.shell import run_command
from cleaner.document import Document
from cleaner.sites import SiteLearner, page_lines

STORY = (
    "The council voted on Monday to close the old bridge for a year of repairs, and the ferries will carry "
    "everybody who lives on the far side of the bay until the work is done, the mayor said at a meeting."
)
PAGE = f"Ferries carry the far side\n\n{STORY}\n\nShare on Facebook\n"
COPY = f"Old bridge will close\n\n{STORY} Nobody spoke against it.\n\nShare on Facebook\n"
LONE = "Nothing on\n\nIt rained for three days on the coast, and the lifeboat stayed in its shed all week.\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("explain")
    news = folder / "news" / "herald"
    news.mkdir(parents=True)
    for name, text in (("page.txt", PAGE), ("copy.txt", COPY), ("lone.txt", LONE)):
        (news / name).write_text(text, encoding="utf-8")
    (news / "broken.txt").write_bytes(b"\0\1\2" * 99)
    rows = [
        {"id": "a", "text": PAGE, "date": "2024-02-02"},
        {"id": "b", "text": COPY + "\ud800 odd", "date": "2024-01-01"},
    ]
    (folder / "wire.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    assert run_command(["run", str(folder / "news"), "-o", str(folder / "out"), "-q", "-j", "1"]) == 1
    assert run_command(["run", str(folder / "wire.jsonl"), "-o", str(folder / "wire"), "-q", "-j", "1"]) == 0
    assert run_command(["clean", str(folder / "news"), "-o", str(folder / "cleaned"), "-q", "-j", "1"]) == 1
    assert run_command(["dedup", str(folder / "news"), "-o", str(folder / "deduped"), "-q", "-j", "1"]) == 1
    return folder


@pytest.fixture(autouse=True)
def _here(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)


def explained(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run_command(["explain", *arguments]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out


def from_stdin(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


def test_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    text = explained(capsys, "news/herald/page.txt")
    assert "# TITLE00      1 │ Ferries carry the far side │ becomes the title" in text
    assert "✂ SHARE01      3 │ Share on Facebook │ share on (en) 0.90" in text
    assert "copies" not in text


def test_a_document_of_a_run_looks_the_same_and_has_its_place_among_copies(capsys: pytest.CaptureFixture[str]) -> None:
    text = explained(capsys, "out", "herald/page.txt")
    alone = explained(capsys, "news/herald/page.txt")
    assert text.splitlines()[1:-1] == alone.splitlines()[1:]
    assert "copy of herald/copy.txt: " in text.splitlines()[-1]
    assert "no copy of any other" in explained(capsys, "out", "herald/lone.txt")


def test_a_record_of_a_run_with_a_lone_surrogate(capsys: pytest.CaptureFixture[str]) -> None:
    told = json.loads(explained(capsys, "wire", "b", "--json"))
    assert told["title"] == "Old bridge will close"
    assert told["original"].endswith("\ufffd odd")
    assert told["copies"]["keep"] is True


def test_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from_stdin(monkeypatch, PAGE.encode())
    assert "✂ SHARE01" in explained(capsys, "-")


def test_rules_and_a_file_of_settings_are_those_of_clean(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert "SHARE01" not in explained(capsys, "news/herald/page.txt", "--ignore", "SHARE")
    (tmp_path / "some.toml").write_text('[clean]\nignore = ["SHARE"]', encoding="utf-8")
    assert "SHARE01" not in explained(capsys, "news/herald/page.txt", "-c", str(tmp_path / "some.toml"))


def test_what_a_site_repeats_is_known_from_sites(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    learner = SiteLearner()
    for number in range(20):
        text = (
            f"Headline {number}\n\n{STORY} {number} times over {number * 7}.\n\nThe Herald is the paper of the bay.\n"
        )
        learner.add(page_lines(Document(text, source="herald")))
    learner.memory().save(tmp_path / "news.sites")
    page = tmp_path / "herald" / "x.txt"
    page.parent.mkdir()
    page.write_text(f"Storm\n\n{STORY}\n\nThe Herald is the paper of the bay.\n", encoding="utf-8")
    sites = ["--sites", str(tmp_path / "news.sites")]
    assert "SITE01" not in explained(capsys, str(page))
    assert "✂ SITE01" in explained(capsys, str(page), *sites)
    assert run_command(["explain", str(page), *sites, "--site", "post"]) == 0
    out, err = capsys.readouterr()
    assert "SITE01" not in out
    assert "knows no site 'post'" in err


def test_two_files(capsys: pytest.CaptureFixture[str]) -> None:
    text = explained(capsys, "news/herald/page.txt", "news/herald/copy.txt")
    assert text.startswith("near copies  Jaccard 0.")
    assert "[Nobody spoke against it.]" in text
    assert "kept      B, longest text" in text
    files = "news/herald/page.txt", "news/herald/copy.txt", "--threshold", "1"
    assert explained(capsys, *files).startswith("A is contained in B")
    assert explained(capsys, *files, "--containment", "none").startswith("no copies")


def test_two_files_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    pair = ["news/herald/page.txt", "news/herald/copy.txt", "--json"]
    cleaned, whole = json.loads(explained(capsys, *pair)), json.loads(explained(capsys, *pair, "--as-is"))
    assert whole["size_a"] > cleaned["size_a"]
    assert whole["jaccard"] < cleaned["jaccard"]


def test_two_documents_of_a_run(capsys: pytest.CaptureFixture[str]) -> None:
    text = explained(capsys, "wire", "a", "b")
    assert "pairs.csv holds the pair: near, Jaccard 0." in text
    assert "kept      B: earliest date 2024-01-01" in text
    other = explained(capsys, "out", "herald/page.txt", "herald/lone.txt")
    assert "pairs.csv does not hold the pair" in other
    assert "B: no copy of any other, kept" in other


def test_the_threshold_is_that_of_the_run_unless_a_flag_is_given(
    capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path
) -> None:
    out = str(tmp_path / "strict")
    assert run_command(["run", "news", "-o", out, "-q", "-j", "1", "--threshold", "1"]) == 1
    pair = [out, "herald/page.txt", "herald/copy.txt"]
    assert "threshold 1\n" in explained(capsys, *pair)
    assert "threshold 0.5\n" in explained(capsys, *pair, "--threshold", ".5")


def test_a_run_that_only_cleaned_says_so_of_copies(capsys: pytest.CaptureFixture[str]) -> None:
    assert "did not look for copies" in explained(capsys, "cleaned", "herald/page.txt", "herald/copy.txt")
    assert "copies" not in explained(capsys, "cleaned", "herald/page.txt")


def test_a_page_of_html(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    menu = "".join(f"<li><a href=/{number}>Menu {number}</a></li>" for number in range(9))
    html = f"<html><body><nav><ul>{menu}</ul></nav><article><h1>Storm</h1><p>{STORY}</p><p>{STORY}</p></article></body>"
    (tmp_path / "page.html").write_text(html, encoding="utf-8")
    text = explained(capsys, str(tmp_path / "page.html"))
    assert "✂ HTML01       1 │ Menu 0 · Menu 1" in text
    assert " │ 9 lines, 54 characters" in text
    assert "✂ HTML01       9 │ Menu 8 │" in explained(capsys, str(tmp_path / "page.html"), "--full")
    from_stdin(monkeypatch, html.encode())
    assert explained(capsys, "-").splitlines()[2:] == text.splitlines()[2:]
    from_stdin(monkeypatch, html.encode())
    assert "<h1>Storm</h1>" in explained(capsys, "-", "--input", "text", "--full")


def test_a_run_into_parquet(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = str(tmp_path / "out")
    assert run_command(["run", "news", "-o", out, "-q", "-j", "1", "-f", "parquet"]) == 1
    assert explained(capsys, out, "herald/page.txt") == explained(capsys, "out", "herald/page.txt")
    pair = ["herald/page.txt", "herald/copy.txt"]
    assert "pairs.parquet holds the pair" in explained(capsys, out, *pair)
    one, other = (json.loads(explained(capsys, folder, *pair, "--json")) for folder in (out, "out"))
    rounded = [round(told["in_run"]["pair"].pop("jaccard"), 6) for told in (one, other)]
    assert rounded[0] == rounded[1]
    assert one["in_run"]["a"].keys() == other["in_run"]["a"].keys()
    assert one["in_run"]["a"]["keep"] is other["in_run"]["a"]["keep"] is False


def test_json_is_one_object_on_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (
        ["news/herald/page.txt"],
        ["out", "herald/page.txt"],
        ["out", "herald/page.txt", "herald/copy.txt"],
    ):
        [line] = explained(capsys, *arguments, "--json").splitlines()
        assert isinstance(json.loads(line), dict)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "nothing to explain; use cleaner explain FILE, FILE FILE, OUT ID or OUT ID ID"),
        (("gone.txt",), "gone.txt: cannot be read (No such file or directory); use"),
        (("news",), "news: a folder that cleaner did not write; name a file in it"),
        (("news/herald/page.txt", "news"), "news: a folder; name a file in it"),
        (("a", "b", "c"), "3 files are more than"),
        (("-", "-"), "2 files are more than"),
        (("out",), "out: name a document in it, cleaner explain out ID; there are, for example, herald/copy.txt"),
        (("out", "a", "b", "c"), "3 ids are more than"),
        (("out", "page.txt"), "page.txt: no document of out; did you mean herald/page.txt?"),
        (("out", "news/herald/page.txt"), "did you mean herald/page.txt?"),
        (("out", "herald/pgae.txt"), "did you mean herald/page.txt"),
        (("out", "zzz"), "zzz: no document of out; there are, for example, herald/copy.txt"),
        (("out", "herald/broken.txt"), "herald/broken.txt: in quarantine, so nothing was cut: binary"),
        (("out", "herald/page.txt", "herald/page.txt"), "herald/page.txt: named twice"),
        (("out", "herald/page.txt", "--select", "SHARE"), "--select: out is cleaned already"),
        (("out", "herald/page.txt", "--as-is"), "--as-is: out is cleaned already"),
        (("deduped", "herald/page.txt"), "deduped: its run cleaned nothing and kept no texts"),
        (("news/herald/broken.txt",), "news/herald/broken.txt: binary"),
        (("wire.jsonl",), "wire.jsonl: holds records; cleaner run wire.jsonl -o OUT, then cleaner explain OUT ID"),
        (("news/herald/page.txt", "--as-is"), "--as-is is for two FILEs"),
        (("news/herald/page.txt", "--select", "NOPE"), "no rule's code begins with 'NOPE'"),
        (("news/herald/page.txt", "news/herald/copy.txt", "--threshold", "7"), "--threshold 7: use a number"),
    ],
)
def test_a_wrong_call_is_one_line_with_its_cure(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], words: str
) -> None:
    assert run_command(["explain", *arguments]) == 2
    captured = capsys.readouterr()
    assert words in captured.err
    assert captured.err.count("\n") == 1
    assert captured.out == ""


def test_a_file_larger_than_the_limit(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "small.toml").write_text("[input.limits]\ndocument_bytes = 10", encoding="utf-8")
    assert run_command(["explain", "news/herald/page.txt", "-c", str(tmp_path / "small.toml")]) == 2
    assert "page.txt: more than 10 bytes" in capsys.readouterr().err


def test_an_unfinished_run(capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(folder / "out", out)
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    (out / "manifest.json").write_text(json.dumps({**manifest, "finished": False}), encoding="utf-8")
    assert run_command(["explain", str(out), "herald/page.txt"]) == 2
    assert "the run is not finished" in capsys.readouterr().err


def test_an_edited_document_is_no_longer_explained(
    capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    shutil.copytree(folder / "out", out)
    with open(out / "documents" / "herald" / "page.txt", "a", encoding="utf-8") as file:
        file.write("more")
    assert run_command(["explain", str(out), "herald/page.txt"]) == 3
    assert "its text was edited" in capsys.readouterr().err
    assert run_command(["explain", str(out), "herald/lone.txt"]) == 0


def test_nothing_is_written(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    explained(capsys, "out", "herald/page.txt", "herald/copy.txt")
    explained(capsys, "news/herald/page.txt")
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before


def test_a_terminal_of_another_character_set_does_not_stop_it(monkeypatch: pytest.MonkeyPatch) -> None:
    buffer = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(buffer, encoding="ascii"))
    assert run_command(["explain", "news/herald/page.txt"]) == 0
    sys.stdout.flush()
    assert b"? SHARE01      3 ? Share on Facebook ? share on (en) 0.90" in buffer.getvalue()


def test_a_page_of_a_run_has_its_metadata(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    page = (
        f"<html><head><meta name=author content='A. Bee'></head><body><h1>Storm</h1><p>{STORY}</p><p>{STORY}</p></body>"
    )
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    assert run_command(["clean", str(tmp_path / "page.html"), "-o", str(tmp_path / "out"), "-q", "-j", "1"]) == 0
    of_run = json.loads(explained(capsys, str(tmp_path / "out"), "page.html", "--json"))
    alone = json.loads(explained(capsys, str(tmp_path / "page.html"), "--json"))
    assert of_run["metadata"] == alone["metadata"]
    assert of_run["metadata"]["author"] == "A. Bee"
    assert of_run["notes"] == alone["notes"]
