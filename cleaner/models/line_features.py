"""What a line looks like in numbers, without any language's words: itself, its neighbours, its page.

Everything is counted on arrays over all lines of a document at once. What a script does not have (case, spaces) is NaN.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

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
    columns["words_rank"] = np.argsort(np.argsort(words, kind="stable"), kind="stable") / max(count - 1, 1)
    features = stacked([Features.of(columns), *_neighbours(columns), page])
    _blank_senseless(features, found)
    return features


def _own(found: Characters, count: int) -> dict[str, Numbers]:
    """What a line's own characters and words say."""
    classes = found.classes
    visible = np.maximum(classes.sum(1) - classes[:, CharacterClass.SPACE], 1)
    letters = classes[:, FIRST_OF_WORDS:].sum(1) - classes[:, CharacterClass.DIGIT]
    words = np.bincount(found.word_lines, minlength=count) - (1 - UNSPACED_WORD) * classes[:, CharacterClass.UNSPACED]
    some = np.maximum(words, 1)
    first = found.word_first_classes
    lower = first == CharacterClass.LOWER

    def by_word(values: npt.NDArray[np.generic]) -> Numbers:
        return np.bincount(found.word_lines, weights=values, minlength=count) / some

    quoted_end = (found.last_classes == CharacterClass.QUOTE) & (classes[:, CharacterClass.SENTENCE_END] > 0)
    columns = {
        "words": words,
        "characters": visible.astype(float),
        "word_length": by_word(found.word_lengths),
        "capital_words": by_word(first == CharacterClass.UPPER),
        "number_words": by_word(first == CharacterClass.DIGIT),
        "short_words": by_word(lower & (found.word_lengths <= LONG_WORD)),
        "lower_words": by_word(lower),
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
    weight = (prose > 0.5)[line].astype(float)
    in_prose = np.bincount(word, weights=weight)[word] - weight if len(word) else weight
    is_long = found.word_lengths > LONG_WORD
    in_title = np.isin(found.word_hashes, title) & is_long

    def by_line(values: npt.NDArray[np.generic]) -> Numbers:
        return np.bincount(line, weights=values, minlength=count).astype(float)

    some, some_long = np.maximum(by_line(np.ones(len(word))), 1), np.maximum(by_line(is_long), 1)
    # Distinct words of the headline: the first of each in a line.
    pairs = np.unique(np.stack([line[in_title], word[in_title]]), axis=1)
    return {
        "cohesion": by_line(np.log1p(in_prose)) / some,
        "cohesion_any": by_line(in_prose > 0) / some,
        "cohesion_long": by_line((in_prose > 0) & is_long) / some_long,
        "rare_words": by_line(times == 1) / some,
        "title_share": by_line(in_title) / some_long,
        "title_covered": np.bincount(pairs[0], minlength=count) / max(len(title), 1),
    }


def _rules(reading: Reading, findings: Sequence[Finding], count: int) -> dict[str, Numbers]:
    """What the rules found, and phrases that no rule acted on."""
    blocks = reading.document.blocks
    starts = {block.start: number for number, block in enumerate(blocks)}
    columns = dict(zip(RULE_NAMES, np.zeros((len(RULE_NAMES), count)), strict=True))
    cut = np.zeros(count)
    for finding in findings:
        number = starts.get(finding.start)
        if number is None or finding.end < blocks[number].end:
            continue
        group = next((group for group in RULE_GROUPS if finding.code.startswith(group)), OTHER_GROUP)
        columns[f"rule_{group.lower()}"][number] = finding.confidence
        if group != HEADLINE:
            cut[number] = max(cut[number], finding.confidence)
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
    _, first, same, times = np.unique(texts, return_index=True, return_inverse=True, return_counts=True)
    many, before = np.ones(count), np.zeros(count)
    many[lines] = np.minimum(times[same], MOST_TIMES)
    before[lines] = first[same] < np.arange(len(lines))
    return {"times": many, "seen_before": before}


def _neighbours(columns: Mapping[str, Numbers]) -> Iterator[Features]:
    """The same of the lines around, one by one and as means over windows above and below."""
    near = np.stack([columns[name] for name in NEAR], axis=1)
    for step, names in zip(STEPS, NEAR_NAMES, strict=True):
        yield Features(names, shifted(near, step))
    # Weighted by words: a paragraph says more of its surroundings than a label.
    weights = np.log1p(np.minimum(columns["words"], 60))[:, None]
    wide = np.stack([columns[name] for name in WIDE], axis=1)
    means = window_means(wide, weights, WINDOWS), window_means(weights, np.ones_like(weights), WINDOWS)
    for wide_names, wide_means, words_means in zip(WIDE_NAMES, *means, strict=True):
        yield Features(wide_names, np.concatenate([wide_means, words_means], axis=1))


NEAR_NAMES = [tuple(f"{name}{step:+d}" for name in NEAR) for step in STEPS]
WIDE_NAMES = [
    tuple(f"{name}_{side}_{window}" for name in (*WIDE, "words")) for window in WINDOWS for side in ("up", "down")
]


def _page(columns: Mapping[str, Numbers], words: Numbers, prose: Numbers, mass: Numbers, count: int) -> Features:
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
    return Features(tuple(page), np.tile(np.array(list(page.values()), float), (count, 1)))


def _blank_senseless(features: Features, found: Characters) -> None:
    """NaN for what the page's script does not have."""
    classes = found.classes.sum(0)
    letters = max(classes[FIRST_OF_WORDS:].sum() - classes[CharacterClass.DIGIT], 1)
    cased = (classes[CharacterClass.LOWER] + classes[CharacterClass.UPPER]) / letters
    spaced = 1 - classes[CharacterClass.UNSPACED] / letters
    senseless = (CASE_FEATURES if cased < LEAST_SHARE else ()) + (SPACE_FEATURES if spaced < LEAST_SHARE else ())
    if senseless:
        features.table[:, [name.startswith(senseless) for name in features.names]] = np.nan
