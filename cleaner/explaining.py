"""Why a document was cut as it was, and why two are copies or not: of files, and of a finished OUT."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa

from cleaner.config import LEAST_PASSAGE, DedupConfig
from cleaner.cutting import PASSAGE
from cleaner.document import Cleaned, Cut, Finding, Metadata
from cleaner.errors import CheckError, UsageError
from cleaner.io.ledger import Entry, read_json_lines
from cleaner.io.manifest import read_manifest
from cleaner.io.replay import Replayed, replay
from cleaner.neardup.duplicates import find_duplicates
from cleaner.neardup.passages import passages_of
from cleaner.neardup.shingling import tokens
from cleaner.report.explain_pair import Comparison, InRun, Passage, Side
from cleaner.report.word_diff import compare_words
from cleaner.text.decoding import decode, escape_surrogates

__all__ = ["compare", "copies_row", "finished_manifest", "names_in_run", "of_run", "verdict_of_run", "with_passages"]

LEDGER, QUARANTINE, STATS = "ledger.jsonl.zst", "quarantine.jsonl", "stats.json"
# Ids among which a wrong one's likeness is sought, and how many of them are told.
MOST_SOUGHT, MOST_TOLD = 10_000, 3


def finished_manifest(out: Path) -> dict[str, Any]:
    """The manifest of a finished run. Errors: OutputError, UsageError."""
    manifest = read_manifest(out)
    if not manifest["finished"]:
        raise UsageError(f"{out}: the run is not finished; the same command finishes it")
    return manifest


def of_run(out: Path, manifest: Mapping[str, Any], ids: Sequence[str]) -> list[Cleaned]:
    """Documents of a finished run, from its ledger and its documents.

    Errors: UsageError for an id that is not in OUT; CheckError for a document that is no longer as it was written.
    """
    if LEDGER not in manifest["outputs"]:
        raise UsageError(
            f"{out}: its run cleaned nothing and kept no texts (cleaner dedup); explain the files that it read"
        )
    if not ids:
        raise UsageError(f"{out}: name a document in it, cleaner explain {out} ID{_examples(out, manifest)}")
    found: dict[str, Cleaned] = {}
    for replayed in replay(out, manifest):
        if replayed.entry.id in ids:
            found[replayed.entry.id] = _cleaned(out, replayed)
            if len(found) == len(set(ids)):
                return [found[id] for id in ids]
    missing = next(id for id in ids if id not in found)
    raise UsageError(_why_missing(out, manifest, missing))


def _cleaned(out: Path, replayed: Replayed) -> Cleaned:
    """Errors: CheckError for a document that was edited."""
    entry, original, problem = replayed
    if original is None:
        raise CheckError(f"{out}: {entry.id}: {problem}; cleaner verify {out} tells all that changed")
    text = _text(entry, original)
    findings = tuple(Finding(*(row[name] for name in Finding._fields)) for row in entry.findings)
    cuts = sorted(Cut(start, cut, number) for number, row in enumerate(entry.findings) for start, cut in row["cuts"])
    told = entry.document.get("metadata")
    return Cleaned(
        "".join(_uncut(text, cuts)),
        entry.document["title"],
        findings,
        tuple(cuts),
        entry.id,
        metadata=Metadata(**told) if told else None,
        notes=tuple(entry.document.get("notes") or ()),
    )


def _text(entry: Entry, original: bytes) -> str:
    """The text that the ledger's places are counted in."""
    if entry.is_file:
        return decode(original).text
    return escape_surrogates(original.decode("utf-8", "surrogatepass"))[0]


def _uncut(text: str, cuts: Sequence[Cut]) -> Iterator[str]:
    done = 0
    for cut in cuts:
        yield text[done : cut.start]
        done = cut.start + len(cut.text)
    yield text[done:]


def _why_missing(out: Path, manifest: Mapping[str, Any], id: str) -> str:
    for row in read_json_lines(out / QUARANTINE) if (out / QUARANTINE).exists() else ():
        if row.get("id") == id:
            return f"{id}: in quarantine, so nothing was cut: {row.get('reason')}"
    return f"{id}: no document of {out}{_likely(out, manifest, id)}"


def _likely(out: Path, manifest: Mapping[str, Any], id: str) -> str:
    """Ids that may have been meant."""
    ids = _ids(out, manifest)
    likely = [one for one in ids if one.endswith("/" + id) or id.endswith("/" + one)]
    likely = likely or get_close_matches(id, ids)
    return f"; did you mean {' or '.join(likely[:MOST_TOLD])}?" if likely else _examples(out, manifest)


def _examples(out: Path, manifest: Mapping[str, Any]) -> str:
    ids = _ids(out, manifest)[:MOST_TOLD]
    return f"; there are, for example, {', '.join(ids)}" if ids else "; it holds none"


def _ids(out: Path, manifest: Mapping[str, Any]) -> list[str]:
    return [replayed.entry.id for replayed in islice(replay(out, manifest), MOST_SOUGHT)]


def compare(a: Cleaned, b: Cleaned, config: DedupConfig, in_run: InRun | None = None) -> Comparison:
    """Two texts side by side, as if they were the whole corpus. Errors: UsageError for one id twice."""
    if a.id == b.id:
        raise UsageError(f"{a.id}: named twice; name two documents")
    found = find_duplicates(_as_table(a, b), config)
    one, other = (Side(side.id, side.text, len(tokens(side.text))) for side in (a, b))
    explained, diff = found.explain(a.id, b.id), compare_words(a.text, b.text)
    return Comparison(one, other, explained, config.threshold, _passages(a.text, b.text), diff, in_run)


def _as_table(*documents: Cleaned) -> pa.Table:
    """Documents with what their pages tell of them."""
    columns = {
        "id": [document.id for document in documents],
        "text": [document.text for document in documents],
        "date": [document.metadata and document.metadata.date for document in documents],
        "source": [document.metadata and document.metadata.outlet for document in documents],
        "url": [document.metadata and document.metadata.url for document in documents],
    }
    return pa.table({name: pa.array(column, pa.large_string()) for name, column in columns.items()})


def _passages(a: str, b: str) -> tuple[Passage, ...]:
    """What two texts share, the longest first."""
    found = (
        Passage(len(tokens(a[i:end])), i, end, j, other_end, a[i:end], b[j:other_end])
        for i, end, j, other_end in passages_of(a, b, LEAST_PASSAGE)
    )
    return tuple(sorted(found, key=lambda passage: -passage.words))


def with_passages(cleaned: Cleaned) -> Cleaned:
    """A document as it was when copies were looked for: passages are cut after that."""
    passages = {number for number, finding in enumerate(cleaned.findings) if finding.code == PASSAGE}
    if not passages:
        return cleaned
    earlier = tuple(cut for cut in cleaned.cuts if cut.finding not in passages)
    return replace(cleaned, text="".join(_uncut(cleaned.restore(), earlier)), cuts=earlier)


def verdict_of_run(out: Path, manifest: Mapping[str, Any], a: str, b: str) -> InRun:
    """What a run's tables of copies say of two documents."""
    if manifest["config"]["dedup"] is None:
        return InRun(str(out), "", None, (None, None), found_copies=False)
    name, pairs = _table(out, "pairs", ("a", "b"), {a, b})
    _, rows = _table(out, "duplicates", ("id",), {a, b})
    pair = next((row for row in pairs if {row["a"], row["b"]} == {a, b}), None)
    by_id = {row["id"]: row for row in rows}
    return InRun(str(out), name, pair, (by_id.get(a), by_id.get(b)))


def names_in_run(out: Path) -> dict[str, str]:
    """What the rules of a run are called, a user's own among them. Errors: CheckError."""
    try:
        stats = json.loads((out / STATS).read_bytes())
        return {rule["code"]: rule["name"] for rule in stats["rules"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CheckError(f"{out / STATS}: damaged or missing; cleaner verify {out} tells all that changed") from error


def copies_row(out: Path, manifest: Mapping[str, Any], id: str) -> dict[str, Any] | None:
    """A document's row in duplicates.*; None where it has none."""
    if manifest["config"]["dedup"] is None:
        return None
    return next(iter(_table(out, "duplicates", ("id",), {id})[1]), None)


def _table(out: Path, stem: str, columns: tuple[str, ...], ids: set[str]) -> tuple[str, list[dict[str, Any]]]:
    """The name of a table of copies, and its rows that name nothing but these ids. Errors: CheckError."""
    suffix = "parquet" if (out / f"{stem}.parquet").exists() else "csv"
    path = out / f"{stem}.{suffix}"
    try:
        return path.name, [row for row in TABLES[suffix](path) if ids >= {row[column] for column in columns}]
    except (OSError, ValueError, KeyError, csv.Error) as error:
        raise CheckError(f"{path}: damaged or missing; cleaner verify {out} tells all that changed") from error


CSV_TYPES: dict[str, Callable[[str], object]] = {
    "keep": "true".__eq__,
    "cluster_size": int,
    "passages": json.loads,
    **dict.fromkeys(("jaccard", "containment", "containment_a_in_b", "containment_b_in_a", "cold_containment"), float),
}


def _csv_rows(path: Path) -> Iterator[dict[str, Any]]:
    with open(path, encoding="utf-8", errors="surrogatepass", newline="") as file:
        for row in csv.DictReader(file):
            yield {name: CSV_TYPES.get(name, str)(cell) if cell else None for name, cell in row.items()}


def _parquet_rows(path: Path) -> Iterator[dict[str, Any]]:
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches():
            yield from batch.to_pylist()


TABLES = {"csv": _csv_rows, "parquet": _parquet_rows}
