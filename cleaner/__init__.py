"""The article alone out of web and news text, and which documents of a corpus are copies of which.

The house, top floor first; a module imports only from floors below its own:

    cli          flags -> settings -> pipeline -> exit code
    indexing     INPUTs into an index, and INPUTs asked of one
    pipeline     the only loop over a corpus; beside it restoring, verifying and explaining, which read it, and
                 evaluation, which measures cleaning against a gold
    stages       learn, clean, find copies, write: the order, once
    roll, guards who was read, by id; what stops a run before it does harm
    earlier      new documents against those that an index holds
    workers      what is done to one record, and the one place where an exception becomes a reason
    report       what a run counts, and its summary
    cleaning     one document: models, rules and site memory point, `apply` cuts
    pool         batches to worker processes and back in order; cpu_limit: what one document may cost
    main_lines   which lines of an HTML page are its main text
    models       learned decisions on the lines of texts and of pages; the files and their cards
    index        documents that are added, asked for, removed; crash-safe, on disk
    extract      HTML to a page's whole text, and which of it is the article
    sites        lines that recur across one site's pages
    neardup      tokens, shingles, signatures, bands, exact verification, clusters
    io           readers, writers, ledger, names of files
    user_rules   users' own rules, from a TOML file
    rules        one small pure function a rule; phrases/*.toml hold the words
    document     Document, Block, Finding, Cleaned; apply, restore
    spans        who owns a character that several findings point at
    kernel_cache compiled functions, and where their machine code is kept
    text         decoding, folding, language
    settings     defaults, TOML file and flags become one; settings_file reads the TOML
    config       one frozen value a stage
    errors       what can go wrong, and what to do about it
"""

from __future__ import annotations

import logging
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cleaner.cleaning import clean, clean_many
    from cleaner.config import CleanConfig, DedupConfig, Limits
    from cleaner.document import Cleaned, Document, Finding, Metadata
    from cleaner.evaluation.evaluating import evaluate
    from cleaner.evaluation.result import Evaluation
    from cleaner.index.embedded import Index
    from cleaner.index.matching import Match
    from cleaner.neardup.duplicates import Duplicates, find_duplicates
    from cleaner.neardup.shingling import shingle_hash, shingles, tokens
    from cleaner.neardup.sketch import signatures, to_datasketch
    from cleaner.rules import Rule, Span, rule
    from cleaner.sites import SiteMemory
    from cleaner.user_rules.rule_file import load_rules

__version__ = "0.1.0"

# A library is silent until its user sets up logging.
logging.getLogger(__name__).addHandler(logging.NullHandler())

# Where each public name lives: it is imported when it is first asked for, so that `import cleaner` costs nothing.
HOMES = {
    "clean": "cleaner.cleaning",
    "clean_many": "cleaner.cleaning",
    "CleanConfig": "cleaner.config",
    "DedupConfig": "cleaner.config",
    "Limits": "cleaner.config",
    "Cleaned": "cleaner.document",
    "Document": "cleaner.document",
    "Finding": "cleaner.document",
    "Metadata": "cleaner.document",
    "Evaluation": "cleaner.evaluation.result",
    "evaluate": "cleaner.evaluation.evaluating",
    "Index": "cleaner.index.embedded",
    "Match": "cleaner.index.matching",
    "Duplicates": "cleaner.neardup.duplicates",
    "find_duplicates": "cleaner.neardup.duplicates",
    "tokens": "cleaner.neardup.shingling",
    "shingles": "cleaner.neardup.shingling",
    "shingle_hash": "cleaner.neardup.shingling",
    "signatures": "cleaner.neardup.sketch",
    "to_datasketch": "cleaner.neardup.sketch",
    "rule": "cleaner.rules",
    "Rule": "cleaner.rules",
    "Span": "cleaner.rules",
    "load_rules": "cleaner.user_rules.rule_file",
    "SiteMemory": "cleaner.sites",
}

__all__ = [
    "CleanConfig",
    "Cleaned",
    "DedupConfig",
    "Document",
    "Duplicates",
    "Evaluation",
    "Finding",
    "Index",
    "Limits",
    "Match",
    "Metadata",
    "Rule",
    "SiteMemory",
    "Span",
    "clean",
    "clean_many",
    "evaluate",
    "find_duplicates",
    "load_rules",
    "rule",
    "shingle_hash",
    "shingles",
    "signatures",
    "to_datasketch",
    "tokens",
]


def __getattr__(name: str) -> object:
    if name in HOMES:
        return getattr(import_module(HOMES[name]), name)
    raise AttributeError(f"module 'cleaner' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
