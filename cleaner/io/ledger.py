"""The ledger: what every document was read from, and every character that was taken out of it.

One row a document (`"row": "document"`), then one a finding (`"row": "finding"`), as JSON Lines in zstd.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from cleaner.config import Limits
from cleaner.document import Cleaned, Cut, restore
from cleaner.errors import CheckError, DocumentError
from cleaner.io.compressed import open_pieces
from cleaner.io.lines import split_lines
from cleaner.io.record import Record
from cleaner.io.suffixes import FILES
from cleaner.rendering import Edit, Rendering
from cleaner.text.decoding import Decoded, line_ends

__all__ = ["Entry", "json_line", "ledger_lines", "read_entries", "read_json_lines", "text_digest"]

# What we wrote ourselves may unpack to whatever it likes.
UNLIMITED = Limits(member_bytes=1 << 62, ratio=1 << 40)
LONGEST_LINE = 1 << 34
ENTRY_KEYS = {"id", "input", "encoding", "bom", "undecodable", "surrogates", "input_digest", "text_digest", "title"}


def json_line(value: object) -> bytes:
    """One line of JSON in UTF-8; what UTF-8 cannot hold is escaped.

    >>> json_line({"a": "é"}), json_line("\\ud800")
    (b'{"a":"\\xc3\\xa9"}\\n', b'"\\\\ud800"\\n')
    """
    try:
        return (json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n").encode()
    except UnicodeEncodeError:
        return (json.dumps(value, separators=(",", ":")) + "\n").encode()


def text_digest(text: str) -> str:
    """SHA-256 of a text's UTF-8; lone surrogates count as three bytes."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def ledger_lines(record: Record, cleaned: Cleaned, whole: str, title: str | None, reason: str | None) -> bytes:
    """The ledger's rows of one document; `whole` is its text before cleaning, `reason` why nothing of it is left.

    What is given back for an HTML page is its whole text, so that has the `input_digest`; `html_digest` is that of the
    page's own bytes.
    """
    decoded = record.decoded
    kept = len(cleaned.text)
    removed = round(cleaned.removed * len(whole))
    row: dict[str, Any] = {
        "row": "document",
        "id": record.id,
        "input": record.input,
        "kind": "page" if record.is_html else "text",
        "encoding": decoded.encoding,
        "bom": decoded.bom.hex(),
        "undecodable": decoded.undecodable,
        "surrogates": record.surrogates,
        "line_ends": line_ends(decoded.text),
        "input_digest": text_digest(whole) if record.is_html else record.digest,
        "text_digest": text_digest(cleaned.shown),
        "title": title,
        "characters": len(whole),
        "kept": kept,
        "removed": removed,
        "reason": reason,
    }
    if record.is_html:
        row |= {"html_digest": record.digest, "metadata": _told(cleaned), "notes": cleaned.notes}
    if cleaned.rendering:
        row["markdown"] = cleaned.rendering.edits
    return json_line(row) + b"".join(json_line(finding) for finding in _findings(record.id, cleaned))


def _told(cleaned: Cleaned) -> dict[str, str | None]:
    """What a page says of itself."""
    return asdict(cleaned.metadata) if cleaned.metadata else {}


def _findings(id: str, cleaned: Cleaned) -> Iterator[dict[str, Any]]:
    cuts: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
    for cut in cleaned.cuts:
        cuts[cut.finding].append((cut.start, cut.text))
    for number, finding in enumerate(cleaned.findings):
        yield {"row": "finding", "id": id, **finding._asdict(), "cuts": cuts[number]}


@dataclass(frozen=True, slots=True)
class Entry:
    """One document's rows, read again."""

    document: dict[str, Any]
    findings: tuple[dict[str, Any], ...]

    @property
    def id(self) -> str:
        """The document's id."""
        return str(self.document["id"])

    @property
    def is_page(self) -> bool:
        """Whether it was HTML, of which the text is given back."""
        return self.document.get("kind") == "page"

    @property
    def is_file(self) -> bool:
        """Whether the document was a file of its own, not a record in one."""
        return self.document["input"] in FILES

    @property
    def is_markdown(self) -> bool:
        """Whether what was left of it was written as Markdown."""
        return "markdown" in self.document

    def text(self, body: str) -> str:
        """The text as it was read, given what was left of it as it was written."""
        if self.is_markdown:
            body = Rendering(body, tuple(Edit(*edit) for edit in self.document["markdown"])).plain()
        cuts = (Cut(start, text, 0) for finding in self.findings for start, text in finding["cuts"])
        return restore(body, sorted(cuts))

    def original(self, body: str) -> bytes:
        """The bytes that were read; of a record its text in UTF-8, of an HTML page all its text."""
        text, row = self.text(body), self.document
        if self.is_page:
            return text.encode()
        if row["surrogates"]:
            characters = list(text)
            for place, surrogate in row["surrogates"]:
                characters[place] = chr(surrogate)
            return "".join(characters).encode("utf-8", "surrogatepass")
        undecodable = tuple((place, byte) for place, byte in row["undecodable"])
        return Decoded(text, row["encoding"], bytes.fromhex(row["bom"]), undecodable).encode()


def read_json_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a `.jsonl` or `.jsonl.zst` that this program wrote. Errors: CheckError where it is damaged."""
    suffix = "jsonl.zst" if path.name.endswith(".zst") else "jsonl"
    try:
        for line in split_lines(open_pieces(str(path), suffix, UNLIMITED, hashlib.sha256()), LONGEST_LINE):
            row = json.loads(line or b"")
            if not isinstance(row, dict):
                raise ValueError("a row is no JSON object")
            yield row
    except (DocumentError, ValueError, FileNotFoundError) as error:
        raise CheckError(f"{path.name}: damaged or missing ({error})") from error


def read_entries(path: Path) -> Iterator[Entry]:
    """The ledger's documents with their findings, in order. Errors: CheckError where it is damaged."""
    document: dict[str, Any] | None = None
    findings: list[dict[str, Any]] = []
    for row in read_json_lines(path):
        if row.get("row") == "document" and row.keys() >= ENTRY_KEYS:
            if document:
                yield Entry(document, tuple(findings))
            document, findings = row, []
        elif row.get("row") == "finding" and document:
            findings.append(row)
        else:
            raise CheckError(f"{path.name}: damaged (a row that is neither a document nor a finding of one)")
    if document:
        yield Entry(document, tuple(findings))
