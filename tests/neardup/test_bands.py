"""(b, r) from a recall target."""

from __future__ import annotations

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.config import DedupConfig
from cleaner.errors import ConfigError
from cleaner.neardup.bands import choose_bands


@pytest.mark.parametrize(
    ("threshold", "slots", "bands", "rows"),
    [
        (0.7, 128, 32, 4),
        (0.8, 128, 25, 5),
        (0.5, 512, 128, 4),
        (0.6, 256, 64, 4),
        (1.0, 128, 1, 128),
        (0.3, 512, 256, 2),
    ],
)
def test_documented_choices(threshold: float, slots: int, bands: int, rows: int) -> None:
    chosen = choose_bands(DedupConfig(threshold=threshold, containment=None))
    assert (chosen.slots, chosen.bands, chosen.rows) == (slots, bands, rows)


@given(st.floats(0.05, 1.0), st.sampled_from([0.9, 0.99, 0.999]))
def test_recall_is_reached_and_longer_rows_would_not(threshold: float, recall: float) -> None:
    chosen = choose_bands(DedupConfig(threshold=threshold, recall=recall, containment=None))
    assert chosen.recall(threshold) >= recall
    longer = chosen.rows + 1
    assert longer > chosen.slots or 1 - (1 - threshold**longer) ** (chosen.slots // longer) < recall


def test_a_larger_signature_is_said(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="cleaner"):
        choose_bands(DedupConfig(threshold=0.5, containment=None))
    assert "512 slots, not 128" in caplog.text


def test_where_samples_find_the_rest_signatures_stay() -> None:
    chosen = choose_bands(DedupConfig(threshold=0.5, containment=0.8))
    assert (chosen.slots, chosen.bands, chosen.rows) == (128, 32, 4)


def test_a_threshold_that_no_signature_reaches() -> None:
    with pytest.raises(ConfigError, match="too low"):
        choose_bands(DedupConfig(threshold=0.005, containment=None))


def test_what_bands_meet_is_said(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="cleaner"):
        choose_bands(DedupConfig(threshold=0.7))
        choose_bands(DedupConfig(threshold=0.5))
    first, second = (record.getMessage() for record in caplog.records)
    assert first == "32 bands of 4 slots meet 0.9998 of pairs at 0.7"
    assert second == "32 bands of 4 slots meet 0.8732 of pairs at 0.5, below 0.999: samples of shingles find the rest"
