"""What a line looks like in numbers, without any language's words: itself, its neighbours, its page.

Everything is counted on arrays over all lines of a document at once. What a script does not have (case, spaces) is NaN.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from cleaner.document import HEADLINE, Document, Finding
from cleaner.models.arrays import Features, Numbers, best_run, nearest, shifted, stacked, window_means
from cleaner.models.characters import FIRST_OF_WORDS, LONG_WORD, CharacterClass, Characters
from cleaner.rules import Reading

__all__ = ["CASE_FEATURES", "RULE_FEATURES", "SPACE_FEATURES", "line_features"]

# Features that say nothing in a script without case, without spaces, and in a language without phrases.
CASE_FEATURES = ("capital_words", "lower_words", "upper", "short_words")
SPACE_FEATURES = ("word_length", "spaces")
RULE_FEATURES = ("rule_", "phrase", "page_cut", "page_phrases")
# A page is of a cased, a spaced script if so much of its letters is.
LEAST_SHARE = 0.3

# Codes that are one kind of evidence to the model; any other code counts as a notice.
RULE_GROUPS = (HEADLINE, "TITLE", "KICKER", "SHARE", "LINK", "NOTICE", "SOURCE", "SEP", "REPEAT", "SITE")
RULE_NAMES = tuple(f"rule_{group.lower()}" for group in RULE_GROUPS)
OTHER_GROUP = "NOTICE"
# A character of an unspaced script says about so much of a word.
UNSPACED_WORD = 0.6
# Running text, by degrees: from so many words on, and wholly from so many.
LEAST_PROSE, FULL_PROSE = 5, 14
# In the best run of lines a word of running text pays, any other costs so much, and a line of it one more.
RUN_COST = 0.6

STEPS = (-3, -2, -1, 1, 2, 3)
NEAR = (
    "words", "prose", "ends_sentence", "capital_words", "cohesion_any", "rule_any", "phrase", "number_words",
    "short_words", "rule_title00",
)  # fmt: skip
WINDOWS = (2, 5, 15)
WIDE = (
    "prose", "rule_any", "phrase", "capital_words", "cohesion_any", "ends_sentence", "short_words", "commas",
    "number_words", "seen_before",
)  # fmt: skip
FAR, BEYOND, MOST_TIMES = 60, 99, 20


def line_features(reading: Reading, findings: Sequence[Finding], found: Characters) -> Features:
    """The features of all lines; `findings` are the rules' and site memory's."""
    count = len(reading.document.blocks)
    columns = _own(found, count)
    words = columns["words"]
    # Running text: lines that are long enough and hold a sentence.
    holds = np.maximum(found.classes[:, CharacterClass.SENTENCE_END] > 0, columns["ends_sentence"])
    degree = (words - LEAST_PROSE) / (FULL_PROSE - LEAST_PROSE)
    prose = np.minimum(np.maximum(degree, 0), 1) * holds
    mass = words * prose
    columns["prose"] = prose
    columns |= _shared_words(found, count, prose, _title_words(reading, found))
    columns |= _rules(reading, findings, count)
    columns |= _places(words, prose, mass, count)
    columns |= _repeats(found, count)
    page = _page(columns, words, prose, mass, count)
    columns["words_rank"] = np.empty(count)
    columns["words_rank"][np.argsort(words, kind="stable")] = np.arange(count) / max(count - 1, 1)
    features = Features.of([(tuple(columns), stacked(columns.values(), count)), *_neighbours(columns, count), page])
    _blank_senseless(features, found)
    return features


def _own(found: Characters, count: int) -> dict[str, Numbers]:
    """What a line's own characters and words say."""
    classes = found.classes
    size = classes.sum(1)
    visible = np.maximum(size - classes[:, CharacterClass.SPACE], 1)
    in_words = classes[:, FIRST_OF_WORDS:].sum(1)
    letters = in_words - classes[:, CharacterClass.DIGIT]
    # How many words of each line begin with a character of each class: [classes, lines].
    begin = np.bincount(found.word_first_classes * np.int64(count) + found.word_lines, minlength=FIRSTS * count)
    begin = begin.reshape(FIRSTS, count)
    words = begin.sum(0) - (1 - UNSPACED_WORD) * classes[:, CharacterClass.UNSPACED]
    some = np.maximum(words, 1)
    short = (found.word_first_classes == CharacterClass.LOWER) & (found.word_lengths <= LONG_WORD)
    quoted_end = (found.last_classes == CharacterClass.QUOTE) & (classes[:, CharacterClass.SENTENCE_END] > 0)
    columns = {
        "words": words,
        "characters": visible.astype(float),
        "word_length": in_words / some,
        "capital_words": begin[CharacterClass.UPPER] / some,
        "number_words": begin[CharacterClass.DIGIT] / some,
        "short_words": np.bincount(found.word_lines[short], minlength=count) / some,
        "lower_words": begin[CharacterClass.LOWER] / some,
        "letters": letters / visible,
        "upper": classes[:, CharacterClass.UPPER] / np.maximum(letters, 1),
        "digits": classes[:, CharacterClass.DIGIT] / visible,
        "spaces": classes[:, CharacterClass.SPACE] / visible,
        "ends_sentence": ((found.last_classes == CharacterClass.SENTENCE_END) | quoted_end).astype(float),
        "last_class": found.last_classes.astype(float),
        "first_class": found.first_classes.astype(float),
    }
    for name, kind in PER_WORD.items():
        columns[name] = classes[:, kind] / some
    return columns


FIRSTS = len(CharacterClass)
PER_WORD = {
    "sentence_ends": CharacterClass.SENTENCE_END,
    "commas": CharacterClass.COMMA,
    "colons": CharacterClass.COLON,
    "quotes": CharacterClass.QUOTE,
    "brackets": CharacterClass.BRACKET,
    "dividers": CharacterClass.DIVIDER,
    "symbols": CharacterClass.SYMBOL,
}


def _title_words(reading: Reading, found: Characters) -> npt.NDArray[np.uint64]:
    """Hashes of the headline's longer words."""
    headline = reading.headline
    if headline and headline.line is not None:
        own = found.word_lines == headline.line
        return np.unique(found.word_hashes[own & (found.word_lengths > LONG_WORD)])
    text = headline.text if headline else reading.document.title
    if not text:
        return found.word_hashes[:0]
    title = Characters.of(Document(text))
    return np.unique(title.word_hashes[title.word_lengths > LONG_WORD])


def _shared_words(found: Characters, count: int, prose: Numbers, title: npt.NDArray[np.uint64]) -> dict[str, Numbers]:
    """How a line's words come back: in the other lines' running text, in the headline."""
    line, (word, times) = found.word_lines, found.vocabulary
    weight = (prose > 0.5)[line]
    in_prose = np.bincount(word[weight], minlength=word.max(initial=-1) + 1)[word] - weight
    is_long, comes_back = found.word_lengths > LONG_WORD, in_prose > 0
    in_title = np.isin(found.word_hashes, title) & is_long
    cohesion, *counts = found.by_line(
        [np.log1p(in_prose), comes_back, comes_back & is_long, times == 1, in_title, is_long, np.ones(len(word), bool)]
    )
    some, some_long = np.maximum(counts[-1], 1), np.maximum(counts[-2], 1)
    # Distinct words of the headline: the first of each in a line.
    pairs = np.unique(line[in_title] * (len(word) + 1) + word[in_title])
    return {
        "cohesion": cohesion / some,
        "cohesion_any": counts[0] / some,
        "cohesion_long": counts[1] / some_long,
        "rare_words": counts[2] / some,
        "title_share": counts[3] / some_long,
        "title_covered": np.bincount(pairs // (len(word) + 1), minlength=count) / max(len(title), 1),
    }


def _rules(reading: Reading, findings: Sequence[Finding], count: int) -> dict[str, Numbers]:
    """What the rules found, and phrases that no rule acted on."""
    blocks = reading.document.blocks
    starts = {start: number for number, (start, _) in enumerate(blocks)}
    placed = [
        (_group(code), starts[start], confidence)
        for code, start, end, _, confidence in findings
        if start in starts and end >= blocks[starts[start]][1]
    ]
    groups, numbers, sure = (list(column) for column in zip(*placed, strict=True)) if placed else ([], [], [])
    table = np.zeros((len(RULE_GROUPS), count))
    table[groups, numbers] = sure
    columns = dict(zip(RULE_NAMES, table, strict=True))
    cut = np.zeros(count)
    np.maximum.at(cut, numbers, np.where(np.equal(groups, RULE_GROUPS.index(HEADLINE)), 0, sure))
    phrase = np.zeros(count)
    for number, hits in reading.hits.items():
        phrase[number] = 2 if any(hit.whole for hit in hits) else 1
    headline = reading.headline
    line = headline.line if headline else None
    return columns | {
        "rule_any": cut,
        "phrase": phrase,
        "headline_known": np.full(count, 1.0 + headline.is_sure if headline else 0.0),
        "from_headline": np.full(count, -99.0)
        if line is None
        else np.minimum(np.maximum(np.arange(count) - line, -50.0), 200.0),
    }


@cache
def _group(code: str) -> int:
    """The number of a code's group."""
    found = (number for number, group in enumerate(RULE_GROUPS) if code.startswith(group))
    return next(found, RULE_GROUPS.index(OTHER_GROUP))


def _places(words: Numbers, prose: Numbers, mass: Numbers, count: int) -> dict[str, Numbers]:
    """Where a line stands: on the page, beside running text, in the best run."""
    numbers = np.arange(count)
    total, all_prose = max(words.sum(), 1.0), max(mass.sum(), 1.0)
    after = np.cumsum(words)
    before = after - words
    up, down = nearest(prose > 0.5, BEYOND)
    start, end = best_run(mass - (RUN_COST * words + 1) * (1 - prose))
    prose_before = np.cumsum(mass) - mass
    last, following = (numbers - up).astype(int), (numbers + down).astype(int)
    since = np.log1p(np.maximum(before - after[np.maximum(last, 0)], 0))
    until = np.log1p(np.maximum(before[np.minimum(following, count - 1)] - after, 0))
    return {
        "line": np.log1p(numbers),
        "line_from_end": np.log1p(count - 1 - numbers),
        "place": before / total,
        "prose_before": prose_before / all_prose,
        "prose_words_before": np.log1p(prose_before),
        "prose_words_after": np.log1p(np.maximum(all_prose - prose_before - mass, 0)),
        "to_previous_prose": up,
        "to_next_prose": down,
        "words_since_prose": np.where(up >= BEYOND, -1, since),
        "words_to_prose": np.where(down >= BEYOND, -1, until),
        "in_run": ((numbers >= start) & (numbers < end)).astype(float),
        "from_run_start": np.minimum(np.maximum(numbers - start, -FAR), FAR).astype(float),
        "from_run_end": np.minimum(np.maximum(numbers - end + 1, -FAR), FAR).astype(float),
        "run_share": np.full(count, mass[start:end].sum() / all_prose),
    }


def _repeats(found: Characters, count: int) -> dict[str, Numbers]:
    """How often a line's very words stand on the page, and whether they stood above."""
    lines, texts = found.line_hashes
    many, before = np.ones(count), np.zeros(count)
    # Equal ones stand together, the first in the document first.
    order = np.argsort(texts, kind="stable")
    repeats = np.diff(texts[order], prepend=~texts[order[:1]]) == 0
    sizes = np.diff(np.flatnonzero(~repeats), append=len(texts))
    many[lines[order]] = np.minimum(np.repeat(sizes, sizes), MOST_TIMES)
    before[lines[order]] = repeats
    return {"times": many, "seen_before": before}


def _neighbours(columns: Mapping[str, Numbers], count: int) -> Iterator[tuple[tuple[str, ...], Numbers]]:
    """The same of the lines around, one by one and as means over windows above and below."""
    yield from zip(NEAR_NAMES, shifted(stacked((columns[name] for name in NEAR), count), STEPS), strict=True)
    # Weighted by words: a paragraph says more of its surroundings than a label.
    logs = np.log1p(np.minimum(columns["words"], 60))
    wide = stacked((*(columns[name] for name in WIDE), logs), count)
    weights = stacked((*[logs] * len(WIDE), np.ones(count)), count)
    yield from zip(WIDE_NAMES, window_means(wide, weights, WINDOWS), strict=True)


NEAR_NAMES = [tuple(f"{name}{step:+d}" for name in NEAR) for step in STEPS]
WIDE_NAMES = [
    tuple(f"{name}_{side}_{window}" for name in (*WIDE, "words")) for window in WINDOWS for side in ("up", "down")
]


def _page(
    columns: Mapping[str, Numbers], words: Numbers, prose: Numbers, mass: Numbers, count: int
) -> tuple[tuple[str, ...], Numbers]:
    """What kind of page it is, the same for every line."""
    total = max(words.sum(), 1.0)
    many = (prose > 0.5).sum()
    page = {
        "page_lines": np.log1p(count),
        "page_words": np.log1p(total),
        "page_prose": mass.sum() / total,
        "page_prose_lines": np.log1p(many),
        "page_prose_length": mass.sum() / max(many, 1),
        "page_line_words": total / max(count, 1),
        "page_cut": (words * (columns["rule_any"] > 0)).sum() / total,
        "page_phrases": (columns["phrase"] > 0).sum() / max(count, 1),
        "page_repeats": columns["seen_before"].sum() / max(count, 1),
    }
    return tuple(page), np.repeat(np.array(list(page.values()), float)[:, None], count, axis=1)


def _blank_senseless(features: Features, found: Characters) -> None:
    """NaN for what the page's script does not have."""
    classes = found.classes.sum(0)
    letters = max(classes[FIRST_OF_WORDS:].sum() - classes[CharacterClass.DIGIT], 1)
    cased = (classes[CharacterClass.LOWER] + classes[CharacterClass.UPPER]) / letters
    spaced = 1 - classes[CharacterClass.UNSPACED] / letters
    senseless = (CASE_FEATURES if cased < LEAST_SHARE else ()) + (SPACE_FEATURES if spaced < LEAST_SHARE else ())
    if senseless:
        features.table[:, [name.startswith(senseless) for name in features.names]] = np.nan
