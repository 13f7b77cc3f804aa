"""The small corpus comes out as its truth says."""

from __future__ import annotations

from collections import Counter

import pytest

import cleaner
from cleaner.document import HEADLINE
from tests.corpus_truth import Page, cleaned_pages, pages

# Floors, not goals: raise them when the rules get better, never lower them.
LEAST_FURNITURE_FOUND = 0.97
MOST_PROSE_LOST = 0.0


def gone_lines(page: Page) -> set[int]:
    """Numbers of the lines that nothing visible is left of."""
    cleaned = cleaned_pages()[page.id]
    cut = {place for part in cleaned.cuts for place in range(part.start, part.start + len(part.text))}
    gone, start = set(), 0
    for number, line in enumerate(page.text.split("\n"), 1):
        if line.strip() and all(place in cut for place in range(start, start + len(line)) if page.text[place].strip()):
            gone.add(number)
        start += len(line) + 1
    return gone


def test_the_corpus_is_what_it_says() -> None:
    assert len(pages()) >= 75
    assert len({page.language for page in pages()}) >= 12
    assert len({page.id.partition("/")[0] for page in pages()}) >= 10
    kinds = Counter(page.copy_kind for page in pages() if page.copy_of)
    assert kinds.total() >= 22
    assert set(kinds) == {"whole", "furniture", "shortened", "headline", "updated"}
    assert sum(page.shape == "specimen" for page in pages()) == 3
    for page in pages():
        lines = page.text.split("\n")
        assert all(lines[number - 1].strip() for number in page.cuts)


def test_furniture_goes() -> None:
    marked = {(page.id, number) for page in pages() for number in page.cuts}
    gone = {(page.id, number) for page in pages() for number in gone_lines(page)}
    missed = sorted(marked - gone)
    assert len(missed) <= (1 - LEAST_FURNITURE_FOUND) * len(marked), missed


def test_no_line_of_an_article_goes() -> None:
    lost = [(page.id, number) for page in pages() for number in gone_lines(page) if number not in page.cuts]
    lines = sum(len(page.article()) for page in pages())
    assert len(lost) <= MOST_PROSE_LOST * lines, lost


def test_headlines_are_told() -> None:
    for page in pages():
        marked = [number for number, kind in page.cuts.items() if kind == "title"]
        line = " ".join(page.text.split("\n")[marked[0] - 1].lstrip("# ").split()) if marked else None
        assert cleaned_pages()[page.id].title == line, page.id


@pytest.mark.parametrize("page", [page for page in pages() if page.shape == "specimen"], ids=lambda page: page.id)
def test_pages_of_the_specimens_shape_come_out_exactly(page: Page) -> None:
    cleaned = cleaned_pages()[page.id]
    assert [line for line in cleaned.text.split("\n") if line.strip()] == page.article()
    assert HEADLINE in {finding.code for finding in cleaned.findings}


def test_copies_are_found_and_nothing_else() -> None:
    texts = [(page.id, cleaned_pages()[page.id].text) for page in pages()]
    clusters = {frozenset(cluster) for cluster in cleaner.find_duplicates(texts).clusters()}
    families: dict[str, set[str]] = {}
    origin = {page.id: page.copy_of for page in pages()}
    for name in origin:
        root = name
        while parent := origin[root]:
            root = parent
        families.setdefault(root, set()).add(name)
    assert clusters == {frozenset(family) for family in families.values() if len(family) > 1}
