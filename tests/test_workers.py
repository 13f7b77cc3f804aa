"""Whatever happens to a record becomes a reason."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

import cleaner.workers
from cleaner.config import CleanConfig, InputConfig, Limits
from cleaner.document import Document
from cleaner.io.record import Raw
from cleaner.sites import SiteMemory
from cleaner.workers import BLANK, Clean, Learn, Outcome

LIMITS = Limits(document_bytes=100, seconds=1)
CLEAN = Clean(InputConfig(limits=LIMITS), CleanConfig(), None)


def outcome(path: Path, data: bytes) -> Outcome:
    path.write_bytes(data)
    return CLEAN(Raw("a.txt", path.suffix[1:], str(path)), in_worker=False)


def raising(error: BaseException) -> object:
    def clean_document(*_: object) -> None:
        raise error

    return clean_document


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ValueError("no\nway"), "failed: ValueError: no\nway"),
        (RecursionError(), "nested too deeply"),
        (MemoryError(), "took more memory than there is"),
        (KeyError("k"), "failed: KeyError: 'k'"),
    ],
)
def test_exceptions_become_reasons(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, reason: str
) -> None:
    monkeypatch.setattr(cleaner.workers, "clean_document", raising(error))
    failure = outcome(tmp_path / "a.txt", b"Rain fell.").failure
    assert failure
    assert (failure.id, failure.stage, failure.reason) == ("a.txt", "clean", reason)


def test_an_endless_document_is_put_aside_as_nondeterministic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def spin(*_: object) -> None:
        while True:
            pass

    monkeypatch.setattr(cleaner.workers, "clean_document", spin)
    failure = outcome(tmp_path / "a.txt", b"Rain fell.").failure
    assert failure
    assert failure.row() == {
        "id": "a.txt",
        "stage": "clean",
        "reason": "took more than 1 s of CPU (--max-seconds)",
        "nondeterministic": True,
    }


def test_an_interrupt_is_not_swallowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleaner.workers, "clean_document", raising(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        outcome(tmp_path / "a.txt", b"Rain fell.")


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"x" * 101, "too large: 101 bytes, the limit is 100 (--max-bytes)"), (b"\0" * 9, "binary")],
)
def test_files_that_are_not_read(tmp_path: Path, data: bytes, reason: str) -> None:
    failure = outcome(tmp_path / "a.txt", data).failure
    assert failure
    assert failure.reason.startswith(reason)
    assert failure.row().keys() == {"id", "stage", "reason"}


@pytest.mark.parametrize(("data", "reason"), [(b"", "empty"), (b" \n\t\n", "empty"), (b"Share\n", "all-removed")])
def test_what_comes_out_empty_is_a_row_with_a_reason(tmp_path: Path, data: bytes, reason: str) -> None:
    row = outcome(tmp_path / "a.txt", data).row
    assert row
    assert (row.text, row.reason) == ("", reason)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"<html><body><div id=root></div><script>f()</script></body></html>", "no-text"),
        (b"<html><frameset><frame src=a></frameset></html>", "no-text"),
    ],
)
def test_a_page_without_text_is_a_row_with_a_reason(tmp_path: Path, data: bytes, reason: str) -> None:
    row = outcome(tmp_path / "a.html", data).row
    assert row
    assert (row.text, row.reason) == ("", reason)


def test_handlers_go_to_workers_whole() -> None:
    for handler in (CLEAN, Learn(InputConfig(), CleanConfig()), Clean(InputConfig(), None, SiteMemory())):
        assert pickle.loads(pickle.dumps(handler)) == handler


def test_learning_survives_what_cannot_be_read(tmp_path: Path) -> None:
    learnt = Learn(InputConfig(), CleanConfig())(Raw("a/b.txt", "txt", str(tmp_path / "gone")), in_worker=False)
    assert learnt.lines is None


def test_blank_space_is_a_finding_like_any_other() -> None:
    cleaned = cleaner.workers._without_blank(Document(" \n"), cleaner.workers.Cleaned(" \n"))
    assert (cleaned.text, cleaned.restore(), cleaned.findings[0].code) == ("", " \n", BLANK)
