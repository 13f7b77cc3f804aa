"""Boosted symmetric trees: what a trained ensemble gives, and which features made it so.

In a symmetric tree (Kohavi and Li 1995, "oblivious decision trees"; CatBoost's, Prokhorenkova et al. 2018) all nodes
of a level ask the same question, so a leaf's number is the row of its answers read as bits: no walk, one table look-up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["SymmetricTrees"]

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int32]
# Rows that are worked on at once: what they need stays in the processor's caches.
BLOCK = 512


@dataclass(frozen=True, eq=False)
class SymmetricTrees:
    """An ensemble of `trees` trees of one `depth`, whose sum is a log odds.

    `features` and `borders` are [trees, depth]: bit `level` of a leaf's number is set where the feature is above the
    border; `leaves` and `weights` (what of the training data fell there) are [trees, 2 ** depth]. A missing value (NaN)
    is below every border.

    >>> stump = SymmetricTrees(np.array([[0]]), np.array([[0.5]], np.float32), np.array([[-1.0, 2.0]], np.float32),
    ...     np.ones((1, 2), np.float32), 0.25)
    >>> stump.log_odds(np.array([[0.0], [1.0]], np.float32)).tolist()
    [-0.75, 2.25]
    """

    features: Integers
    borders: Floats
    leaves: Floats
    weights: Floats
    bias: float

    def log_odds(self, table: npt.NDArray[np.floating[Any]]) -> Floats:
        """One value for each row of `table` [rows, features]."""
        summed = np.empty(len(table), np.float32)
        for first in range(0, len(table), BLOCK):
            places = self._leaf_places(table[first : first + BLOCK])
            np.sum(self.leaves.ravel().take(places), axis=0, out=summed[first : first + BLOCK])
        summed += np.float32(self.bias)
        return summed

    def contributions(self, table: Floats) -> Floats:
        """How much each feature moved each row's log odds: [rows, features].

        Saabas' path attribution: what a question changes is the difference of the mean leaf values below it.
        """
        moved = np.zeros((table.shape[1], len(table)), np.float32)
        order, starts, asked = self._by_feature
        for first in range(0, len(table), BLOCK):
            steps = self._steps.take(self._leaf_places(table[first : first + BLOCK]), axis=1)
            steps = steps.reshape(len(order), -1).take(order, 0)
            moved[asked, first : first + BLOCK] = np.add.reduceat(steps, starts, axis=0)
        return moved.T

    def _leaf_places(self, table: npt.NDArray[np.floating[Any]]) -> npt.NDArray[np.intp]:
        """Places in the flattened leaves: [trees, rows]."""
        features, borders, levels = self._questions
        # Along the rows, so that each step runs over neighbours in memory.
        answers = (np.ascontiguousarray(table.T).take(features, 0) > borders).view(np.uint8)
        numbers = np.zeros((levels.shape[1], len(table)), np.min_scalar_type(self.leaves.shape[1] - 1))
        for level in levels[::-1]:
            numbers += numbers
            numbers |= answers.take(level, 0)
        return numbers + np.arange(0, self.leaves.size, self.leaves.shape[1], dtype=np.intp)[:, None]

    @cached_property
    def _questions(self) -> tuple[npt.NDArray[np.intp], Floats, npt.NDArray[np.intp]]:
        """Feature and border [questions, 1] of each distinct question; and which one each tree asks: [depth, trees]."""
        pairs = np.stack([self.features.ravel(), self.borders.ravel()], axis=1, dtype=float)
        distinct, which = np.unique(pairs, axis=0, return_inverse=True)
        levels = np.ascontiguousarray(which.reshape(self.features.shape).T)
        return distinct[:, 0].astype(np.intp), distinct[:, 1:].astype(np.float32), levels

    @cached_property
    def _steps(self) -> Floats:
        """How much each level's answer moves the mean leaf on the way to each leaf: [depth, trees * leaves]."""
        numbers = np.arange(self.leaves.shape[1])
        means = [mean[:, numbers % mean.shape[1]] for mean in self._means]
        return np.stack([after - before for before, after in pairwise(means)]).reshape(len(means) - 1, -1)

    @cached_property
    def _by_feature(self) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], npt.NDArray[np.intp]]:
        """All trees' levels in the order of the features that they ask for, where each feature's begin, and which."""
        features = self.features.T.ravel()
        asked, counts = np.unique(features, return_counts=True)
        return np.argsort(features, kind="stable"), np.cumsum(counts) - counts, asked.astype(np.intp)

    @cached_property
    def _means(self) -> list[Floats]:
        """The mean leaf below each beginning of answers, by level: [trees, 2 ** level]."""
        values, weights = self.leaves * self.weights, self.weights
        means = []
        for level in range(self.features.shape[1], -1, -1):
            means.append((values / np.maximum(weights, 1e-9)).astype(np.float32))
            half = (1 << level) // 2
            # The last question is the leaf number's highest bit.
            values, weights = values[:, :half] + values[:, half:], weights[:, :half] + weights[:, half:]
        return means[::-1]

    def with_used_features(self) -> tuple[Integers, SymmetricTrees]:
        """The numbers of the features that any question asks for, and the same trees over a table of these alone."""
        used, places = np.unique(self.features, return_inverse=True)
        return used, replace(self, features=places.reshape(self.features.shape).astype(np.int32))

    @classmethod
    def mean(cls, ensembles: Sequence[SymmetricTrees]) -> SymmetricTrees:
        """One ensemble whose log odds are the mean of theirs.

        >>> one, other = (SymmetricTrees(np.array([[0]]), np.array([[0.5]], np.float32),
        ...     np.array([[-1.0, leaf]], np.float32), np.ones((1, 2), np.float32), 0.0) for leaf in (2.0, 4.0))
        >>> SymmetricTrees.mean([one, other]).log_odds(np.array([[1.0]], np.float32)).tolist()
        [3.0]
        """
        features, borders, leaves, weights = (
            np.concatenate([getattr(one, part) for one in ensembles])
            for part in ("features", "borders", "leaves", "weights")
        )
        share = np.float32(1 / len(ensembles))
        return cls(features, borders, leaves * share, weights, sum(one.bias for one in ensembles) / len(ensembles))

    def arrays(self, name: str) -> dict[str, npt.NDArray[np.generic]]:
        """The ensemble as named arrays, for a file."""
        return {
            f"{name}_features": self.features,
            f"{name}_borders": self.borders,
            f"{name}_leaves": self.leaves,
            f"{name}_weights": self.weights,
            f"{name}_bias": np.array(self.bias),
        }

    @classmethod
    def from_arrays(cls, name: str, arrays: Mapping[str, npt.NDArray[np.generic]]) -> SymmetricTrees:
        """Back from what `arrays` gave."""
        features, borders, leaves, weights, bias = (
            arrays[f"{name}_{part}"] for part in ("features", "borders", "leaves", "weights", "bias")
        )
        return cls(
            features.astype(np.int32),
            borders.astype(np.float32),
            leaves.astype(np.float32),
            weights.astype(np.float32),
            float(bias),
        )
