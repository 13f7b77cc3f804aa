"""The published measures once more, written down plainly; what the package counts must equal this."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Sequence

CJK = re.compile("([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af])")


def tokens(text: str) -> list[str]:
    return re.findall(r"\w+", CJK.sub(r" \1 ", text))


def runs(text: str) -> Counter[tuple[str, ...]]:
    found = tokens(text)
    return Counter(tuple(found[at : at + 4]) for at in range(max(1, len(found) - 3))) if found else Counter()


def shares(gold: Counter, found: Counter) -> tuple[float, float]:  # type: ignore[type-arg]
    common = (gold & found).total()
    if not gold and not found:
        return 1.0, 1.0
    return (common / found.total() if found else 0.0), (common / gold.total() if gold else 0.0)


def harmonic(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def measures(pairs: Sequence[tuple[str, str]]) -> dict[str, float]:
    """Of pairs of gold and text."""
    bags = [(runs(gold), runs(text)) for gold, text in pairs]
    precision = [shares(gold, found)[0] for gold, found in bags if found]
    recall = [shares(gold, found)[1] for gold, found in bags if gold]
    each = [harmonic(*shares(Counter(tokens(gold.lower())), Counter(tokens(text.lower())))) for gold, text in pairs]
    result = {"token_f1": statistics.mean(each), "token_f1_median": statistics.median(each)}
    if precision:
        result["shingle_precision"] = statistics.mean(precision)
    if recall:
        result["shingle_recall"] = statistics.mean(recall)
    if precision and recall:
        result["shingle_f1"] = harmonic(statistics.mean(precision), statistics.mean(recall))
    return result


def common_length(one: Sequence[str], other: Sequence[str]) -> int:
    """Length of a longest common subsequence, by the textbook's table."""
    above = [0] * (len(other) + 1)
    for word in one:
        row = [0]
        for at, wanted in enumerate(other):
            row.append(above[at] + 1 if word == wanted else max(row[at], above[at + 1]))
        above = row
    return above[-1]
