"""Two stages of symmetric trees fitted to pages, as `cleaner.models.line_model` reads them."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from cleaner.models.line_features import CASE_FEATURES, RULE_FEATURES, SPACE_FEATURES
from cleaner.models.line_model import LineModel, second_features
from cleaner.models.trees import SymmetricTrees
from cleaner.training.examples import Example, fold

__all__ = ["calibrated", "fit", "opinions"]

Floats = npt.NDArray[np.floating[Any]]
Numbers = npt.NDArray[np.float64]
Rows = tuple[Floats, npt.NDArray[np.bool_], Numbers]

FIRST_TREES, SECOND_TREES = 200, 140
# Of the columns so many are looked at for each question: many features say nearly the same.
FIRST_COLUMNS, SECOND_COLUMNS = 0.35, 0.6
DEPTH = 6
SETTINGS = {
    "depth": DEPTH,
    "learning_rate": 0.16,
    "l2_leaf_reg": 6.0,
    "border_count": 48,
    "bootstrap_type": "Bernoulli",
    "subsample": 0.6,
    "nan_mode": "Min",
    "thread_count": 1,
    "allow_writing_files": False,
    "verbose": False,
}
# Of a page with more lines so many are drawn.
DRAWN_LINES = 130
# On such shares of the pages a fit sees no case, no spaces, no phrases: other scripts and languages have none.
WITHOUT_CASE, WITHOUT_SPACES, WITHOUT_RULES = 0.25, 0.15, 0.35
INNER_FOLDS = 3
KNOTS, LEAST_CHANCE = 25, 0.002
IDENTITY = np.array([-30.0, 30.0])


def fit(examples: Sequence[Example], seed: int) -> LineModel:
    """Both stages; the second learns from opinions on pages that a first one did not see."""
    names = examples[0].own.names
    for inner in range(INNER_FOLDS):
        seen = [page for page in examples if all(fold(site, INNER_FOLDS) != inner for site in page.page.sites)]
        stage = _boost(_first_rows(seen, seed), FIRST_TREES, FIRST_COLUMNS, seed)
        for page in examples:
            if fold(page.page.sites[0], INNER_FOLDS) == inner:
                page.opinion = _probability(stage.log_odds(page.own.table))
    used, first = _boost(_first_rows(examples, seed), FIRST_TREES, FIRST_COLUMNS, seed).with_used_features()
    tables: list[Floats] = []
    second_names: tuple[str, ...] = ()
    for page in examples:
        assert page.opinion is not None
        second_names, table = second_features(page.opinion, page.own, page.found)
        tables.append(table.astype(np.float32))
    rows = _drawn(examples, tables, np.random.default_rng(seed))
    asked, second = _boost(rows, SECOND_TREES, SECOND_COLUMNS, seed).with_used_features()
    return LineModel(
        first,
        tuple(names[place] for place in used),
        second,
        tuple(second_names[place] for place in asked),
        (IDENTITY, IDENTITY),
    )


def opinions(model: LineModel, page: Example) -> Numbers:
    """The log odds that a model gives each line of a page."""
    return model.log_odds(page.own, page.found)


def calibrated(model: LineModel, unseen: Sequence[Example]) -> LineModel:
    """The model with log odds as they prove on pages that it did not see; equal parts, made increasing."""
    given = np.concatenate([opinions(model, page) for page in unseen])
    truth = np.concatenate([page.keep for page in unseen]).astype(float)
    weights = np.concatenate([page.weights for page in unseen])
    order = np.argsort(given, kind="stable")
    edges = np.searchsorted(np.cumsum(weights[order]), np.linspace(0, weights.sum(), KNOTS + 1)[1:-1])
    parts = [part for part in np.split(order, edges) if len(part)]
    middles, shares = (
        np.array([np.average(values[part], weights=weights[part]) for part in parts]) for values in (given, truth)
    )
    shares = np.clip(np.maximum.accumulate(shares), LEAST_CHANCE, 1 - LEAST_CHANCE)
    return replace(model, calibration=(middles, np.log(shares / (1 - shares))))


def _probability(log_odds: npt.NDArray[np.floating[Any]]) -> Numbers:
    chances: Numbers = 1 / (1 + np.exp(-log_odds.astype(float)))
    return chances


def _first_rows(pages: Sequence[Example], seed: int) -> Rows:
    """The first stage's rows, on some pages without case, spaces, or phrases."""
    chooser = np.random.default_rng(seed)
    names = pages[0].own.names
    case, spaces, rules = (
        [number for number, name in enumerate(names) if name.startswith(group)]
        for group in (CASE_FEATURES, SPACE_FEATURES, RULE_FEATURES)
    )

    def tables() -> Iterable[Floats]:
        for page in pages:
            table = page.own.table
            without_case, without_spaces, without_rules = chooser.random(3) < (
                WITHOUT_CASE,
                WITHOUT_SPACES / WITHOUT_CASE,
                WITHOUT_RULES,
            )
            # That a text has no phrases must not tell a clean one: they are hidden on the others.
            without_rules &= page.page.made != "none"
            if without_case or without_rules:
                table = table.copy()
            if without_case:
                table[:, case] = np.nan
            if without_case and without_spaces:
                table[:, spaces] = np.nan
            if without_rules:
                table[:, rules] = 0
            yield table

    return _drawn(pages, tables(), np.random.default_rng(seed))


def _drawn(pages: Sequence[Example], tables: Iterable[Floats], chooser: np.random.Generator) -> Rows:
    """Features, truth and weights of lines drawn from each page."""
    rows, truth, weights = [], [], []
    for page, table in zip(pages, tables, strict=True):
        count = len(page.keep)
        drawn = np.sort(chooser.choice(count, min(count, DRAWN_LINES), replace=False))
        rows.append(table[drawn])
        truth.append(page.keep[drawn])
        weights.append(page.weights[drawn] * (count / len(drawn)))
    return np.concatenate(rows), np.concatenate(truth), np.concatenate(weights)


def _boost(rows: Rows, trees: int, columns: float, seed: int) -> SymmetricTrees:
    """Gradient boosting of symmetric trees (CatBoost), as arrays."""
    from catboost import CatBoostClassifier, Pool

    table, truth, weights = rows
    model = CatBoostClassifier(iterations=trees, rsm=columns, random_seed=seed, **SETTINGS)
    model.fit(Pool(table, truth.astype(int), weight=weights * 100))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "trees.json"
        model.save_model(str(path), format="json")
        return _as_arrays(json.loads(path.read_text("utf-8")))


def _as_arrays(model: dict[str, Any]) -> SymmetricTrees:
    """CatBoost's JSON as arrays; a tree that asks fewer questions gets ones that nothing answers."""
    trees = model["oblivious_trees"]
    features = np.zeros((len(trees), DEPTH), np.int32)
    borders = np.full((len(trees), DEPTH), np.inf, np.float32)
    leaves, weights = (np.zeros((len(trees), 1 << DEPTH), np.float32) for _ in range(2))
    for number, tree in enumerate(trees):
        for level, split in enumerate(tree["splits"] or ()):
            features[number, level] = split["float_feature_index"]
            borders[number, level] = split["border"]
        leaves[number, : len(tree["leaf_values"])] = tree["leaf_values"]
        weights[number, : len(tree["leaf_weights"])] = tree["leaf_weights"]
    scale, bias = model["scale_and_bias"]
    return SymmetricTrees(features, borders, leaves * np.float32(scale), weights, float(bias[0]))
