"""Boosted symmetric trees: what a trained ensemble gives, and which features made it so.

In a symmetric tree (Kohavi and Li 1995, "oblivious decision trees"; CatBoost's, Prokhorenkova et al. 2018) all nodes
of a level ask the same question, so a leaf's number is the row of its answers read as bits: no walk, one table look-up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["SymmetricTrees"]

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int32]


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
        numbers = self._leaf_numbers(table)
        summed: Floats = self.leaves.ravel()[numbers].sum(1, dtype=np.float32) + np.float32(self.bias)
        return summed

    def contributions(self, table: Floats) -> Floats:
        """How much each feature moved each row's log odds: [rows, features].

        Saabas' path attribution: what a question changes is the difference of the mean leaf values below it.
        """
        trees, depth = self.features.shape
        rows, columns = table.shape
        bits = self._bits(table)
        places = np.arange(rows)[:, None] * columns
        every = np.arange(trees)
        moved = np.zeros(rows * columns)
        number = np.zeros((rows, trees), np.int64)
        before = self._means[0][every, number]
        for level in range(depth):
            number += bits[:, :, level].astype(np.int64) << level
            after = self._means[level + 1][every, number]
            asked = (places + self.features[:, level]).ravel()
            moved += np.bincount(asked, weights=(after - before).ravel(), minlength=len(moved))
            before = after
        return moved.reshape(rows, columns).astype(np.float32)

    def _bits(self, table: npt.NDArray[np.floating[Any]]) -> npt.NDArray[np.bool_]:
        return table[:, self.features] > self.borders

    def _leaf_numbers(self, table: npt.NDArray[np.floating[Any]]) -> npt.NDArray[np.int64]:
        """Places in the flattened leaves: [rows, trees]."""
        trees, depth = self.features.shape
        powers = (1 << np.arange(depth)).astype(np.float32)
        numbers = self._bits(table).astype(np.float32) @ powers
        places: npt.NDArray[np.int64] = numbers.astype(np.int64) + np.arange(trees) * (1 << depth)
        return places

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
