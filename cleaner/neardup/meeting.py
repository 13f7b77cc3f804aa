"""Whether two texts meet as candidates: in bands of their signatures, or by keys of their samples."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from cleaner.config import DedupConfig
from cleaner.neardup.bands import Bands
from cleaner.neardup.contained import SAMPLING, least_containment, least_keys
from cleaner.neardup.kernels.sketching import sample_limit
from cleaner.neardup.sketch import NO_SAMPLES, Wanted, sketch

__all__ = ["Meeting", "meet"]


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two sketches: `equal_slots` of `slots` MinHash slots agree (by their low bytes), all of them in the bands `met`
    (numbered from 1) of `bands`.

    Of `keys` that both samples might share they do share `shared_keys`, and `needed_keys` are asked for; zeros where
    samples are not asked. What very many documents hold is known in a corpus only, so it is not told apart here.
    """

    slots: int
    equal_slots: int
    bands: int
    met: tuple[int, ...]
    keys: int = 0
    shared_keys: int = 0
    needed_keys: int = 0

    @property
    def is_candidate(self) -> bool:
        """Whether the two would be compared if nobody else were there."""
        return bool(self.met) or self.shared_keys >= self.needed_keys > 0


def meet(one: str, other: str, config: DedupConfig, bands: Bands) -> Meeting:
    """The sketches of two texts side by side.

    >>> text = "the council voted on monday to close the old bridge for a year"
    >>> bands = Bands(slots=128, bands=32, rows=4, least_slots=64)
    >>> len(meet(text, text.upper(), DedupConfig(), bands).met)
    32
    """
    has_samples = config.containment is not None
    wanted = Wanted.of(bands, SAMPLING if has_samples else NO_SAMPLES)
    found = sketch([pa.array([one, other], pa.large_string())], config.n, wanted)
    if found.sizes.min() == 0:
        return Meeting(bands.slots, 0, bands.bands, ())
    equal = int((found.slots[0] == found.slots[1]).sum())
    met = tuple((np.flatnonzero(found.bands[0] == found.bands[1]) + 1).tolist())
    if not has_samples:
        return Meeting(bands.slots, equal, bands.bands, met)
    # Only what lies within the limits of both may be shared.
    limit = min(int(sample_limit(int(size), SAMPLING)) for size in found.sizes)
    ends = np.cumsum(found.sample_sizes)
    samples = [sample[sample <= limit] for sample in np.split(found.samples[: ends[1]], ends[:1])]
    least = least_keys(least_containment(config, bands), config.recall)
    keys = min(map(len, samples))
    shared = len(np.intersect1d(samples[0], samples[1]))
    return Meeting(bands.slots, equal, bands.bands, met, keys, shared, int(least[min(keys, len(least) - 1)]))
