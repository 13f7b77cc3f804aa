"""Evaluating rows: what is measured, what each rule gains, what was lost and missed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import FrozenInstanceError
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cleaner
from cleaner.config import InputConfig
from cleaner.document import Cleaned, Cut, Document, Finding, apply
from cleaner.errors import ConfigError, UsageError
from cleaner.evaluation.comparing import compare_with
from cleaner.evaluation.counting import LineCounts
from cleaner.evaluation.fates import CodeCuts, fates_of
from cleaner.evaluation.gold import Gold
from cleaner.evaluation.judging import Judge
from cleaner.io.record import Raw
from cleaner.sites import SiteLearner, page_lines

PROSE = "It rained for three days on the coast, and the lifeboat stayed in its shed all week long."
MORE = "Nobody went out to the islands, said the harbour master, because the wind never fell below eight."


def lines(*rows: tuple[str, int], **columns: Any) -> dict[str, Any]:
    return {"lines": [{"t": text, "keep": keep} for text, keep in rows], **columns}


# "Share" in the middle of a text is a word of an article here, so that a cut is a false one.
ROWS: list[dict[str, Any]] = [
    lines(("Rain on the coast today", 0), (PROSE, 1), ("Share on Facebook", 0), id="a", language="en", kind="news"),
    lines((PROSE, 1), (MORE, 1), ("Share on Facebook", 1), id="b", language="en", kind="blog"),
    lines((MORE, 1), ("Ten odd words of furniture that no rule ever knows", 0), id="c", language="de", kind="news"),
]


def test_lines_tell_of_every_word() -> None:
    found = cleaner.evaluate(ROWS)
    size = {"PROSE": 18, "MORE": 17}
    kept, left, lost = (found.table[f"line_{name}"].tolist() for name in ("kept", "left", "lost"))
    assert kept == [size["PROSE"], size["PROSE"] + size["MORE"], size["MORE"]]
    assert left == [0, 0, 10]
    assert lost == [0, 3, 0]
    assert found["line_f1"] == pytest.approx((1 + 70 / 73 + 34 / 44) / 3, abs=1e-6)


def test_rules_are_told_apart() -> None:
    rules = {rule.code: rule for rule in cleaner.evaluate(ROWS).rules}
    share = rules["SHARE01"]
    assert (share.right, share.wrong, share.precision, share.documents) == (3, 3, 0.5, 2)
    # Without the cut, 3 words of furniture more in one text, nothing lost in the other.
    gain = (1 - 36 / 39) + (70 / 73 - 1)
    assert share.gain.value == pytest.approx(gain / 3, abs=1e-6)
    assert (rules["TITLE00"].right, rules["TITLE00"].wrong) == (5, 0)


def test_false_cuts_and_missed_furniture_are_shown() -> None:
    found = cleaner.evaluate(ROWS)
    [cut] = found.false_cuts
    assert (cut.id, cut.code, cut.words, cut.text) == ("b", "SHARE01", 3, "Share on Facebook")
    assert cut.start == len(PROSE) + len(MORE) + 2
    assert cut.evidence
    [missed] = found.missed
    assert (missed.id, missed.words) == ("c", 10)
    assert missed.text.startswith("Ten odd words")


def test_confidence_stands_beside_what_was_right() -> None:
    codes = {one.code: one for one in cleaner.evaluate(ROWS).calibration.codes}
    share = codes["SHARE01"]
    assert (share.findings, share.precision) == (2, 0.5)
    assert share.error == pytest.approx(abs(share.confidence - 0.5))


def test_groups_are_measured_apart() -> None:
    groups = cleaner.evaluate(ROWS).groups
    assert {name: {value: one.documents for value, one in found.items()} for name, found in groups.items()} == {
        "language": {"en": 2, "de": 1},
        "kind": {"news": 2, "blog": 1},
    }
    assert groups["language"]["de"].measures["line_f1"].value == pytest.approx(34 / 44, abs=1e-6)
    assert groups["language"]["de"].measures["line_f1"].low is None


def test_any_column_can_be_grouped_by() -> None:
    found = cleaner.evaluate([{**row, "wire": number} for number, row in enumerate(ROWS)], by=["wire", "source"])
    assert {name: sorted(one) for name, one in found.groups.items()} == {"wire": ["0", "1", "2"], "source": []}


@pytest.mark.parametrize(("title", "token_f1"), [("auto", 1.0), ("with", 1.0), ("without", 0.0)])
def test_a_headline_belongs_to_a_gold_that_begins_with_it(title: str, token_f1: float) -> None:
    headline = "Ferries stay in port as rain falls"
    row = {"text": f"{headline}\n{headline}\n\n{PROSE}\n", "gold": [headline, PROSE], "id": "t"}
    found = cleaner.evaluate([row], title=title)
    assert (found["token_f1"] == 1.0) is (token_f1 == 1.0)
    taken = {rule.code: (rule.right, rule.wrong) for rule in found.rules}
    assert taken["TITLE01"] == (7, 0)
    assert taken.get("TITLE00") == (None if token_f1 == 1.0 else (0, 7))


def test_a_gold_without_headline_wants_it_gone() -> None:
    row = {"text": f"Ferries stay in port as rain falls\n\n{PROSE}\n", "gold": PROSE}
    assert cleaner.evaluate([row])["token_f1"] == 1.0
    assert cleaner.evaluate([row], title="with")["token_f1"] < 1.0


def test_html_is_aligned_to_its_gold() -> None:
    page = f"<html><body><nav>Home</nav><article><h1>Rain on the coast today</h1><p>{PROSE}</p><p>{MORE}</p></article>"
    found = cleaner.evaluate([{"html": page, "gold": f"{PROSE}\n{MORE}"}, {"html": page.encode(), "gold": MORE}])
    assert found.table["line_kept"].tolist() == [35, 17]
    assert found.table["line_left"].tolist() == [0, 18]
    assert {rule.code: rule.wrong for rule in found.rules}["HTML01"] == 0


def test_bad_rows_are_listed_and_not_measured() -> None:
    rows: list[Any] = [ROWS[0], {"id": "x", "gold": "y"}, {"text": "y"}, {**ROWS[1], "id": "a"}, {"text": {1}}, 5]
    found = cleaner.evaluate(rows)
    assert found.ids == ("a",)
    assert [(one.row, one.id, one.reason.partition(":")[0]) for one in found.bad] == [
        ("#2", "x", "no text"),
        ("#3", "#3", "no gold"),
        ("#4", "a", "its id is that of #1"),
        ("#5", "#5", "no record"),
        ("#6", "#6", "no record"),
    ]


def test_what_cannot_be_cleaned_counts_as_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ValueError("broken")

    monkeypatch.setattr("cleaner.workers.clean_document", fail)
    found = cleaner.evaluate(ROWS[:1])
    assert [one.reason for one in found.failed] == ["failed: ValueError: broken"]
    assert (found["token_f1"], found["line_f1"], found.unaligned) == (0.0, 0.0, 0)


def test_a_row_that_kills_its_worker_counts_as_empty() -> None:
    judge = Judge(InputConfig(), cleaner.CleanConfig(), None, by=("kind",))
    judged = judge.died(Raw("g#1", "jsonl", "g", 1, json.dumps(ROWS[0]).encode()))
    assert (judged.id, judged.bad, judged.failed, judged.groups) == ("a", None, "its worker process died", ("news",))
    assert judged.counts is not None
    assert (judged.counts.token_gold, judged.counts.token_found, judged.counts.line_lost) == (18, 0, 18)
    assert judge.died(Raw("g#2", "jsonl", "g", 2, b"{}")).bad == "its worker process died"


def test_what_is_too_long_has_no_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.evaluation.aligning.MOST_PAIRS", 10)
    found = cleaner.evaluate([{"text": PROSE, "gold": PROSE}])
    assert (found.unaligned, found["token_f1"]) == (1, 1.0)
    assert "line_f1" not in found.overall.measures


def test_nothing_measures_nothing() -> None:
    found = cleaner.evaluate([])
    assert (found.ids, found.overall.documents, found.overall.measures) == ((), 0, {})


def test_sites_are_learnt_where_that_is_wished() -> None:
    rows = [
        {
            "text": f"{PROSE} Story {number} ended.\n\nThe Lorne Herald, paper of the coast\n",
            "source": "h",
            "id": number,
        }
        for number in range(12)
    ]
    rows = [{**row, "gold": str(row["text"]).partition("\n")[0]} for row in rows]
    assert cleaner.evaluate(rows)["line_precision"] < 1
    learnt = cleaner.evaluate(rows, learn=True)
    assert learnt["line_precision"] == 1
    assert "SITE01" in {rule.code for rule in learnt.rules}


def test_sites_that_are_given_are_known_beside_those_that_are_learnt() -> None:
    box = "Our weather desk looks out for you"
    learner = SiteLearner()
    for number, story in enumerate(["Rain fell.", "Snow fell.", "Hail fell."]):
        learner.add(page_lines(Document(f"{story}\n{box}", id=str(number), source="a.example")))
    rows = [{"text": f"{PROSE}\n{box}\n", "gold": PROSE, "source": "a.example"}]
    assert "SITE01" not in {rule.code for rule in cleaner.evaluate(rows, learn=True).rules}
    assert "SITE01" in {rule.code for rule in cleaner.evaluate(rows, learn=True, sites=learner.memory()).rules}


def test_settings_are_heeded() -> None:
    found = cleaner.evaluate(ROWS, cleaner.CleanConfig(ignore=("SHARE",)))
    assert "SHARE01" not in {rule.code for rule in found.rules}
    with pytest.raises(ConfigError, match="auto, with, without"):
        cleaner.evaluate(ROWS, title="maybe")


def test_the_value_is_frozen_and_json() -> None:
    found = cleaner.evaluate(ROWS)
    with pytest.raises(FrozenInstanceError):
        found.unit = "x"  # type: ignore[misc]
    told = json.loads(json.dumps(found.as_dict(), allow_nan=False))
    assert told["overall"]["measures"]["line_f1"]["value"] == found["line_f1"]
    assert told["each"]["id"] == ["a", "b", "c"]


def test_the_same_rows_tell_the_same() -> None:
    assert json.dumps(cleaner.evaluate(ROWS).as_dict()) == json.dumps(cleaner.evaluate(ROWS).as_dict())


def test_a_rule_left_out_shows_against_the_baseline() -> None:
    rows = [{**row, "id": f"{row['id']}{number}"} for number in range(8) for row in ROWS[::2]]
    before = json.loads(json.dumps(cleaner.evaluate(rows).as_dict()))
    now = cleaner.evaluate(rows, cleaner.CleanConfig(ignore=("SHARE",)))
    compared = compare_with(now, before)
    assert compared.documents == 16
    assert compared.overall["line_f1"].value == pytest.approx(now["line_f1"] - _value(before), abs=2e-6)
    assert compared.fell(["line_f1", "segment_f1"]) == ["line_f1"]
    assert compared.rules["SHARE01"].value < 0
    assert compared.groups["language"]["de"]["line_f1"].value == 0
    assert compare_with(cleaner.evaluate(rows), before).fell(["line_f1"]) == []


def _value(told: dict[str, Any]) -> float:
    return float(told["overall"]["measures"]["line_f1"]["value"])


def test_documents_are_paired_by_id() -> None:
    before = cleaner.evaluate(ROWS).as_dict()
    compared = compare_with(cleaner.evaluate([*ROWS[:0:-1], {**ROWS[0], "id": "new"}]), before)
    assert (compared.documents, compared.only_now, compared.only_before) == (2, 1, 1)
    assert {one.value for one in compared.overall.values()} == {0.0}
    with pytest.raises(UsageError, match="no document is in both"):
        compare_with(cleaner.evaluate([{**ROWS[0], "id": "new"}]), before)


@given(
    st.lists(st.tuples(st.text("ab \r\u2028\x85", max_size=8), st.booleans()), min_size=1, max_size=5),
    st.lists(st.tuples(st.integers(0, 40), st.integers(1, 9)), max_size=4),
)
def test_every_word_has_one_fate(rows: Sequence[tuple[str, bool]], spans: Sequence[tuple[int, int]]) -> None:
    gold = Gold("\n".join(text for text, keep in rows if keep), tuple(rows))
    document = Document("\n".join(text for text, _ in rows))
    size = len(document.text)
    findings = [Finding(f"R{at:02}", a, min(a + n, size), "", 0.9) for at, (a, n) in enumerate(spans) if a < size]
    cleaned = apply(document, findings)
    fates = fates_of(gold, document, cleaned, False)
    assert fates is not None
    every = {keep: sum(len(text.split()) for text, kept in rows if kept == keep) for keep in (True, False)}
    counts = fates.counts()
    cuts = list(fates.code_cuts())
    assert counts.kept + counts.lost == every[True]
    assert counts.lost == sum(cut.wrong for cut in cuts) == sum(one.words for one in fates.false_cuts("x"))
    assert counts.left + sum(cut.right for cut in cuts) == every[False]


def test_a_line_cut_in_part_loses_that_part() -> None:
    document = Document("one two three four")
    cleaned = Cleaned("one four", None, (Finding("X01", 4, 14, "", 1.0),), (Cut(4, "two three ", 0),))
    fates = fates_of(Gold("one two three four"), document, cleaned, False)
    assert fates is not None
    assert fates.counts() == LineCounts(kept=2, left=0, lost=2)
    assert list(fates.code_cuts()) == [CodeCuts("X01", 0, 2)]
    assert next(fates.false_cuts("x")).text == "two three"
