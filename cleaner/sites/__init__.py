"""Site memory: lines that recur across one site's pages are its furniture.

pages, sample, learner   what is kept of a page, of a site, of all: bounded
copies, learning, forms  what recurs; copies of one article count once
evidence                 how often, until when, where; how it ages
verdicts                 the thresholds
furniture                looking up a document's lines
memory, store, toml_text many sites; on disk; to be read and edited
"""

from __future__ import annotations

from cleaner.sites.evidence import LineEvidence, SiteEvidence
from cleaner.sites.furniture import SITE_CODE, Furniture, Recurring
from cleaner.sites.keys import line_key
from cleaner.sites.learner import SiteLearner
from cleaner.sites.memory import SiteMemory
from cleaner.sites.pages import PageLines, page_lines

__all__ = [
    "SITE_CODE",
    "Furniture",
    "LineEvidence",
    "PageLines",
    "Recurring",
    "SiteEvidence",
    "SiteLearner",
    "SiteMemory",
    "line_key",
    "page_lines",
]
