"""What parts bring: features hidden and shown again, decisions without a part, means and differences by set."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from cleaner.models.block_model import Judged
from cleaner.training import ablation as ablating
from cleaner.training.ablation import WHOLE, ablation, as_table
from cleaner.training.blocks import BlockExample, Labelled, example

PARAGRAPHS = ("The storm moved east on Tuesday, and the ferries stayed in port.", "Nobody was hurt, said the harbour.")


def page(number: int, made: str | None = None) -> BlockExample:
    gold = "\n".join(f"{text} {number}" for text in PARAGRAPHS)
    body = "".join(f"<p>{text} {number}</p>" for text in PARAGRAPHS)
    html = f"<nav><a href=/>Home</a> <a href=/a>All news</a></nav><h1>Storm {number}</h1>{body}<p>Share this</p>"
    found = example(
        Labelled("naeb", "article", f"{number}.example", html, gold, (), (), made, None, f"{number} {made}")
    )
    assert found is not None
    return found


def fitted(pages: list[BlockExample], seed: int, size: Any = None) -> None:
    """In place of a fit: right, but for the first stage, without JSON-LD's features, and where no page is made."""
    for one in pages:
        doubt = 4.0 - 8 * (not one.own.column("body_pairs").any()) - 8 * all(page.made is None for page in pages)
        one.log_odds = np.where(one.keep, doubt, -4.0)
        one.opinion = np.full(len(one.keep), 0.1)


def judged(pages: list[BlockExample], seed: int, size: Any = None) -> tuple[None, dict[int, Judged]]:
    return None, {id(one): Judged(one.log_odds, {"article": 1.0, "forum": 0.0}) for one in pages}


@pytest.fixture
def rows(monkeypatch: pytest.MonkeyPatch) -> dict[str, float]:
    monkeypatch.setattr(ablating, "fit_unseen", fitted)
    monkeypatch.setattr(ablating, "judge_unseen", judged)
    pages = [page(number) for number in range(9)] + [page(number, "aged") for number in range(9)]
    found = list(ablation(pages, [1, 2]))
    assert all(one.own.column("body_pairs").any() for one in pages)
    assert f"| {WHOLE} | 1.000 | 1.000 |" in as_table(found, 2)
    return {row.name: row.sets["naeb"].value for row in found}


def test_what_a_part_brings_is_the_loss_without_it(rows: dict[str, float]) -> None:
    assert rows[WHOLE] == 1
    assert rows["the title"] == 0
    assert rows["what JSON-LD and Open Graph tell"] == -1
    assert rows[ablating.MADE] == -1
    assert rows["the second stage"] == -1
