"""Bands: how many slots are compared at once, so that pairs above the threshold are met with the wanted recall."""

from __future__ import annotations

import logging
import math
from dataclasses import dataclass

from cleaner.config import SLOT_COUNTS, DedupConfig
from cleaner.errors import ConfigError

__all__ = ["Bands", "choose_bands"]

# Fewer rows make too many pairs meet by chance: at 3 rows, 13 % of pairs of Jaccard .1 in 128 slots.
LEAST_ROWS = 4
# The estimate from all slots may lose this share of the loss that the recall target allows.
SHARE_OF_LOSS = 1e-3
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Bands:
    """`bands` bands of `rows` slots each, of `slots` in all; a pair whose signatures agree in fewer than
    `least_slots` slots is not compared."""

    slots: int
    bands: int
    rows: int
    least_slots: int

    def recall(self, similarity: float) -> float:
        """The chance that a pair of this Jaccard similarity agrees in all rows of some band."""
        return _recall(similarity, self.bands, self.rows)

    def curve(self) -> dict[str, float]:
        """The same at round similarities: the S-curve.

        >>> Bands(slots=128, bands=32, rows=4, least_slots=64).curve()["0.7"]
        0.999847
        """
        return {f"{tenths / 10}": round(self.recall(tenths / 10), 6) for tenths in range(3, 10)}


def choose_bands(config: DedupConfig) -> Bands:
    """The longest rows that reach the recall; where they fall below 4, they stay 4, since samples find the rest; with
    Jaccard alone the next size of signature is taken, and logged.

    Errors: ConfigError where no signature reaches the recall.

    >>> choose_bands(DedupConfig(threshold=0.7))
    Bands(slots=128, bands=32, rows=4, least_slots=64)
    >>> choose_bands(DedupConfig(threshold=0.5, containment=None)).slots
    512
    """
    sizes = [size for size in SLOT_COUNTS if size >= config.slots]
    for slots in sizes:
        rows = _longest_rows(config, slots)
        if rows >= LEAST_ROWS or slots == sizes[-1]:
            break
        if config.containment is not None:
            # Samples find what the bands then miss: a pair of Jaccard t has a containment of t at least.
            rows = LEAST_ROWS
            break
    if rows == 0:
        raise ConfigError(f"threshold {config.threshold:g} is too low for a recall of {config.recall:g}")
    if slots != config.slots:
        log.info("threshold %g: signatures of %d slots, not %d", config.threshold, slots, config.slots)
    found = Bands(slots, slots // rows, rows, _least_slots(config, slots))
    reached = found.recall(config.threshold)
    short = "" if reached >= config.recall else f", below {config.recall:g}: samples of shingles find the rest"
    log.info("%d bands of %d slots meet %.4f of pairs at %g%s", found.bands, rows, reached, config.threshold, short)
    return found


def _recall(similarity: float, bands: int, rows: int) -> float:
    return 1 - (1 - similarity**rows) ** bands


def _longest_rows(config: DedupConfig, slots: int) -> int:
    fitting = (rows for rows in range(slots, 0, -1) if _recall(config.threshold, slots // rows, rows) >= config.recall)
    return next(fitting, 0)


def _least_slots(config: DedupConfig, slots: int) -> int:
    """The largest number of equal slots that a pair at the threshold practically always reaches (binomial tail)."""
    loss = (1 - config.recall) * SHARE_OF_LOSS
    tail = 0.0
    for equal in range(slots + 1):
        chance = math.comb(slots, equal) * config.threshold**equal * (1 - config.threshold) ** (slots - equal)
        tail += chance
        if tail > loss:
            return equal
    return slots
