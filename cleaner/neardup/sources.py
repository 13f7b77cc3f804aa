"""Sources that a user prefers, in order."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from urllib.parse import urlsplit

import numpy as np
import numpy.typing as npt

from cleaner.neardup.corpus import Corpus

__all__ = ["domain_of", "is_within", "source_ranks"]

Rows = npt.NDArray[np.int64]


def source_ranks(corpus: Corpus, rows: Rows, preferred: Sequence[str]) -> Rows:
    """The place in the list of the first domain that each row's source, or its url, lies in; its end where none is."""

    @cache
    def rank(domain: str) -> int:
        return next((place for place, one in enumerate(preferred) if is_within(domain, one)), len(preferred))

    found = [min(rank(domain_of(source)), rank(domain_of(url))) for source, url in corpus.places_of(rows)]
    return np.array(found, np.int64)


def domain_of(source: str | None) -> str:
    """The domain of an address, or a source's name as it stands; without `www.`, in lower case.

    >>> domain_of("https://www.Paper.example/news"), domain_of("Herald"), domain_of(None)
    ('paper.example', 'herald', '')
    """
    name = (source or "").strip().lower()
    if "://" in name:
        try:
            name = urlsplit(name).hostname or ""
        except ValueError:
            return ""
    return name.removeprefix("www.")


def is_within(domain: str, other: str) -> bool:
    """Whether a domain is another, or lies under it.

    >>> is_within("uk.paper.example", "paper.example"), is_within("newspaper.example", "paper.example")
    (True, False)
    """
    return bool(domain) and (domain == other or domain.endswith("." + other))
