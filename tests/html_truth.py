"""The HTML pages of the small corpus, with what a good extractor makes of each."""

from __future__ import annotations

import json
from functools import cache
from typing import NamedTuple

from tests.corpus_truth import CORPUS


class HtmlPage(NamedTuple):
    """A page and its truth: `gold` has one block a line, `kept` and `gone` are the rows' "with" and "without".

    Language, author, date, outlet, url and image are None where the page's own markup does not say.
    """

    id: str
    kind: str
    language: str | None
    title: str
    gold: str
    kept: tuple[str, ...]
    gone: tuple[str, ...]
    author: str | None
    date: str | None
    outlet: str | None
    url: str | None
    image: str | None
    copy_of: str | None
    data: bytes


@cache
def html_pages() -> tuple[HtmlPage, ...]:
    """All HTML pages, in the truth's order."""
    rows = map(json.loads, (CORPUS / "html_truth.jsonl").read_text("utf-8").splitlines())
    return tuple(
        HtmlPage(
            kept=tuple(row.pop("with")),
            gone=tuple(row.pop("without")),
            data=(CORPUS / "news" / row["id"]).read_bytes(),
            **row,
        )
        for row in rows
    )
