"""Template twins: texts of one mould, each about something else. A reader calls none of them a copy of another."""

from __future__ import annotations

import random
from collections.abc import Callable

__all__ = ["TWINS", "twin_family"]

Sentences = list[str]
Family = list[str]

TOWNS = "Easton Weston Norbury Sudbrook Highfield Lowmoor Millbrook Castleton Redhill Greenford".split()
STREETS = "Mill Church Station Market Harbour Chapel Bridge Orchard".split()
AGENTS = "Ann Lee;Ben Hart;Cora Dean;Dan West;Eva Marsh;Finn Holt;Gwen Price;Hal Stone;Ida Brook;Jack Moss".split(";")
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday".split()
MONTHS = "January March May July September November".split()


def letters(chance: random.Random, some: Callable[[int], Sentences]) -> Family:
    """One letter to many towns: a town and an agent in every other sentence."""
    parts = [some(2) for _ in range(6)]
    family = []
    for town, agent in zip(chance.sample(TOWNS, 6), chance.sample(AGENTS, 6), strict=True):
        own = (f"That holds for {town} and all who live there.", f"Call {agent} in {town} to hear more.")
        family.append(" ".join(sentence for part in parts for sentence in (*part, chance.choice(own))))
    return family


def releases(chance: random.Random, some: Callable[[int], Sentences]) -> Family:
    """A company's news: who it is, something new each time, then what it always says about itself."""
    opening, about = some(1), some(12)
    return [" ".join([*opening, *some(chance.randint(2, 3)), *about]) for _ in range(chance.randint(3, 8))]


def reports(chance: random.Random, some: Callable[[int], Sentences]) -> Family:
    """Figures of the week in the same sentences."""
    parts = [some(1)[0] for _ in range(16)]

    def figures() -> str:
        return (
            f"It stood at {chance.uniform(1, 99):.2f} against {chance.randint(100, 9999)} on {chance.randint(1, 31)}."
        )

    return [" ".join(f"{part} {figures()}" for part in parts) for _ in range(chance.randint(4, 8))]


def shows(chance: random.Random, some: Callable[[int], Sentences]) -> Family:
    """One show in two towns, on two days."""
    about = some(14)
    family = []
    for town, day, month in zip(chance.sample(TOWNS, 2), chance.sample(DAYS, 2), chance.sample(MONTHS, 2), strict=True):
        hall = f"{chance.choice(STREETS)} {chance.choice(('Hall', 'Theatre', 'Rooms', 'Arena'))}"
        where = f"It is on {day} {chance.randint(1, 28)} {month} at the {hall} in {town}."
        family.append(" ".join([*about[:7], where, *about[7:], "Doors open an hour before, says the house."]))
    return family


def works(chance: random.Random, some: Callable[[int], Sentences]) -> Family:
    """A utility's notices: where the road is dug up, from when to when."""
    opening, ending = some(1), some(5)
    family = []
    for town in chance.sample(TOWNS, chance.randint(4, 8)):
        places = " ".join(
            f"{one} Street between {two} Street and {three} Street."
            for one, two, three in (chance.sample(STREETS, 3) for _ in range(chance.randint(1, 3)))
        )
        when = f"Work in {town} begins on {chance.choice(DAYS)} {chance.choice(MONTHS)} {chance.randint(1, 28)}."
        family.append(" ".join([*opening, when, "The following streets are closed meanwhile:", places, *ending]))
    return family


def serials(chance: random.Random, some: Callable[[int], Sentences]) -> Family:
    """A catalogue: nothing differs but the number."""
    before, after = some(3), some(10)
    first = chance.randint(10_000, 90_000)
    return [" ".join([*before, f"Its number is {first + 7 * number}.", *after]) for number in range(12)]


TWINS: dict[str, Callable[[random.Random, Callable[[int], Sentences]], Family]] = {
    "letters": letters,
    "releases": releases,
    "reports": reports,
    "shows": shows,
    "works": works,
    "serials": serials,
}


def twin_family(chance: random.Random, kind: str, sentences: Sentences) -> Family:
    """The texts of one family; the sentences that they are made of are taken from the list."""
    return TWINS[kind](chance, lambda count: [sentences.pop() for _ in range(min(count, len(sentences)))])
