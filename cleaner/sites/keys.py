"""How lines are compared: their keys, hashes, and the masked forms of short ones."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Container, Iterator

from cleaner.rules.phrases import UNSPACED
from cleaner.rules.reading import is_prose

__all__ = ["MASK", "forms_of", "hash_of", "is_formable", "is_outlet", "line_key", "tokens_of"]

LINK_TARGET = re.compile(r"\]\([^()\s]*\)")
ADDRESS = re.compile(r"https?://\S+")
NUMBER = re.compile(r"\d+")
# A longer line is kept by its beginning and its hash, so that a memory stays small and can be read.
LONGEST_KEY, KEPT_BEGINNING = 1000, 200

MASK = "…"
"""What stands in a form for the part that varies."""
# A form shows that many words at least, two where they are set off from the rest by a mark; two characters of a
# script without spaces are as much as a word. A line of more words is none that a form is made of.
LEAST_WORDS, LEAST_MARKED_WORDS, MOST_SIDE, MOST_TOKENS = 3.0, 2.0, 8, 40
FRAMES = ((2, 2), (1, 2), (2, 1))
LONGEST_FORM, SENTENCE_ENDS = 160, tuple(".!?。！？")
HEADING_OR_ITEM = re.compile(r"[(（]?\d|#")
TOKEN = re.compile(rf"{UNSPACED.pattern}|(?:(?!{UNSPACED.pattern})\S)+")
MARK = ":：-–—|·•/»>→"


def line_key(line: str) -> str:
    """A line as site memory compares it: digits, addresses and link targets count in running text only.

    A label that differs by a number is the same label, a sentence is not: its numbers are its news.

    >>> line_key("Page 12 -  [Tags](https://site.example/tags?page=12)")
    'Page 0 - [Tags]()'
    """
    line = line.strip()
    if is_prose(line):
        line = " ".join(line.split())
        return line if len(line) <= LONGEST_KEY else f"{line[:KEPT_BEGINNING]} {MASK} {hash_of(line):016x}"
    if "](" in line:
        line = LINK_TARGET.sub("]()", line)
    if "://" in line:
        line = ADDRESS.sub("://", line)
    return NUMBER.sub("0", " ".join(line.split()))


def hash_of(text: str) -> int:
    """64 bits of a text, the same everywhere."""
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def is_formable(line: str) -> bool:
    """Whether a line may have a part that varies: short, no running text, no heading and no numbered item.

    >>> is_formable("Read more about ships"), is_formable("## Storm at sea"), is_formable("3. Storm at sea")
    (True, False, False)
    """
    is_short = len(line) <= LONGEST_FORM and line[-1:] not in SENTENCE_ENDS
    return is_short and not is_prose(line) and not HEADING_OR_ITEM.match(line)


def tokens_of(key: str) -> list[str]:
    """The words of a key, and the characters of unspaced scripts.

    >>> tokens_of("More about 船")
    ['More', 'about', '船']
    """
    return TOKEN.findall(key)


def forms_of(key: str, common: Container[str] | None = None) -> Iterator[str]:
    """The masked forms of a line's key, the longest first: a beginning, an end, or both.

    Where `common` is given, only forms of such words.

    >>> list(forms_of("Read more about ships"))
    ['Read more about …', '… more about ships', 'Read … about ships', 'Read more … ships']
    >>> list(forms_of("Storm - Lorne Herald", {"-", "Lorne", "Herald"}))
    ['… - Lorne Herald']
    """
    tokens = [(found.start(), found.end()) for found in TOKEN.finditer(key)]
    if not 2 < len(tokens) <= MOST_TOKENS:
        return
    fixed = [common is None or key[start:end] in common for start, end in tokens]
    if not (fixed[0] or fixed[-1]):
        return
    weights = [0.5 if UNSPACED.match(key, start) else 1.0 for start, _ in tokens]
    marked = [key[start] in MARK or key[end - 1] in MARK for start, end in tokens]
    head, tail = (_run(side, len(tokens) - 1) for side in (fixed, fixed[::-1]))
    for size in range(head, 0, -1):
        if _is_enough(weights[:size], marked[size - 1]):
            yield f"{key[: tokens[size - 1][1]]} {MASK}"
    for size in range(tail, 0, -1):
        if _is_enough(weights[-size:], marked[-size]):
            yield f"{MASK} {key[tokens[-size][0] :]}"
    for first, last in FRAMES:
        fits = first <= head and last <= tail and first + last < len(tokens)
        if fits and _is_enough([*weights[:first], *weights[-last:]], is_marked=False):
            yield f"{key[: tokens[first - 1][1]]} {MASK} {key[tokens[-last][0] :]}"


def is_outlet(form: str) -> bool:
    """Whether a form is an end that a mark sets off, as an outlet's name stands behind a headline.

    >>> is_outlet("… | Lorne Herald"), is_outlet("… stays in port")
    (True, False)
    """
    head, _, tail = form.partition(MASK)
    return not head and tail.lstrip()[:1] in MARK


def _run(fixed: list[bool], most: int) -> int:
    """How many tokens from the first on may be part of a form."""
    return next((at for at, is_fixed in enumerate(fixed[: min(most, MOST_SIDE)]) if not is_fixed), min(most, MOST_SIDE))


def _is_enough(weights: list[float], is_marked: bool) -> bool:
    return sum(weights) >= (LEAST_MARKED_WORDS if is_marked else LEAST_WORDS)
