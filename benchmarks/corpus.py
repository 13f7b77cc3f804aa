"""A corpus of invented news of any size, with copies in it, made as fast as it is read.

Words are syllables, drawn as Zipf's law has it (rank 1 the most, weight 1 / (rank + 1)), short ones more often than
long ones: in bytes a token, share of distinct words and share of bytes beyond ASCII the texts are like news.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["COPIES", "KINDS", "SEED", "documents", "stream"]

SEED = 1
# The share of documents that are copies, in equal parts of each kind but the first.
COPIES = 0.18
KINDS = ("original", "exact", "near", "chrome")
# What becomes one Arrow array: 28 MB of text. A copy and its original lie in the same one.
CHUNK = 10_000
# Together 2.8 kB a text, and lengths as uneven as those of news.
MEAN_WORDS, WORDS_SHAPE, LEAST_WORDS = 418, 4.0, 40
LEAST_CHANGED, MOST_CHANGED = 0.02, 0.10
VOCABULARY, RANK_SHIFT = 50_000, 1.0
# Draws of a word go through a table of this many entries: far quicker than a search in the distribution.
DRAWS = 1 << 20
SENTENCE_WORDS, COMMA_WORDS, QUOTED_WORDS, PARAGRAPH_SENTENCES = 18, 15, 120, 4
SITES, CHROME_WORDS = 50, 12
# How a word may stand in a text.
FORMS = ("{} ", "{}, ", "{}. ", "{}.\n\n", "{} ", "“{}” ")
NOTHING = pa.scalar("", pa.large_string())
PLAIN, COMMA, STOP, PARAGRAPH, CAPITAL, QUOTED = range(len(FORMS))

Words = npt.NDArray[np.int32]


class Layout(NamedTuple):
    """The documents of a chunk: the kind of each, the document it copies (itself if original), how many words."""

    kinds: npt.NDArray[np.int64]
    sources: npt.NDArray[np.int64]
    words: npt.NDArray[np.int64]


def documents(count: int, seed: int = SEED) -> pa.Table:
    """`count` documents as one table: id, text (large_string), kind, copy_of (an id; null for an original).

    >>> documents(1000).column("text").nbytes // 1000 in range(2700, 2900)
    True
    """
    return pa.Table.from_batches(stream(count, seed))


def stream(count: int, seed: int = SEED) -> Iterator[pa.RecordBatch]:
    """The same, chunk by chunk; each is made from its number and the seed alone."""
    for number, first in enumerate(range(0, count, CHUNK)):
        yield _chunk(np.random.default_rng([seed, number]), first, min(CHUNK, count - first))


def _chunk(random: np.random.Generator, first: int, count: int) -> pa.RecordBatch:
    layout = _layout(random, count)
    ends = np.cumsum(layout.words)
    words = _copied(random, layout, _sentences(random, int(ends[-1])))
    lists = pa.ListArray.from_arrays(pa.array(np.r_[0, ends], pa.int32()), _vocabulary().take(pa.array(words)))
    texts = _in_chrome(random, pc.binary_join(lists, NOTHING), layout.kinds == KINDS.index("chrome"))
    copy_of = pa.array(first + layout.sources, mask=layout.kinds == 0)
    kinds = pa.array(KINDS).take(pa.array(layout.kinds))
    return pa.record_batch({"id": pa.array(first + np.arange(count)), "text": texts, "kind": kinds, "copy_of": copy_of})


def _layout(random: np.random.Generator, count: int) -> Layout:
    kinds, sources = np.zeros(count, np.int64), np.arange(count)
    shuffled = random.permutation(count)
    copies, originals = np.split(shuffled, [round(COPIES * count)])
    kinds[copies] = 1 + np.arange(len(copies)) % (len(KINDS) - 1)
    sources[copies] = random.choice(originals, len(copies))
    words = np.maximum(random.gamma(WORDS_SHAPE, MEAN_WORDS / WORDS_SHAPE, count), LEAST_WORDS).astype(np.int64)
    return Layout(kinds, sources, words[sources])


def _sentences(random: np.random.Generator, count: int) -> Words:
    """Words in sentences, as places in the vocabulary."""
    forms = np.full(count, PLAIN, np.int32)
    forms[_some(random, count, COMMA_WORDS)] = COMMA
    forms[_some(random, count, QUOTED_WORDS)] = QUOTED
    stops = _some(random, count, SENTENCE_WORDS)
    forms[(stops + 1) % count] = CAPITAL
    forms[stops] = STOP
    forms[stops[::PARAGRAPH_SENTENCES]] = PARAGRAPH
    return _draw(random, count) + forms * VOCABULARY


def _some(random: np.random.Generator, count: int, distance: int) -> npt.NDArray[np.int64]:
    """Places `distance` apart on average, in order."""
    return np.sort(random.integers(0, count, count // distance))


def _draw(random: np.random.Generator, count: int) -> Words:
    draws: Words = _draws()[random.integers(0, DRAWS, count, np.uint32)]
    return draws


def _copied(random: np.random.Generator, layout: Layout, words: Words) -> Words:
    """Each copy has its source's words; of a near copy some are replaced, their forms left."""
    starts = np.cumsum(layout.words) - layout.words
    copied = words[np.repeat(starts[layout.sources] - starts, layout.words) + np.arange(len(words))]
    rates = np.zeros(len(starts), np.float32)
    near = layout.kinds == KINDS.index("near")
    rates[near] = random.uniform(LEAST_CHANGED, MOST_CHANGED, int(near.sum()))
    changed = np.flatnonzero(random.random(len(words), np.float32) < np.repeat(rates, layout.words))
    copied[changed] = _draw(random, len(changed)) + copied[changed] // VOCABULARY * VOCABULARY
    return copied


def _in_chrome(random: np.random.Generator, texts: pa.Array, wrapped: npt.NDArray[np.bool_]) -> pa.Array:
    """Some texts between the head and the foot of a site; site 0 has none."""
    sites = pa.array(np.where(wrapped, random.integers(1, SITES + 1, len(texts)), 0))
    heads, feet = _chrome()
    return pc.binary_join_element_wise(heads.take(sites), texts, feet.take(sites), NOTHING)


@cache
def _chrome() -> tuple[pa.Array, pa.Array]:
    """Heads and feet by site: the same for all seeds, as sites are for all news."""
    random, vocabulary = np.random.default_rng(0), _vocabulary()
    draws = _draw(random, 2 * SITES * CHROME_WORDS).reshape(2, SITES, CHROME_WORDS)
    lines = [["".join(vocabulary.take(pa.array(words)).to_pylist()).strip() for words in part] for part in draws]
    heads, feet = lines
    return (
        pa.array(["", *(f"{line}\n\n" for line in heads)], pa.large_string()),
        pa.array(["", *(f"{line}\n" for line in feet)], pa.large_string()),
    )


@cache
def _draws() -> Words:
    """Ranks of words, each as often as Zipf's law has it."""
    weights = np.cumsum(1 / (np.arange(VOCABULARY) + 1 + RANK_SHIFT))
    return np.searchsorted(weights / weights[-1], (np.arange(DRAWS) + 0.5) / DRAWS).astype(np.int32)


@cache
def _vocabulary() -> pa.Array:
    """All words in all forms: word `rank` in form `form` stands at `form * VOCABULARY + rank`."""
    words = _words()
    forms = [[form.format(word) for word in words] for form in FORMS]
    forms[CAPITAL] = [form.capitalize() for form in forms[CAPITAL]]
    return pa.array([form for every in forms for form in every], pa.large_string())


def _words() -> list[str]:
    """Distinct invented words, by rank."""
    random = np.random.default_rng(0)
    onsets = np.array([*"bcdfghjklmnprstvwz", "br", "ch", "cl", "gr", "pl", "sh", "st", "th", "tr"])
    vowels = np.array([*"aeiou", "ai", "ea", "ou"])
    codas = np.array(["", "", "", "", *"lmnrst", "nd", "st"])
    found: dict[str, None] = dict.fromkeys(consonant + vowel for consonant in "ntls" for vowel in "aeiou")
    while len(found) < VOCABULARY:
        # The rarer, the longer: one syllable up to rank 300, two to 3,000, then three.
        syllables = 1 + (len(found) > 300) + (len(found) > 3000)
        parts = [random.choice(choices, (1000, syllables)) for choices in (onsets, vowels, codas)]
        found |= dict.fromkeys("".join(word) for word in np.stack(parts, axis=-1).reshape(1000, -1).tolist())
    return list(found)[:VOCABULARY]
