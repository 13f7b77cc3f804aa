"""Symmetric trees against a plain walk, and what they say of features."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cleaner.models.trees import SymmetricTrees

TREES, DEPTH, FEATURES = 5, 3, 4


@pytest.fixture(scope="module")
def trees() -> SymmetricTrees:
    made = np.random.default_rng(7)
    return SymmetricTrees(
        made.integers(0, FEATURES, (TREES, DEPTH)).astype(np.int32),
        made.normal(size=(TREES, DEPTH)).astype(np.float32),
        made.normal(size=(TREES, 1 << DEPTH)).astype(np.float32),
        made.integers(1, 50, (TREES, 1 << DEPTH)).astype(np.float32),
        0.5,
    )


def walked(trees: SymmetricTrees, row: np.ndarray) -> float:
    total = trees.bias
    for features, borders, leaves in zip(trees.features, trees.borders, trees.leaves, strict=True):
        number = sum(
            int(row[feature] > border) << level
            for level, (feature, border) in enumerate(zip(features, borders, strict=True))
        )
        total += float(leaves[number])
    return total


tables = arrays(np.float32, (6, FEATURES), elements=st.floats(-3, 3, width=32) | st.just(float("nan")))


@given(table=tables)
def test_a_row_gives_the_sum_of_its_leaves(trees: SymmetricTrees, table: np.ndarray) -> None:
    assert trees.log_odds(table) == pytest.approx([walked(trees, row) for row in table], abs=1e-4)


@given(table=tables)
def test_contributions_and_the_mean_make_the_log_odds(trees: SymmetricTrees, table: np.ndarray) -> None:
    means = (trees.leaves * trees.weights).sum(1) / trees.weights.sum(1)
    whole = trees.bias + means.sum() + trees.contributions(table).sum(1)
    assert whole == pytest.approx(trees.log_odds(table), abs=1e-4)


def test_a_feature_that_no_question_asks_for_moves_nothing(trees: SymmetricTrees) -> None:
    only = SymmetricTrees(np.full((TREES, DEPTH), 2, np.int32), trees.borders, trees.leaves, trees.weights, trees.bias)
    moved = only.contributions(np.zeros((1, FEATURES), np.float32))[0]
    assert moved[[0, 1, 3]].tolist() == [0, 0, 0]
    used, smaller = only.with_used_features()
    table = np.arange(8, dtype=np.float32).reshape(2, 4)
    assert used.tolist() == [2]
    assert smaller.log_odds(table[:, used]).tolist() == only.log_odds(table).tolist()


def test_arrays_give_the_same_trees_back(trees: SymmetricTrees) -> None:
    table = np.random.default_rng(1).normal(size=(9, FEATURES)).astype(np.float32)
    again = SymmetricTrees.from_arrays("x", trees.arrays("x"))
    assert again.log_odds(table).tolist() == trees.log_odds(table).tolist()
