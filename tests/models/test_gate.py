"""Which texts the line model is asked about, and how sure it must be."""

from __future__ import annotations

import numpy as np
import pytest

from cleaner.document import Document, Finding
from cleaner.models.gate import USUAL, Demand, demand
from cleaner.models.line_model import decide

KINDS = ["SHARE01", "FOLLOW01", "NAV01", "NOTICE03", "TOOL01"]


def asked(lines: int, *codes: str) -> Demand | None:
    """What is asked on a text of so many lines, with a finding of each code at its head, one a line."""
    text = "Rain fell.\n" * lines
    found = [Finding(code, 11 * number, 11 * number + 10, "rain", 0.9) for number, code in enumerate(codes)]
    return demand(Document(text), found)


def test_a_page_with_a_frame_is_judged_as_usual() -> None:
    assert asked(60, *KINDS) == asked(250, *KINDS * 2) == USUAL


def test_a_long_text_with_a_line_that_looks_like_furniture_is_left_alone() -> None:
    assert asked(400, "LINK02", "NAV01") is None
    assert asked(40, "LINK02", "NAV01") is not None


def test_a_long_text_with_little_of_a_frame_wants_a_sure_model() -> None:
    thin = asked(300, "SHARE01", "NAV01", "TOOL01")
    assert thin is not None
    assert thin.sure > USUAL.sure
    short = asked(100, "SHARE01", "NAV01", "TOOL01")
    assert short is not None
    assert short.sure == USUAL.sure


@pytest.mark.parametrize("code", ["TITLE01", "REPEAT01", "KICKER01"])
def test_what_clean_texts_have_too_is_no_furniture(code: str) -> None:
    assert asked(60, *[code] * 20) is None


@pytest.mark.parametrize("code", ["SEP01", "LINK05"])
def test_signs_and_addresses_do_not_make_a_page_of_a_long_text(code: str) -> None:
    assert asked(300, *[code] * 90) is None
    assert asked(60, *[code] * 20) is not None


def test_what_would_go_must_be_sure_enough_on_average() -> None:
    odds, words = np.array([-1.0, -2, 4, 4]), np.full(4, 25.0)
    assert decide(odds, words, Demand(0.1, 1.4)).tolist() == [False, False, True, True]
    assert decide(odds, words, Demand(0.1, 1.6)).all()
