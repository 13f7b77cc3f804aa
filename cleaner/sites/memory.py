"""Site memory: what was learnt of many sites, looked up by document."""

from __future__ import annotations

import hashlib
from collections import ChainMap
from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import cast

from cleaner.document import Document
from cleaner.sites.evidence import SiteEvidence, merged
from cleaner.sites.furniture import Furniture, Recurring

__all__ = ["SiteMemory"]

# So many sites' furniture stays at hand once it was looked up.
AT_HAND = 1000


@dataclass(frozen=True)
class SiteMemory:
    """What is known of many sites, to be sent to workers, kept in a file (`save`, `open`), and reviewed.

    >>> from cleaner.sites import SiteLearner, page_lines
    >>> learner = SiteLearner()
    >>> for number, story in enumerate(["Rain fell.", "Snow fell.", "Hail fell."]):
    ...     learner.add(page_lines(Document(f"{story}\\nOur weather desk", id=str(number), source="s")))
    >>> memory = learner.memory()
    >>> memory.recurring(Document("Fog.\\nOur weather desk", source="s")).counts
    {1: 3}
    """

    sites: Mapping[str, SiteEvidence] = field(default_factory=dict)
    _ready: dict[str, Furniture | None] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def open(cls, path: str | Path) -> SiteMemory:
        """The memory in a file: only the sites that are asked for are read. Errors: ConfigError."""
        # SQLite and what comes with it are not for a text without site memory.
        from cleaner.sites.store import StoredSites

        return cls(StoredSites(Path(path)))

    def save(self, path: str | Path) -> None:
        """Write a file, in one step: whoever has an older one open goes on reading that. Errors: OSError."""
        from cleaner.sites.store import write_store

        write_store(Path(path), ((site, self.sites[site]) for site in sorted(self.sites)))

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the content, however it is kept."""
        digest = hashlib.sha256()
        for site, known in sorted(_digests(self.sites).items()):
            digest.update(f"{known} {site}\n".encode())
        return digest.hexdigest()

    def updated(self, new: SiteMemory) -> SiteMemory:
        """With newer evidence: of each site that it knows, what was known before counts less the older it is."""
        return SiteMemory(_Updated(self.sites, new.sites))

    def for_sites_of(self, new: SiteMemory) -> SiteMemory:
        """The same for one run: the sites of `new` are in memory, others are looked up where they are."""
        both = self.updated(new).sites
        fresh = {site: both[site] for site in new.sites}
        others = cast("MutableMapping[str, SiteEvidence]", self.sites)
        return SiteMemory(ChainMap(fresh, others))

    def recurring(self, document: Document) -> Recurring | None:
        """The document's lines that its site repeats; None where it has none."""
        furniture = self._of(document.source) if document.source else None
        return furniture.recurring(document) if furniture else None

    def _of(self, site: str) -> Furniture | None:
        """A site's furniture; that of the last sites asked for is at hand."""
        if site not in self._ready:
            if len(self._ready) >= AT_HAND:
                del self._ready[next(iter(self._ready))]
            known = self.sites.get(site)
            self._ready[site] = Furniture.of(known) if known else None
        return self._ready[site]

    def __getstate__(self) -> dict[str, object]:
        return {"sites": self.sites, "_ready": {}}


def _digests(sites: Mapping[str, SiteEvidence]) -> dict[str, str]:
    """The digest of each site; that of a stored one is stored with it."""
    from cleaner.sites.store import StoredSites, evidence_digest

    if isinstance(sites, StoredSites):
        return sites.digests()
    if isinstance(sites, ChainMap):
        return {site: known for one in reversed(sites.maps) for site, known in _digests(one).items()}
    return {site: evidence_digest(site, known) for site, known in sites.items()}


class _Updated(Mapping[str, SiteEvidence]):
    """Two memories as one, merged site by site when one is asked for."""

    def __init__(self, old: Mapping[str, SiteEvidence], new: Mapping[str, SiteEvidence]) -> None:
        self._old, self._new = old, new

    def __getitem__(self, site: str) -> SiteEvidence:
        old, new = self._old.get(site), self._new.get(site)
        if old is None or new is None:
            found = new or old
            if found is None:
                raise KeyError(site)
            return found
        return merged(old, new)

    def __iter__(self) -> Iterator[str]:
        yield from sorted({*self._old, *self._new})

    def __len__(self) -> int:
        return len({*self._old, *self._new})
