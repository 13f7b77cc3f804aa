"""`apply` is the only code that cuts: what must hold for any text and any findings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.document import HEADLINE, INVISIBLE, Document, Finding, apply, restore, split_blocks

TEXTS = st.text(alphabet="ab é字\n\r\u2028\xa0\u200b#-", max_size=60)


@st.composite
def pages(draw: st.DrawFn) -> tuple[Document, list[Finding]]:
    text = draw(TEXTS)
    spans = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).filter(lambda span: span[0] < span[1])
    chosen = draw(st.lists(spans, max_size=6)) if text else []
    return Document(text), [Finding(f"X{n:02}", *span, "", 1.0) for n, span in enumerate(chosen)]


def positions(spans: object) -> set[int]:
    return {place for start, end in spans for place in range(start, end)}  # type: ignore[attr-defined]


@given(pages())
def test_restore_gives_the_original_back(page: tuple[Document, list[Finding]]) -> None:
    document, findings = page
    cleaned = apply(document, findings)
    assert cleaned.restore() == document.text
    assert restore(cleaned.text, cleaned.cuts) == document.text


@given(pages())
def test_what_findings_point_at_goes_and_nothing_visible_else(page: tuple[Document, list[Finding]]) -> None:
    document, findings = page
    cleaned = apply(document, findings)
    pointed = positions((finding.start, finding.end) for finding in findings)
    cut = positions((cut.start, cut.start + len(cut.text)) for cut in cleaned.cuts)
    assert pointed <= cut
    assert all(document.text[place].isspace() or document.text[place] in INVISIBLE for place in cut - pointed)


@given(pages())
def test_a_character_belongs_to_the_first_finding_that_holds_it(page: tuple[Document, list[Finding]]) -> None:
    document, findings = page
    for cut in apply(document, findings).cuts:
        for place in range(cut.start, cut.start + len(cut.text)):
            holders = [n for n, finding in enumerate(findings) if finding.start <= place < finding.end]
            assert not holders or cut.finding == holders[0]


@given(TEXTS)
def test_blocks_are_the_lines_that_show_something(text: str) -> None:
    blocks = list(split_blocks(text))
    shown = [place for place, character in enumerate(text) if not character.isspace() and character not in INVISIBLE]
    assert all(any(start <= place < end for start, end in blocks) for place in shown)
    assert all(text[start:end].strip().strip(INVISIBLE) for start, end in blocks)


@pytest.mark.parametrize(
    ("text", "gone", "left"),
    [
        ("A\n\nx\n\nB\n", "x", "A\n\nB\n"),
        ("A\nx\n\nB\n", "x", "A\n\nB\n"),
        ("A\n\nx\nB\n", "x", "A\n\nB\n"),
        ("x\n\n\nA\n", "x", "A\n"),
        ("A\n\n\nx", "x", "A\n"),
        ("A\r\n\r\nx\r\n", "x", "A\r\n"),
        ("A\n \xa0\nx\n \xa0\n", "x", "A\n"),
        ("x\n", "x", ""),
        ("A and x\nB\n", " and x", "A\nB\n"),
    ],
)
def test_blank_lines_beside_a_cut(text: str, gone: str, left: str) -> None:
    start = text.index(gone)
    assert apply(Document(text), [Finding("X01", start, start + len(gone), "", 1.0)]).text == left


def test_the_headline_is_not_counted_as_removed() -> None:
    document = Document("abcde\nfghij\nklmno")
    title, share = Finding(HEADLINE, 0, 5, "", 1.0), Finding("SHARE01", 6, 11, "", 1.0)
    assert apply(document, [title]).removed == 0
    assert apply(document, [title, share]).removed == pytest.approx(6 / 17)


@pytest.mark.parametrize("span", [(-1, 2), (2, 2), (3, 2), (0, 99)])
def test_a_span_outside_the_text_is_refused(span: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="is no span of the text"):
        apply(Document("abc"), [Finding("X01", *span, "", 1.0)])
