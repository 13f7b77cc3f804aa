"""The small corpus that lies here, with what must go and what is a copy of what."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import NamedTuple

from cleaner.cleaning import clean_document
from cleaner.document import Cleaned, Document
from cleaner.rules import ALL_RULES
from cleaner.sites import SiteLearner, page_lines

CORPUS = Path(__file__).resolve().parent / "corpus"


class Page(NamedTuple):
    """A page and its truth: `cuts` maps line numbers (from 1) of furniture to its kind."""

    id: str
    text: str
    language: str
    date: str | None
    copy_of: str | None
    copy_kind: str | None
    shape: str | None
    cuts: dict[int, str]

    @property
    def document(self) -> Document:
        return Document(self.text, id=self.id, source=self.id.partition("/")[0])

    def article(self) -> list[str]:
        lines = self.text.split("\n")
        return [line for number, line in enumerate(lines, 1) if line.strip() and number not in self.cuts]


@cache
def pages() -> tuple[Page, ...]:
    rows = map(json.loads, (CORPUS / "truth.jsonl").read_text("utf-8").splitlines())
    return tuple(
        Page(text=(CORPUS / "news" / row["id"]).read_text("utf-8"), **{**row, "cuts": dict(row["cuts"])})
        for row in rows
    )


@cache
def cleaned_pages() -> dict[str, Cleaned]:
    learner = SiteLearner()
    for page in pages():
        learner.add(page_lines(page.document))
    memory = learner.memory()
    return {page.id: clean_document(page.document, ALL_RULES, memory) for page in pages()}
