"""What must be equal for an index and a program, or two indexes, to agree."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import ClassVar

import pyarrow as pa

from cleaner.config import DedupConfig
from cleaner.errors import FingerprintError
from cleaner.neardup.bands import Bands, choose_bands
from cleaner.neardup.contained import SAMPLING
from cleaner.neardup.kernels.sketching import Sampling
from cleaner.neardup.shingling import HASH_NAME
from cleaner.neardup.sketch import NO_SAMPLES, PERMUTATION_SEED, SCHEME, sketch
from cleaner.text.folding import FOLD_NAME

__all__ = ["Fingerprint", "fingerprint_of"]

MAKE_ANEW = "the sets of shingles are kept: merge this index into one made now (cleaner index merge NEW OLD)"
ADD_AGAIN = "add its texts again, to a new index"
# Letters of several scripts, marks, digits: what any change of folding, of tokens or of hashes would show in.
PROBE = "Ça va? 漢字 Straße №7 — новости дня 42 ﬁnal ไทย ½ naïve"


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What an index was made with.

    `tokens` and `shingles` name how texts are read and hashed, `n` is a shingle's length; `slots`, `seed`, `scheme` the
    signature; `bands` of `rows` slots; `samples` the sampling of hashes (None: no containment), `threshold`,
    `containment`, `recall` what is looked for; `verified`, whether sets are kept; `cleaning`, what was done to texts
    before (None: nothing); `probe` what one known text becomes.
    """

    tokens: str
    shingles: str
    n: int
    slots: int
    seed: int
    scheme: str
    bands: int
    rows: int
    least_slots: int
    samples: tuple[int, int] | None
    threshold: float
    containment: float | None
    recall: float
    verified: bool
    cleaning: str | None
    probe: str

    # What cannot be made anew from kept sets, or not from slots; what the program decides.
    FROM_TEXTS: ClassVar = ("tokens", "shingles", "n", "probe", "cleaning")
    OF_SKETCH: ClassVar = (*FROM_TEXTS, "slots", "seed", "scheme", "bands", "rows", "verified")
    OF_PROGRAM: ClassVar = ("tokens", "shingles", "probe", "seed", "scheme")

    @property
    def config(self) -> DedupConfig:
        """What is looked for."""
        return DedupConfig(
            threshold=self.threshold, containment=self.containment, recall=self.recall, n=self.n, slots=self.slots
        )

    @property
    def chosen_bands(self) -> Bands:
        """The bands."""
        return Bands(self.slots, self.bands, self.rows, self.least_slots)

    @property
    def sampling(self) -> Sampling:
        """How hashes are sampled."""
        return Sampling(*self.samples) if self.samples else NO_SAMPLES

    @property
    def tables(self) -> int:
        """How many tables of keys there are: bands, digest, id, samples."""
        return self.bands + 2 + (self.samples is not None)

    def differing(self, other: Fingerprint, names: tuple[str, ...] = ()) -> list[str]:
        """The names of what is not equal, of some or of all."""
        names = names or tuple(field.name for field in fields(self))
        return [name for name in names if getattr(self, name) != getattr(other, name)]

    def refuse(self, path: Path, other: Fingerprint, differing: list[str], whose: str) -> None:
        """Errors: FingerprintError where anything differs: both values, and what to do."""
        if not differing:
            return
        told = "; ".join(f"{name} {getattr(self, name)!r}, {whose} {getattr(other, name)!r}" for name in differing)
        cure = ADD_AGAIN if not self.verified or {*differing} & {*self.FROM_TEXTS} else MAKE_ANEW
        raise FingerprintError(f"{path}: made with {told}; {cure}")


def fingerprint_of(config: DedupConfig, *, verified: bool = True, cleaning: str | None = None) -> Fingerprint:
    """What an index that is made now is made with. Without sets to count on, containment is not looked for.

    Errors: ConfigError where no signature reaches the recall.

    >>> fingerprint_of(DedupConfig()).tokens
    'fold-1'
    """
    containment = config.containment if verified else None
    bands = choose_bands(DedupConfig(config.threshold, containment, config.recall, config.n, config.slots))
    return Fingerprint(
        tokens=FOLD_NAME,
        shingles=HASH_NAME,
        n=config.n,
        slots=bands.slots,
        seed=PERMUTATION_SEED,
        scheme=SCHEME,
        bands=bands.bands,
        rows=bands.rows,
        least_slots=bands.least_slots,
        samples=(SAMPLING.keys, SAMPLING.share) if containment is not None else None,
        threshold=config.threshold,
        containment=containment,
        recall=config.recall,
        verified=verified,
        cleaning=cleaning,
        probe=_probe(),
    )


@cache
def _probe() -> str:
    """What this program makes of the known text: its digest, and the sum of its shingle hashes."""
    found = sketch([pa.array([PROBE], pa.large_string())])
    low, high = map(int, found.digests[0])
    return f"{high:016x}{low:016x}{int(found.hashes.sum(dtype='uint64')):x}"
