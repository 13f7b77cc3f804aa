"""How news is copied, with the truth known: `python -m benchmarks.syndication [--containment C] [--seed N]`.

Stories of sentences (of the press releases where they lie, else invented), and of each one copy of one kind. A pair
counts as wanted if by the definition, counted on the texts, it is exact, near or contained; as found if it is
reported as that. Among them stand families of template twins: texts of one mould that are no copies of each other.
Seed CHECK is the check set: no setting was ever chosen by it.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter
from collections.abc import Callable
from itertools import combinations
from typing import NamedTuple

from benchmarks.corpus import documents
from benchmarks.real_texts import DATA, press_releases
from benchmarks.twins import TWINS, twin_family
from cleaner.config import DedupConfig
from cleaner.neardup.duplicates import Duplicates, find_duplicates

__all__ = [
    "CHECK",
    "KINDS",
    "TUNE",
    "Corpus",
    "Maker",
    "recalls",
    "shuffled_sentences",
    "syndicated",
    "twins_found",
]

TUNE, CHECK = 1, 2
STORIES = 6000
SENTENCES, SHORT_SENTENCES = (8, 40), (2, 5)
SITES = 40
# Families of template twins, of sentences that are set aside for them.
FAMILIES, OF_TWINS = 300, 12_000
NEWS = re.compile(r"(?<=[.!?])\s+")

Sentences = list[str]


class Corpus(NamedTuple):
    """Texts by id, the pairs made: kind, original, copy; and the families of template twins: kind, ids."""

    texts: dict[str, str]
    pairs: list[tuple[str, str, str]]
    twins: list[tuple[str, list[str]]]


class Maker(NamedTuple):
    """What copies are made with; `span` is how many sentences a story has."""

    chance: random.Random
    pool: Sentences
    sites: list[tuple[Sentences, Sentences]]
    span: tuple[int, int]

    def some(self, span: tuple[int, int]) -> Sentences:
        """Sentences that no other story has."""
        return [self.pool.pop() for _ in range(self.chance.randint(*span)) if self.pool]


def truncated(make: Maker, story: Sentences) -> Sentences:
    """The beginning, as wires are shortened."""
    return story[: max(2, round(len(story) * make.chance.uniform(0.2, 0.9)))]


def merged(make: Maker, story: Sentences) -> Sentences:
    """A round-up of some stories."""
    parts = [make.some(make.span) for _ in range(make.chance.randint(1, 4))]
    parts.insert(make.chance.randint(0, len(parts)), story)
    return [sentence for part in parts for sentence in part]


def in_chrome(make: Maker, story: Sentences) -> Sentences:
    """On the page of a site: its head and foot, and teasers of other stories."""
    head, foot = make.chance.choice(make.sites)
    return [*head, *story, *make.some((2, 8)), *foot]


def with_boilerplate(make: Maker, story: Sentences) -> Sentences:
    """An "About" paragraph at the end."""
    return [*story, *make.chance.choice(make.sites)[1]]


def reordered(make: Maker, story: Sentences) -> Sentences:
    """Paragraphs in another order."""
    parts = [story[at : at + 4] for at in range(0, len(story), 4)]
    make.chance.shuffle(parts)
    return [sentence for part in parts for sentence in part]


def substituted(share: float) -> Callable[[Maker, Sentences], Sentences]:
    """Some words replaced, each by one from anywhere."""

    def copy(make: Maker, story: Sentences) -> Sentences:
        others = " ".join(make.pool[:50]).split()
        words = [
            make.chance.choice(others) if make.chance.random() < share else word
            for sentence in story
            for word in sentence.split()
        ]
        return [" ".join(words)]

    return copy


def punctuated(make: Maker, story: Sentences) -> Sentences:
    """Other quotation marks, dashes, spaces, capitals."""
    return [sentence.replace(",", " –").replace('"', "”").upper() for sentence in story]


def mixed(make: Maker, story: Sentences) -> Sentences:
    """Shortened, some words replaced, on a page."""
    return in_chrome(make, substituted(0.03)(make, truncated(make, story)))


KINDS: dict[str, Callable[[Maker, Sentences], Sentences]] = {
    "truncated": truncated,
    "merged": merged,
    "new chrome": in_chrome,
    "boilerplate": with_boilerplate,
    "reordered": reordered,
    "5 % of words": substituted(0.05),
    "10 % of words": substituted(0.10),
    "20 % of words": substituted(0.20),
    "punctuation": punctuated,
    "short": truncated,
    "short, merged": merged,
    "mixed": mixed,
}


def syndicated(seed: int, stories: int = STORIES, families: int = FAMILIES) -> Corpus:
    """Stories and a copy of each, kinds in turn; then families of twins."""
    chance = random.Random(seed)
    found = shuffled_sentences(seed)
    sentences, pool = found[:OF_TWINS], found[OF_TWINS:]
    sites = [([pool.pop() for _ in range(4)], [pool.pop() for _ in range(5)]) for _ in range(SITES)]
    make = Maker(chance, pool, sites, SENTENCES)
    texts, pairs = {}, []
    for number in range(stories):
        kind = list(KINDS)[number % len(KINDS)]
        story = make.some(SHORT_SENTENCES if kind.startswith("short") else SENTENCES)
        if len(pool) < SENTENCES[1] * 5:
            break
        name = f"s{number:05}"
        texts[name], texts[name + "copy"] = " ".join(story), " ".join(KINDS[kind](make, story))
        pairs.append((kind, name, name + "copy"))
    twins = []
    for number in range(families):
        kind = list(TWINS)[number % len(TWINS)]
        family = twin_family(chance, kind, sentences)
        names = [f"t{number:05}twin{place}" for place in range(len(family))]
        texts.update(zip(names, family, strict=True))
        twins.append((kind, names))
    return Corpus(texts, pairs, twins)


def shuffled_sentences(seed: int) -> Sentences:
    """Distinct ones of at least five words, shuffled."""
    found = dict.fromkeys(part for text in _texts() for part in NEWS.split(text) if len(part.split()) >= 5)
    mixed_up = list(found)
    random.Random(seed).shuffle(mixed_up)
    return mixed_up


def _texts() -> list[str]:
    if (DATA / "press_releases_dev.jsonl.zst").exists():
        return [text.text for text in press_releases()]
    return [str(text) for text in documents(20_000).column("text").to_pylist()]


def recalls(corpus: Corpus, found: Duplicates) -> dict[str, tuple[int, int, int, int]]:
    """By kind: pairs made, wanted by the definition, of those found, found at all."""
    relation = relations_of(found)
    made, wanted, right, all_found = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for kind, a, b in corpus.pairs:
        made[kind] += 1
        listed = relation.get(frozenset((a, b)))
        is_found = listed not in (None, "template")
        all_found[kind] += is_found
        # Counted on the texts of the two, by the definition, whether they met or not.
        if listed == "template" or found.explain(a, b).relation is not None:
            wanted[kind] += 1
            right[kind] += is_found
    return {kind: (made[kind], wanted[kind], right[kind], all_found[kind]) for kind in KINDS if made[kind]}


def twins_found(corpus: Corpus, found: Duplicates) -> dict[str, tuple[int, int, int]]:
    """By kind of twins: pairs that are reported at all, as copies, and those of them that share a cluster."""
    relation = relations_of(found)
    cluster_of = {row["id"]: row["cluster_id"] for row in found.table.select(["id", "cluster_id"]).to_pylist()}
    counts = {kind: [0, 0, 0] for kind in TWINS}
    for kind, names in corpus.twins:
        for a, b in combinations(names, 2):
            listed = relation.get(frozenset((a, b)))
            counts[kind][0] += listed is not None
            counts[kind][1] += listed not in (None, "template")
            counts[kind][2] += a in cluster_of and cluster_of[a] == cluster_of.get(b)
    return {kind: (one[0], one[1], one[2]) for kind, one in counts.items()}


def relations_of(found: Duplicates) -> dict[frozenset[str], str]:
    """Each pair's relation."""
    rows = found.pairs.select(["a", "b", "relation"]).to_pylist()
    return {frozenset((row["a"], row["b"])): row["relation"] for row in rows}


def main() -> None:
    """Measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--containment", type=float, default=0.5)
    parser.add_argument("--seed", type=int, default=TUNE)
    given = parser.parse_args()
    corpus = syndicated(given.seed)
    print(f"{len(corpus.texts)} texts, seed {given.seed}, containment {given.containment}")
    print(f"{'kind':<16}{'made':>7}{'wanted':>8}{'recall of wanted':>18}{'found of made':>15}")
    duplicates = find_duplicates(corpus.texts.items(), DedupConfig(containment=given.containment))
    for kind, (made, wanted, right, found) in recalls(corpus, duplicates).items():
        print(f"{kind:<16}{made:>7}{wanted:>8}{right / max(wanted, 1):>18.4f}{found / max(made, 1):>15.4f}")
    print(f"{'twins':<16}{'pairs':>7}{'called copies':>15}{'in one cluster':>16}")
    for kind, (pairs, copies, together) in twins_found(corpus, duplicates).items():
        print(f"{kind:<16}{pairs:>7}{copies:>15}{together:>16}")


if __name__ == "__main__":
    main()
