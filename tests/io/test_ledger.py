"""What the ledger holds gives every byte back."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.document import Cleaned, Document, Finding, apply
from cleaner.errors import CheckError, DocumentError
from cleaner.io.hashed_file import ZstdFile
from cleaner.io.ledger import ledger_lines, read_entries
from cleaner.io.record import Record
from cleaner.text.decoding import Decoded, decode, escape_surrogates

SPANS = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 12)), max_size=5)


def cut(text: str, spans: list[tuple[int, int]]) -> Cleaned:
    found = [
        Finding(f"R{number}", start, min(start + length, len(text)), "é\u2028", 0.5)
        for number, (start, length) in enumerate(spans)
        if start < len(text)
    ]
    return apply(Document(text, id="i"), found)


def entry_of(path: Path, record: Record, cleaned: Cleaned) -> bytes:
    with ZstdFile(path) as file:
        file.write(ledger_lines(record, cleaned, cleaned.restore(), cleaned.title, None))
    (entry,) = read_entries(path)
    return entry.original(cleaned.text)


@given(st.binary(max_size=60) | st.text(max_size=40).map(lambda text: text.encode("utf-16")), SPANS)
def test_bytes_of_files(tmp_path_factory: pytest.TempPathFactory, data: bytes, spans: list[tuple[int, int]]) -> None:
    try:
        decoded = decode(data)
    except DocumentError:
        return
    record = Record("i", "txt", decoded, hashlib.sha256(data).hexdigest())
    path = tmp_path_factory.mktemp("ledger") / "ledger.jsonl.zst"
    assert entry_of(path, record, cut(decoded.text, spans)) == data


@given(st.text(st.characters(codec=None), max_size=40), SPANS)
def test_texts_of_records(tmp_path_factory: pytest.TempPathFactory, text: str, spans: list[tuple[int, int]]) -> None:
    plain, surrogates = escape_surrogates(text)
    record = Record("i", "jsonl", Decoded(plain), "", surrogates)
    path = tmp_path_factory.mktemp("ledger") / "ledger.jsonl.zst"
    assert entry_of(path, record, cut(plain, spans)) == text.encode("utf-8", "surrogatepass")


@pytest.mark.parametrize("damage", [b"", b"{}\n", b"[1]\n", b'{"row":"finding"}\n', b"no json\n"])
def test_a_damaged_ledger_is_a_check_error(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "ledger.jsonl.zst"
    if damage:
        with ZstdFile(path) as file:
            file.write(damage)
    with pytest.raises(CheckError, match=r"ledger\.jsonl\.zst: damaged"):
        list(read_entries(path))
