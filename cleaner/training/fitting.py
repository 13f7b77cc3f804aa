"""Two stages of symmetric trees fitted to pages, as `cleaner.models.two_stages` reads them."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from cleaner.models.line_features import CASE_FEATURES, RULE_FEATURES, SPACE_FEATURES
from cleaner.models.page_kind import KINDS, KindModel
from cleaner.models.trees import SymmetricTrees
from cleaner.models.two_stages import TwoStages
from cleaner.training.examples import Example, fold, single

__all__ = ["FOLDS", "FULL_SIZE", "Size", "calibration", "fit", "fit_kinds", "fit_unseen"]

Floats = npt.NDArray[np.floating[Any]]
Numbers = npt.NDArray[np.float64]
Rows = tuple[Floats, npt.NDArray[np.bool_], Numbers]

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
    "thread_count": 2,
    "allow_writing_files": False,
    "verbose": False,
}
# On such shares of the pages a fit sees no case, no spaces, no phrases: other scripts and languages have none.
WITHOUT_CASE, WITHOUT_SPACES, WITHOUT_RULES = 0.25, 0.15, 0.35
FOLDS = 3
KNOTS, LEAST_CHANCE = 25, 0.002


class Size(NamedTuple):
    """How many trees there are in each stage, in an ensemble of a page's kind; each is the mean of so many fits.

    Of a page with more `lines` so many are drawn.
    """

    first: int = 200
    second: int = 140
    kind: int = 60
    seeds: int = 2
    lines: int = 130


FULL_SIZE = Size()


def fit(examples: Sequence[Example], seed: int, size: Size = FULL_SIZE) -> TwoStages:
    """Both stages, calibrated on sites that neither of two others saw."""
    fit_unseen(examples, seed, size)
    used, first = _first(examples, seed, size).with_used_features()
    asked, second = _second(examples, seed, size).with_used_features()
    first_names, second_names = examples[0].own.names, examples[0].judged.names
    return TwoStages(
        first,
        tuple(first_names[place] for place in used),
        second,
        tuple(second_names[place] for place in asked),
        calibration(examples),
    )


def fit_unseen(examples: Sequence[Example], seed: int, size: Size = FULL_SIZE) -> None:
    """Set down for each page what stages think that did not see its site.

    The second stage learns from opinions on pages that a first one did not see.
    """
    for seen, unseen in _folded(examples):
        stage = _first(seen, seed, size)
        for page in unseen:
            page.opinion = _probability(stage.log_odds(page.own.table))
    for page in examples:
        page.judged = single(page.second(page.opinion))
    for seen, unseen in _folded(examples):
        stage = _second(seen, seed, size)
        for page in unseen:
            page.log_odds = stage.log_odds(page.judged.table).astype(float)


def fit_kinds(
    examples: Sequence[Example], rows: Sequence[Mapping[str, float]], kinds: Sequence[str], seed: int, size: Size
) -> tuple[KindModel, Numbers]:
    """An ensemble for each kind of page, and the log odds [pages, kinds] by ones that did not see a page's site."""
    names, size = tuple(rows[0]), Size()
    table = np.array([[row[name] for name in names] for row in rows], np.float32)
    truth = np.array([[kind == one for one in KINDS] for kind in kinds])
    folds = np.array([fold(page.sites[0], FOLDS) for page in examples])
    weights = np.ones(len(rows)) / len(rows)

    def fitted(mask: npt.NDArray[np.bool_]) -> list[SymmetricTrees]:
        return [
            _boost((table[mask], truth[mask, number], weights[mask]), size.kind, FIRST_COLUMNS, seed, size.seeds)
            for number in range(len(KINDS))
        ]

    unseen = np.zeros(truth.shape)
    for number in range(FOLDS):
        own = folds == number
        unseen[own] = np.stack([one.log_odds(table[own]) for one in fitted(~own)], axis=1)
    return KindModel(names, tuple(fitted(folds >= 0))), unseen


def _folded(examples: Sequence[Example]) -> Iterator[tuple[list[Example], list[Example]]]:
    """For each fold of sites the pages that have no part of it, and those whose first site is of it."""
    for number in range(FOLDS):
        yield (
            [page for page in examples if all(fold(site, FOLDS) != number for site in page.sites)],
            [page for page in examples if fold(page.sites[0], FOLDS) == number],
        )


def _first(pages: Sequence[Example], seed: int, size: Size) -> SymmetricTrees:
    return _boost(_first_rows(pages, seed, size.lines), size.first, FIRST_COLUMNS, seed, size.seeds)


def _second(pages: Sequence[Example], seed: int, size: Size) -> SymmetricTrees:
    tables = (page.judged.table for page in pages)
    rows = _drawn(pages, tables, np.random.default_rng(seed), size.lines)
    return _boost(rows, size.second, SECOND_COLUMNS, seed, size.seeds)


def calibration(examples: Sequence[Example]) -> tuple[Numbers, Numbers]:
    """Log odds as given, and as they prove on the sites that were not seen; in equal parts, made increasing."""
    given = np.concatenate([page.log_odds[page.known] for page in examples])
    truth = np.concatenate([page.keep[page.known] for page in examples]).astype(float)
    weights = np.concatenate([page.weights[page.known] for page in examples])
    order = np.argsort(given, kind="stable")
    edges = np.searchsorted(np.cumsum(weights[order]), np.linspace(0, weights.sum(), KNOTS + 1)[1:-1])
    parts = [part for part in np.split(order, edges) if len(part)]
    middles, shares = (
        np.array([np.average(values[part], weights=weights[part]) for part in parts]) for values in (given, truth)
    )
    shares = np.clip(np.maximum.accumulate(shares), LEAST_CHANCE, 1 - LEAST_CHANCE)
    return middles, np.log(shares / (1 - shares))


def _probability(log_odds: npt.NDArray[np.floating[Any]]) -> Numbers:
    chances: Numbers = 1 / (1 + np.exp(-log_odds.astype(float)))
    return chances


def _first_rows(pages: Sequence[Example], seed: int, lines: int) -> Rows:
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
            without_rules &= page.made != "none"
            if without_case or without_rules:
                table = table.copy()
            if without_case:
                table[:, case] = np.nan
            if without_case and without_spaces:
                table[:, spaces] = np.nan
            if without_rules:
                table[:, rules] = 0
            yield table

    return _drawn(pages, tables(), np.random.default_rng(seed), lines)


def _drawn(pages: Sequence[Example], tables: Iterable[Floats], chooser: np.random.Generator, lines: int) -> Rows:
    """Features, truth and weights of so many lines drawn from each page."""
    rows, truth, weights = [], [], []
    for page, table in zip(pages, tables, strict=True):
        known = np.flatnonzero(page.known)
        count = len(known)
        drawn = np.sort(chooser.choice(known, min(count, lines), replace=False))
        rows.append(table[drawn])
        truth.append(page.keep[drawn])
        weights.append(page.weights[drawn] * (count / max(len(drawn), 1)))
    return np.concatenate(rows), np.concatenate(truth), np.concatenate(weights)


def _boost(rows: Rows, trees: int, columns: float, seed: int, seeds: int) -> SymmetricTrees:
    """Boosted symmetric trees: the mean of ensembles whose seeds alone differ, since these move a set's F1 by .01."""
    return SymmetricTrees.mean([_boost_once(rows, trees, columns, seeds * seed + number) for number in range(seeds)])


def _boost_once(rows: Rows, trees: int, columns: float, seed: int) -> SymmetricTrees:
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
