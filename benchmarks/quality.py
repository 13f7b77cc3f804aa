"""How good cleaning is, on fixed samples, and the floors it must not fall under: `python -m benchmarks.quality`.

Measures every set that is here, prints the old floors beside what was measured, and raises them in
tests/quality_floors.toml. A floor goes down only with --lower, so it shows in the diff of that file.

--lower   write lower floors too
--show    write nothing
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import math
import os
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import tomli_w
import zstandard

import cleaner
from cleaner.evaluation.words import words
from cleaner.io.documents import as_text
from cleaner.pool import default_jobs
from cleaner.text.decoding import decode
from cleaner.text.html_bytes import declared_encoding

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("CLEANER_DATA", ROOT.parent / "shared" / "data"))
CORPUS = ROOT / "tests" / "corpus"
FLOORS = ROOT / "tests" / "quality_floors.toml"
SEED = "floors-1"
DIGITS = 4

TEXT_PAGES, HTML_PAGES, RELEASES = 100, 40, 200
# The last three have the headline in their gold; daniel and l3sgn1 no model ever learnt from.
HTML_SETS = ("naeb", "wcxb", "fundus", "trafeval", "daniel", "l3sgn1", "magic_forum")
# What the table of a set must hold to be a gate; a set has those that its gold tells of.
MEASURES = ("token_f1", "shingle_f1", "line_f1", "line_recall", "segment_f1")
PROSE_KEPT, UNCHANGED = "prose_kept", "unchanged"

Row = dict[str, Any]


class Set(NamedTuple):
    """Rows with their gold; `is_clean`: the rows are articles without furniture, so that nothing should go."""

    name: str
    rows: list[Row]
    is_clean: bool = False

    @property
    def digest(self) -> str:
        """SHA-256 of the rows, gold and all."""
        lines = (json.dumps(row, ensure_ascii=False, sort_keys=True) for row in self.rows)
        return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()


class Result(NamedTuple):
    """One set: what its rows are, and its measures."""

    digest: str
    documents: int
    measures: Mapping[str, float]


def news_sets() -> list[Set]:
    """The small corpus that lies here, line by line, and its HTML pages."""
    return [Set("news_text", list(_news_texts())), Set("news_html", list(_news_pages()))]


def _news_texts() -> Iterator[Row]:
    for truth in _json_lines((CORPUS / "truth.jsonl").read_bytes()):
        gone = {number for number, _ in truth["cuts"]}
        text = (CORPUS / "news" / truth["id"]).read_text("utf-8")
        lines = [{"t": line, "keep": number not in gone} for number, line in enumerate(text.split("\n"), 1)]
        yield {"id": truth["id"], "source": truth["id"].partition("/")[0], "lines": lines}


def _news_pages() -> Iterator[Row]:
    for truth in _json_lines((CORPUS / "html_truth.jsonl").read_bytes()):
        html = _page((CORPUS / "news" / truth["id"]).read_bytes())
        gold = {key: truth[key] for key in ("gold", "with", "without")}
        yield {"id": truth["id"], "source": truth["id"].partition("/")[0], "html": html, **gold}


def _page(data: bytes) -> str:
    return decode(data, declared_encoding(data)).text


def real_sets() -> list[Set]:
    """The development sets that lie in DATA: samples, the same each time."""
    return [*_text_sets(), *(one for name in HTML_SETS for one in _html_sets(name))]


def _text_sets() -> Iterator[Set]:
    """Pages as plain text, and their golds alone."""
    name = "text_lines_dev"
    if not _is_here(name):
        return
    by_dataset: dict[str, list[Row]] = {}
    for row in _json_lines(_unpacked(name)):
        by_dataset.setdefault(row["dataset"].removesuffix("_dev"), []).append(row)
    for dataset, rows in sorted(by_dataset.items()):
        chosen = [rows[at] for at in _sample(len(rows), TEXT_PAGES)]
        yield Set(f"text_{dataset}", [{"id": row["id"], "lines": row["lines"]} for row in chosen])
        kept = [{"id": row["id"], "lines": [line for line in row["lines"] if line["keep"]]} for row in chosen]
        yield Set(f"gold_{dataset}", [row for row in kept if row["lines"]], is_clean=True)


def _html_sets(dataset: str) -> Iterator[Set]:
    """Pages, and of the newspapers of many languages their golds alone."""
    name = f"{dataset}_dev"
    if not _is_here(name):
        return
    lines = _unpacked(name).split(b"\n")[:-1]
    rows = [_html_row(json.loads(lines[at])) for at in _sample(len(lines), HTML_PAGES)]
    yield Set(f"html_{dataset}", rows)
    if dataset == "fundus":
        yield Set(f"gold_{dataset}", [{"id": row["id"], "lines": _kept_lines(row["gold"])} for row in rows], True)


def _kept_lines(gold: str | list[str]) -> list[Row]:
    return [{"t": line, "keep": 1} for line in (gold.split("\n") if isinstance(gold, str) else gold)]


def _html_row(row: Row) -> Row:
    kept = {key: row[key] for key in ("id", "html", "gold", "with", "without", "title") if row.get(key)}
    source = row.get("publisher") or (row.get("url") or "").removeprefix("hard::").partition("://")[2].partition("/")[0]
    return {**kept, **({"source": source} if source else {})}


def _sample(size: int, most: int) -> list[int]:
    """Places drawn by a hash: the same on every machine and in every version."""
    drawn = sorted(range(size), key=lambda at: hashlib.sha256(f"{SEED} {at}".encode()).digest())
    return sorted(drawn[:most])


def _is_here(name: str) -> bool:
    return (DATA / f"{name}.jsonl.zst").exists()


def _unpacked(name: str) -> bytes:
    with (DATA / f"{name}.jsonl.zst").open("rb") as raw:
        stream = zstandard.ZstdDecompressor(max_window_size=2**31).stream_reader(raw)
        return io.BufferedReader(stream).read()


def _json_lines(data: bytes) -> Iterator[Row]:
    return map(json.loads, data.splitlines())


def measure(
    sets: Iterable[Set], config: cleaner.CleanConfig | None = None, *, learn: bool = False
) -> dict[str, Result]:
    """All sets at once; `learn` learns what sites repeat, as `cleaner run` does."""
    chosen = list(sets)
    rows = [{**row, "id": _name(one, row), "set": one.name} for one in chosen for row in one.rows]
    jobs = min(default_jobs(), 2) if len(rows) > 200 else 1
    found = cleaner.evaluate(rows, config, learn=learn, by=["set"], jobs=jobs)
    assert not found.bad, found.bad[0]
    results = {}
    for one in chosen:
        values = {name: value.value for name, value in found.groups["set"][one.name].measures.items()}
        measures = {PROSE_KEPT: _prose_kept(found, one.name)} if one.is_clean else values
        wanted = {name: measures[name] for name in (*MEASURES, PROSE_KEPT) if name in measures}
        results[one.name] = Result(one.digest, len(one.rows), wanted)
    return results


def _name(one: Set, row: Row) -> str:
    """An id that tells of no folder, for a folder would be a site."""
    return f"{one.name} {row['id']}".replace("/", " ")


def _prose_kept(found: cleaner.Evaluation, name: str) -> float:
    """Share of words that stay, over all documents of a set."""
    chosen = [at for at, value in enumerate(found.groups_of["set"]) if value == name]
    kept, lost = (float(found.table[f"line_{word}"][chosen].sum()) for word in ("kept", "lost"))
    return kept / (kept + lost)


def again(most: int = RELEASES) -> dict[str, Result]:
    """Press releases cleaned twice: the share of words that the second time leaves."""
    name = "press_releases_dev"
    if not _is_here(name):
        return {}
    lines = _unpacked(name).split(b"\n")[:-1]
    rows = [json.loads(lines[at]) for at in _sample(len(lines), most)]
    before = after = 0
    for row in rows:
        once = cleaner.clean(row["text"], kind="text")
        twice = cleaner.clean(as_text(once.title, once.text), kind="text", title=once.title)
        before += len(words(once.text))
        after += len(words(twice.text))
    return {"releases_twice": Result(Set(name, rows).digest, len(rows), {UNCHANGED: after / before})}


def load_floors() -> dict[str, Any]:
    """Set -> its digest, documents and floors."""
    return tomllib.loads(FLOORS.read_text("utf-8")) if FLOORS.exists() else {}


def shortfalls(results: Mapping[str, Result], floors: Mapping[str, Any]) -> list[str]:
    """In words what is wrong: other data than the floors were made on, or a measure under its floor."""
    found = []
    for name, result in results.items():
        floor = floors.get(name)
        if floor is None:
            found.append(f"{name}: has no floors yet; `python -m benchmarks.quality` makes them")
        elif floor["sha256"] != result.digest:
            found.append(
                f"{name}: these are not the {floor['documents']} documents that its floors were made on (their SHA-256 "
                f"differs); put the data back, or make new floors: `python -m benchmarks.quality --lower`"
            )
        else:
            for key, least in floor["floors"].items():
                value = result.measures.get(key, math.nan)
                if not value >= least:
                    found.append(f"{name}: {key} is {value:.4f}, its floor is {least:.4f}")
    return found


def floored(value: float) -> float:
    """The floor of a measure: rounded down, so that it is reached again.

    >>> floored(0.98769)
    0.9876
    """
    return math.floor(value * 10**DIGITS) / 10**DIGITS


def merged(results: Mapping[str, Result], floors: Mapping[str, Any], *, lower: bool) -> dict[str, Any]:
    """New floors; those of sets that are not here stay, and none goes down unless that is wished."""
    new = dict(floors)
    for name, result in results.items():
        old = floors.get(name, {})
        values = {key: floored(value) for key, value in result.measures.items()}
        if not lower:
            values = {key: max(value, old.get("floors", {}).get(key, 0.0)) for key, value in values.items()}
            if old and old["sha256"] != result.digest:
                continue
        new[name] = {"documents": result.documents, "sha256": result.digest, "floors": values}
    return dict(sorted(new.items()))


def table(results: Mapping[str, Result], floors: Mapping[str, Any]) -> str:
    """Old beside new."""
    lines = [f"{'set':<18}{'measure':<14}{'floor':>8}{'now':>9}"]
    for name, result in results.items():
        old = floors.get(name, {})
        for key, value in result.measures.items():
            least = old.get("floors", {}).get(key)
            told = "new" if least is None else "LOWER" if value < least else "higher" if floored(value) > least else ""
            shown = "" if least is None else f"{least:.4f}"
            lines.append(f"{name:<18}{key:<14}{shown:>8}{value:>9.4f}  {told}".rstrip())
        if old and old["sha256"] != result.digest:
            lines.append(f"{name:<18}other documents than those of its floors")
    return "\n".join(lines)


ALL: tuple[Callable[[], dict[str, Result]], ...] = (
    lambda: measure(news_sets(), learn=True),
    lambda: measure(real_sets()),
    again,
)


def main(arguments: list[str]) -> int:
    """Measure, tell, write."""
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser("python -m benchmarks.quality", description=__doc__, formatter_class=raw)
    parser.add_argument("--lower", action="store_true")
    parser.add_argument("--show", action="store_true")
    flags = parser.parse_args(arguments)
    results = {name: result for part in ALL for name, result in part().items()}
    floors = load_floors()
    print(table(results, floors))
    if not flags.show:
        FLOORS.write_text(HEAD + tomli_w.dumps(merged(results, floors, lower=flags.lower)), "utf-8")
    problems = shortfalls(results, load_floors())
    print(*problems, sep="\n", end="\n" if problems else "")
    return 1 if problems else 0


HEAD = "# What cleaning must reach (tests/test_quality.py). Made by `python -m benchmarks.quality`.\n\n"

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
