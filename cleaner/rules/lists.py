"""Lists of other articles below the text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.rules.phrases import UNSPACED
from cleaner.rules.reading import Reading
from cleaner.rules.rule import Span, rule

__all__ = ["title_list"]

STORY = "Rain fell on the harbour for the third day in a row, and the ferries stayed in port until noon."

# So many headlines in a row are a list of them.
LEAST_TITLES = 3
TITLE_WORDS, LONGEST_TITLE_WORDS, TITLE_UNSPACED = 5, 25, 10
# Furniture beside a list stands this near.
NEAR = 3
# Between two headlines may stand two short lines: a date, a name, a section, a number of comments.
BESIDE_WORDS, BESIDE_LINES = 5, 2
NO_TITLE = re.compile(r"[-*–—]\s|[•·▪►●○✓✔]|\d{1,3}[.)]\s|[\[(|]|#")
TABLE = re.compile(r"[\t|]|\d\D{1,12}\d\D{1,12}\d|:\s")
STOPS = (".", "。", "।", ":", "：", ",", ";", "，", "；", "…”", "…")


@rule(
    "LINK06",
    "list of other articles' headlines",
    removes=(
        f"{STORY}\n\n✂ Council asks for a new quay at Lorne\n✂ 2 hours ago\n✂ Storm moves inland after days at sea\n"
        "✂ By Jane Doe\n✂ Harbour master is named after long search",
    ),
    keeps=(
        f"{STORY}\n\nCouncil asks for a new quay at Lorne\n\n{STORY}",
        f"{STORY}\n\nCouncil asks for a new quay\nStorm moves inland after days\nHarbour master is named at last",
        f"{STORY}\n\n- Council asks for a new quay at Lorne\n- Storm moves inland after days\n"
        "- Harbour master is named at last",
        f"{STORY}\n\nThe rain it raineth every day,\nThe ferries stay in port and bay,\nThe crew has no more to say,",
    ),
)
def title_list(reading: Reading) -> Iterator[Span]:
    """Three and more lines in a row below the text that look like headlines, and what stands between them."""
    if (
        not 0 <= reading.last_prose < len(reading.lines) - LEAST_TITLES
        or max(reading.hits, default=-1) < reading.last_prose - NEAR
    ):
        return
    run: list[int] = []
    titles = 0
    for number in range(reading.last_prose + 1, len(reading.lines) + 1):
        if number < len(reading.lines):
            if _is_title(reading, number):
                run.append(number)
                titles += 1
                continue
            if run and _is_beside(reading, number) and not _is_long_gap(reading, run):
                run.append(number)
                continue
        if titles >= LEAST_TITLES and _is_chrome(reading, run):
            yield from (Span(*reading.document.blocks[line], f"{titles} headlines in a row", 0.85) for line in run)
        run, titles = [], 0


def _is_chrome(reading: Reading, run: list[int]) -> bool:
    """Whether something else than titles tells that a run is no part of the text: dates between, furniture beside."""
    lines = range(max(reading.last_prose + 1, run[0] - NEAR), min(run[-1] + NEAR + 1, len(reading.lines)))
    return not reading.named.isdisjoint(lines)


def _is_title(reading: Reading, number: int) -> bool:
    line, key = reading.lines[number], reading.keys[number]
    if line.endswith(STOPS) or key.count(" ") >= LONGEST_TITLE_WORDS:
        return False
    if key.count(" ") < TITLE_WORDS - 1 and not (len(key) >= TITLE_UNSPACED and UNSPACED.search(key)):
        return False
    return not (line[0].islower() or NO_TITLE.match(line) or TABLE.search(line))


def _is_beside(reading: Reading, number: int) -> bool:
    key, line = reading.keys[number], reading.lines[number]
    return bool(key) and len(key.split()) <= BESIDE_WORDS and not line.endswith(STOPS) and not NO_TITLE.match(line)


def _is_long_gap(reading: Reading, run: list[int]) -> bool:
    """Whether the short lines at the end of a run are as many as may stand between two headlines."""
    return not any(_is_title(reading, number) for number in run[-BESIDE_LINES:])
