"""What kind of page it is: an article, or a page of which other parts are the text.

Told from the page's numbers, and from how its lines look on the whole and in what the stages take for the text: one
ensemble a kind, the likeliest wins. It moves the cut-off too: a listing's entries look like an article's further
reading.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from cleaner.models.arrays import Numbers
from cleaner.models.trees import SymmetricTrees

if TYPE_CHECKING:
    from cleaner.models.block_model import Blocks

__all__ = ["KINDS", "OTHER", "KindModel", "chances_of", "kind_features", "likeliest"]

KINDS = ("article", "documentation", "forum", "listing", "product", "service")
OTHER = "other"
# Where the likeliest kind is no likelier it is none of them.
LEAST_LIKELY = 0.4

OF_PAGE = ("page_", "type_", "holder_share")
MEANS = (
    "prose", "tag_paragraph", "tag_entry", "tag_heading", "tag_cell", "linked", "links", "records", "slot_lines",
    "named_product", "named_listing", "named_comment", "named_post", "named_article", "in_article", "in_main",
)  # fmt: skip
ABOVE = (0.3, 0.5, 0.7, 0.9)


@dataclass(frozen=True, eq=False)
class KindModel:
    """An ensemble for each of `KINDS` over the features of these names."""

    names: tuple[str, ...]
    trees: tuple[SymmetricTrees, ...]

    def chances(self, features: Mapping[str, float]) -> dict[str, float]:
        """The probability of each kind."""
        table = np.array([[features[name] for name in self.names]], np.float32)
        return chances_of(np.array([float(one.log_odds(table)[0]) for one in self.trees]))

    def arrays(self) -> dict[str, npt.NDArray[np.generic]]:
        """The model as named arrays, for a file."""
        parts = (one.arrays(f"kind_{kind}") for kind, one in zip(KINDS, self.trees, strict=True))
        return {"kind_names": np.array(self.names)} | {name: array for part in parts for name, array in part.items()}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, npt.NDArray[Any]]) -> KindModel:
        """Back from what `arrays` gave."""
        trees = tuple(SymmetricTrees.from_arrays(f"kind_{kind}", arrays) for kind in KINDS)
        return cls(tuple(arrays["kind_names"].tolist()), trees)


def chances_of(log_odds: Numbers) -> dict[str, float]:
    """What the ensembles say, as probabilities that add up to 1.

    >>> chances_of(np.array([9.0, -9, -9, -9, -9, -9]))["article"] > 0.99
    True
    """
    each = 1 / (1 + np.exp(-log_odds))
    return dict(zip(KINDS, (each / each.sum()).tolist(), strict=True))


def likeliest(chances: Mapping[str, float]) -> str:
    """The likeliest kind; `OTHER` where none is likely.

    >>> likeliest({"article": 0.6, "forum": 0.4}), likeliest(dict.fromkeys(KINDS, 1 / 6))
    ('article', 'other')
    """
    kind = max(chances, key=lambda one: chances[one])
    return kind if chances[kind] > LEAST_LIKELY else OTHER


def kind_features(blocks: Blocks, log_odds: Numbers) -> dict[str, float]:
    """A page in numbers; `log_odds` are those of its lines to be its text."""
    own = blocks.own
    words = own.column("words").astype(float) + 0.01
    chance = 1 / (1 + np.exp(-log_odds))
    mass = words * chance
    total, likely = words.sum(), max(mass.sum(), 1e-3)
    first = own.table[0]
    features = {
        name: float(value) for name, value in zip(own.names, first.tolist(), strict=True) if name.startswith(OF_PAGE)
    }
    features["likely_share"], features["likely_words"] = float(likely / total), float(np.log1p(likely))
    features["doubt"] = float((words * np.minimum(chance, 1 - chance)).sum() / likely)
    for cutoff in ABOVE:
        features[f"above_{cutoff}"] = float(words[chance > cutoff].sum() / total)
    kept = chance > 1 / 2
    features["kept_lines"] = float(kept.sum())
    features["kept_runs"] = float((np.diff(kept.astype(int), prepend=0) > 0).sum())
    features["kept_length"] = float(words[kept].sum() / max(kept.sum(), 1))
    columns = own.picked(MEANS)
    for name, of_all, of_likely in zip(MEANS, columns @ words / total, columns @ mass / likely, strict=True):
        features[f"all_{name}"], features[f"likely_{name}"] = float(of_all), float(of_likely)
    return features
