"""Pages in, memory out; what it takes is bounded whatever is read."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from cleaner.sites.evidence import SiteEvidence
from cleaner.sites.keys import hash_of
from cleaner.sites.learning import learn_site
from cleaner.sites.memory import SiteMemory
from cleaner.sites.pages import PageLines
from cleaner.sites.sample import Sample, SeenLines

__all__ = ["SiteLearner"]

LOG = logging.getLogger(__name__)

# A site shows its furniture on this many pages.
SAMPLED_PAGES = 4000
# Pages held at once, of all sites (some 2 kB each). Where there are more, every site's sample is halved, down to the
# least; then the sites with the fewest pages are forgotten, and with them what they showed so far.
MOST_PAGES, LEAST_SAMPLE = 500_000, 15
KEPT_SHARE = 0.8


class SiteLearner:
    """Collects pages and tells what recurs on each site.

    The same pages give the same memory in any order, unless there are so many sites that some are forgotten
    (`pruned` counts how often); then the order counts, which in a run is always the same.
    """

    def __init__(self, sampled_pages: int = SAMPLED_PAGES, most_pages: int = MOST_PAGES) -> None:
        self._sites: dict[str, Sample] = {}
        self._seen = SeenLines()
        self._most, self._most_pages = sampled_pages, most_pages
        self._held = 0
        self.pruned = 0

    def add(self, page: PageLines | None) -> None:
        """Look at one page."""
        if not page:
            return
        sample = self._sites.get(page.site)
        if sample is None:
            sample = self._sites[page.site] = Sample(hash_of(page.site))
        self._held += sample.add(page, self._most, self._seen)
        while self._held > self._most_pages:
            self._make_room()

    def memory(self) -> SiteMemory:
        """What was learnt."""
        if self.pruned:
            LOG.warning(
                "site memory: there were too many sites at once, %d times one of few pages was forgotten; "
                "learn fewer sites at a time, one file after the other with --sites",
                self.pruned,
            )
        return SiteMemory(dict(self._learnt()))

    def _learnt(self) -> Iterator[tuple[str, SiteEvidence]]:
        for site in sorted(self._sites):
            evidence = learn_site(self._sites[site])
            if evidence.lines or evidence.forms:
                yield site, evidence

    def _make_room(self) -> None:
        if self._most > LEAST_SAMPLE:
            self._most //= 2
            LOG.info("site memory: %d pages a site are looked at from now on", self._most)
            self._held = sum(sample.trim(self._most) for sample in self._sites.values())
            return
        fewest_first = sorted(self._sites, key=lambda site: (len(self._sites[site].pages), self._sites[site].salt))
        for site in fewest_first:
            if self._held <= KEPT_SHARE * self._most_pages:
                break
            self._held -= len(self._sites.pop(site).pages)
            self.pruned += 1
