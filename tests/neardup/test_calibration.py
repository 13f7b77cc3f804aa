"""Precision and recall over thresholds are those of counting; the suggestion is the best of them."""

from __future__ import annotations

import random

from cleaner.config import DedupConfig
from cleaner.neardup.calibration import Point, calibrate
from cleaner.neardup.shingling import shingles
from tests.neardup.corpora import edited, words


def judged() -> tuple[list[tuple[str, str]], list[bool]]:
    """Copies of which a twentieth of the words is another, and texts that share their first third."""
    chance = random.Random(1)
    stories = [words(chance, 90) for _ in range(40)]
    copies = [(" ".join(story), " ".join(edited(chance, story, 0.03))) for story in stories]
    others = [(" ".join(story), " ".join([*story[:30], *words(chance, 60)])) for story in stories]
    return copies + others, [True] * 40 + [False] * 40


def test_points_are_counted() -> None:
    pairs, same = judged()
    found = calibrate(pairs, same, DedupConfig())
    point = next(one for one in found.points if (one.n, one.measure, one.threshold) == (3, "jaccard", 0.5))
    sets = [[set(shingles(text, 3)) for text in pair] for pair in pairs]
    reaches = [len(a & b) / len(a | b) >= 0.5 for a, b in sets]
    assert point.found == sum(reaches)
    assert point.right == sum(one and two for one, two in zip(reaches, same, strict=True))
    assert point.precision.low < point.precision.value <= point.precision.high


def test_the_suggestion_tells_copies_from_others() -> None:
    found = calibrate(*judged(), DedupConfig())
    assert (found.usual.precision.value, found.usual.recall.value) == (1, 1)
    # Of thresholds that do as well the largest: nothing is compared in vain.
    higher = [point for point in found.curve(5, "jaccard") if point.threshold > found.usual.threshold]
    assert all(point.f1 < 1 for point in higher)
    assert found.bands.rows >= 4


def test_a_precision_asked_for() -> None:
    pairs, same = judged()
    # A copy that is judged to be none: no threshold has precision 1 and all recall.
    same[0] = False
    exact = calibrate(pairs, same, DedupConfig(), least_precision=1.0).best
    best = calibrate(pairs, same, DedupConfig(), least_precision=0.9).best
    assert exact.precision.value == 1
    assert best.recall.value > exact.recall.value
    assert isinstance(best, Point)


def test_texts_too_short_are_not_alike() -> None:
    found = calibrate([("one two", "one two"), ("a b c d e f", "a b c d e f")], [False, True], DedupConfig())
    assert found.usual.f1 == 1
