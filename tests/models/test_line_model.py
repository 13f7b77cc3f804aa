"""The line model on invented pages: what goes, what stays, and how it may be asked."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cleaner
from cleaner.config import FAVORS, CleanConfig
from cleaner.document import HEADLINE, Document, Finding
from cleaner.errors import ConfigError
from cleaner.models import LINE_CODE
from cleaner.models.gate import MOST_CHARACTERS, MOST_LINES, Demand, demand
from cleaner.models.line_model import line_model
from cleaner.rules import ALL_RULES, Reading

STORY = [
    "Rain fell on the harbour of Lorne for the third day in a row, and the ferries stayed in port until noon.",
    "The harbour master said that the swell at the mole had reached four metres, more than in any week since March.",
    "“We will not send a crew out for the sake of a timetable,” she told reporters who had waited on the quay.",
    "Passengers for the islands were put up in the school's gym, where the parish had set out beds and tea.",
    "The meteorological office expects the wind to turn by Thursday, when the first ferry is to leave at six.",
]
MENU = ["Home", "Local", "Islands", "Sport", "Culture", "Weather", "Jobs", "Search", "Log in", "Subscribe"]
TEASERS = [
    "Island council votes on a new slipway after a decade of quarrels",
    "Three held over stolen outboard motors",
    "Why the old lighthouse keeper came back",
    "Lorne United lose at home again",
    "Photos: the regatta in eighty pictures",
    "School gym to get a new roof before winter",
    "Opinion: a ferry is not a luxury",
]
FOOTER = ["Contact", "Imprint", "Privacy", "Terms of use", "Advertise with us", "© 2024 Lorne Herald"]
NOTES = "\n".join(
    f"{day}: the ferry {what}." for day in ("Monday", "Tuesday") for what in ("sailed", "stayed in", "left late")
)
HEAD = ["Ferries stay in port as rain falls - Lorne Herald", *MENU, "Ferries stay in port as rain falls"]
PAGE = "\n".join([*HEAD, *STORY, "Share", "Most read", *TEASERS, *FOOTER])


def cut_lines(page: str, **settings: str) -> list[str]:
    cleaned = cleaner.clean(page, config=CleanConfig(**settings))  # type: ignore[arg-type]
    return [page[start:end] for code, start, end, *_ in cleaned.findings if code == LINE_CODE]


def test_a_page_of_menus_and_teasers_leaves_its_article() -> None:
    cleaned = cleaner.clean(PAGE)
    assert cleaned.text.splitlines() == STORY
    assert cleaned.title == "Ferries stay in port as rain falls"
    assert cleaned.restore() == PAGE


def test_the_model_takes_what_rules_have_no_words_for() -> None:
    rest = cleaner.clean(PAGE, config=CleanConfig(lines="rules")).text
    assert any(line in rest for line in TEASERS + MENU)
    assert cut_lines(PAGE)
    assert not cut_lines(PAGE, lines="rules")


def test_off_leaves_all_lines() -> None:
    assert cleaner.clean(PAGE, config=CleanConfig(lines="off")).text == PAGE


@pytest.mark.parametrize("code", [{"ignore": (LINE_CODE,)}, {"select": ("SHARE",)}])
def test_codes_switch_it_off(code: dict[str, tuple[str, ...]]) -> None:
    cleaned = cleaner.clean(PAGE, config=CleanConfig(**code))  # type: ignore[arg-type]
    assert LINE_CODE not in {finding.code for finding in cleaned.findings}


def test_recall_keeps_no_less_and_precision_no_more() -> None:
    doubtful = PAGE.replace("Share\n", f"Share\n{NOTES}\n")
    precision, balanced, recall = (
        len(cleaner.clean(doubtful, config=CleanConfig(favor=favor)).text) for favor in FAVORS
    )
    assert precision <= balanced <= recall
    assert precision < recall


def test_a_clean_text_stays_whole() -> None:
    text = "\n\n".join(STORY)
    assert cleaner.clean(text).text == text


def found_where(kept: set[int], monkeypatch: pytest.MonkeyPatch) -> tuple[list[int], list[Finding]]:
    """Where the model's findings begin if it decides to keep these lines alone, and the rules' findings."""
    monkeypatch.setattr("cleaner.models.line_model.decide", lambda odds, *_: np.isin(np.arange(len(odds)), list(kept)))
    reading = Reading(Document(PAGE))
    findings = [finding for rule in ALL_RULES for finding in rule(reading)]
    return [finding.start for finding in line_model().findings(reading, findings, Demand())], findings


def test_whatever_is_decided_the_headline_stays_and_no_line_goes_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    story = PAGE.split("\n").index(STORY[0])
    starts, findings = found_where({story}, monkeypatch)
    taken = {finding.start for finding in findings}
    assert next(finding.start for finding in findings if finding.code == HEADLINE) not in starts
    blocks = Document(PAGE).blocks
    assert starts == [block.start for block in blocks if block.start not in taken and block != blocks[story]]


def test_a_text_of_which_nothing_would_stay_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    assert found_where(set(), monkeypatch)[0] == []


def test_what_is_surely_furniture_is_so_with_confidence_and_for_its_place() -> None:
    found = [finding for finding in cleaner.clean(PAGE).findings if finding.code == LINE_CODE]
    assert sum(finding.confidence for finding in found) > len(found) / 2
    assert any("opinion" in finding.evidence or "in_run" in finding.evidence for finding in found)


def test_evidence_names_three_features_and_confidence_is_a_probability() -> None:
    model = line_model()
    found = [finding for finding in cleaner.clean(PAGE).findings if finding.code == LINE_CODE]
    for finding in found:
        names = [part.rpartition(" ")[0] for part in finding.evidence.split(", ")]
        assert len(names) == 3
        assert set(names) <= set(model.stages.second_names)
        assert 0 <= finding.confidence <= 1
    assert found


def test_a_text_beyond_the_limits_is_left_to_the_rules() -> None:
    share = [Finding("SHARE01", 6 * number, 6 * number + 5, "share", 0.9) for number in range(2000)]

    def asked(lines: int, width: int = 4) -> bool:
        text = "Share\n" * 2000 + f"{'a' * width}\n" * (lines - 2000)
        return demand(Document(text), share) is not None

    assert [asked(MOST_LINES), asked(MOST_LINES + 1), asked(2010, MOST_CHARACTERS)] == [True, False, False]


@given(text=st.text(st.characters(codec="utf-8") | st.sampled_from("\n\n aB.日"), max_size=60))
def test_any_text_comes_back(text: str) -> None:
    page = f"Share\n{text}\nAdvertisement"
    assert cleaner.clean(page).restore() == page


@pytest.mark.parametrize(("setting", "value"), [("lines", "none"), ("favor", "speed")])
def test_a_wrong_word_is_told_with_the_right_ones(setting: str, value: str) -> None:
    with pytest.raises(ConfigError, match=f"--{setting} {value}: use "):
        CleanConfig(**{setting: value})  # type: ignore[arg-type]


def test_one_document_needs_neither_numba_nor_pyarrow() -> None:
    code = f"import sys, cleaner; cleaner.clean({PAGE!r}); print(sorted({{'numba', 'pyarrow'}} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
