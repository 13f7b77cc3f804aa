"""find_duplicates: which documents of a corpus are copies of which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

import pyarrow as pa

from cleaner.config import DedupConfig
from cleaner.neardup.bands import Bands, choose_bands
from cleaner.neardup.candidates import Effort
from cleaner.neardup.clusters import cluster
from cleaner.neardup.contained import SAMPLING
from cleaner.neardup.corpus import Corpus, read_corpus
from cleaner.neardup.explaining import Explanation, explain_pair
from cleaner.neardup.finding import find_related
from cleaner.neardup.kernels.heat import Hot
from cleaner.neardup.passages import NO_PASSAGES, Passages, find_passages
from cleaner.neardup.relations import joins
from cleaner.neardup.repeats import Repeat, order_of_preference, repeats
from cleaner.neardup.sketch import NO_SAMPLES, Wanted, sketch
from cleaner.neardup.tables import duplicates_table, pairs_table
from cleaner.neardup.threads import check_threads
from cleaner.neardup.units import Units, collapse
from cleaner.neardup.updates import Updates
from cleaner.neardup.verify import Verifier

__all__ = ["Duplicates", "find_duplicates"]


@dataclass(frozen=True)
class Duplicates:
    """Which documents are copies of which.

    `table` has one row per document that has a copy: id, cluster_id (the kept document's id), cluster_size, keep,
    duplicate_of, relation (exact | updated-version | near | contained-in | contains), jaccard and containment against
    the kept document, reason. `pairs` has one row per verified pair, template twins and shared passages too. `bands`
    and `effort` tell how pairs were looked for.
    """

    table: pa.Table = field(repr=False)
    pairs: pa.Table = field(repr=False)
    config: DedupConfig
    bands: Bands
    effort: Effort
    _corpus: Corpus = field(repr=False)
    _hot: Hot = field(repr=False)

    def clusters(self) -> list[list[Any]]:
        """The ids of each cluster, the kept one first, in the table's order.

        >>> find_duplicates([("b", "a b c"), ("a", "A, b, c"), ("c", "")]).clusters()
        [['a', 'b']]
        """
        kept = self.table.column("cluster_id").to_pylist()
        by_cluster = groupby(zip(kept, self.table.column("id").to_pylist(), strict=True), key=lambda pair: pair[0])
        return [[first, *(name for _, name in group if name != first)] for first, group in by_cluster]

    def text(self, name: Any) -> str:
        """A document's text. Errors: KeyError for an unknown id."""
        return self._corpus.text(self._corpus.row_of(name))

    def explain(self, a: Any, b: Any) -> Explanation:
        """Why two documents are copies, or why not. Errors: KeyError for an unknown id.

        >>> find_duplicates([(1, "a b c"), (2, "A, b, c"), (3, "a b d")]).explain(1, 3).reason
        'too short: a text of fewer tokens than a shingle has only exact copies'
        """
        return explain_pair(self._corpus, self.config, self.bands, (self.table, self.pairs, self._hot), (a, b))

    def repeats(self) -> Mapping[Any, list[Repeat]]:
        """By id the passages that a preferred document has too, where passages were looked for.

        >>> texts = [("a", "rain fell all day long on the old bay"), ("b", "the ferry sank as rain fell all day long")]
        >>> find_duplicates(texts, DedupConfig(passages=5)).repeats()
        {'a': [Repeat(start=0, end=22, kept_in='b')]}
        """
        return repeats(self._corpus, self.table, self.pairs, self.config)


def find_duplicates(
    data: Any, config: DedupConfig | None = None, *, threads: int = 1, folder: Path | None = None
) -> Duplicates:
    """Find exact and near copies among texts; each pair is verified exactly.

    `data` is anything with an Arrow stream (a pyarrow or polars table, a DuckDB result), with a column `text` and
    optionally `id` (any type that sorts; else rows are numbered from 0), `date` (ISO 8601), `source` and `url`; or an
    iterable of (id, text). The result is the same for any order of rows, and for any number of threads. Of a large
    corpus the shingles lie in a nameless file in `folder` (None: the system's for temporary files) as long as this
    runs.

    Errors: DuplicateIdError for an id that stands twice; SourceError for data without texts; ConfigError;
    UnfinishedError where the file cannot be written.

    >>> text = "the council voted on monday to close the old bridge for a year"
    >>> found = find_duplicates([("a", text), ("b", text + " of repairs"), ("c", text.upper())])
    >>> found.table.select(["id", "cluster_id", "relation", "jaccard"]).to_pylist()[1]
    {'id': 'b', 'cluster_id': 'b', 'relation': None, 'jaccard': None}
    >>> found.pairs.column("relation").to_pylist()
    ['near', 'exact']
    """
    check_threads(threads)
    config = config or DedupConfig()
    bands = choose_bands(config)
    corpus = read_corpus(data)
    wanted = Wanted.of(bands, SAMPLING if config.containment is not None else NO_SAMPLES)
    units = collapse(sketch(corpus.texts, config.n, wanted, threads=threads, folder=folder))
    verifier = Verifier(units, corpus.text, config.n, config.threshold, config.containment)
    shared = _passages(corpus, units, config, threads, folder)
    if config.containment is not None:
        verifier.updates = Updates(corpus, units, config.n)
    found, effort = find_related(units, bands, verifier, config, shared.pairs, threads=threads)
    edges = found.where(joins(found, verifier.relations(found)))
    clusters = cluster(corpus, units, edges, verifier, config)
    return Duplicates(
        table=duplicates_table(corpus, clusters, verifier),
        pairs=pairs_table(corpus, units, clusters, found, verifier, shared),
        config=config,
        bands=bands,
        effort=effort,
        _corpus=corpus,
        _hot=verifier.hot,
    )


def _passages(corpus: Corpus, units: Units, config: DedupConfig, threads: int, folder: Path | None) -> Passages:
    """What units share word for word, where that is asked for."""
    if config.passages is None:
        return NO_PASSAGES
    order = order_of_preference(corpus, config)
    return find_passages(units, corpus.texts, corpus.text, config.passages, order, threads=threads, folder=folder)
