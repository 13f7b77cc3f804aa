"""The folding table as arrays, for compiled functions."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from cleaner.neardup.kernels.folding import FoldArrays
from cleaner.neardup.kernels.layout import DROP, HIGH, SEQUENCE, SEQUENCE_BITS, SHIFT, WORD
from cleaner.text.folding import CODE_POINTS, FoldTable, TokenClass, fold_table, hangul_jamo

__all__ = ["fold_arrays"]


@cache
def fold_arrays() -> FoldArrays:
    """Build the arrays: 4.4 MB, of which a text touches the pages of its own scripts.

    >>> fold_arrays().entries.shape
    (1114112,)
    """
    table = fold_table()
    kinds = _kinds(table)
    entries = (kinds << np.uint32(SHIFT)) | np.arange(CODE_POINTS, dtype=np.uint32)
    folds = table.folds | {point: hangul_jamo(point) for point in table.hangul}
    sequences: list[int] = []
    targets = np.zeros(len(folds), dtype=np.uint32)
    for place, folded in enumerate(folds.values()):
        if len(folded) == 1:
            targets[place] = entries[ord(folded)]
        elif not folded:
            targets[place] = DROP << SHIFT
        else:
            targets[place] = SEQUENCE << SHIFT | len(sequences) << SEQUENCE_BITS | len(folded)
            sequences += map(ord, folded)
    points = np.array(sequences, dtype=np.uint32)
    folded_sequences = entries[points]
    entries[np.fromiter(folds, dtype=np.int64, count=len(folds))] = targets
    return FoldArrays(_ascii(entries), entries, folded_sequences)


def _kinds(table: FoldTable) -> npt.NDArray[np.uint32]:
    kinds = np.full(CODE_POINTS, TokenClass.SEPARATOR, dtype=np.uint32)
    for kind, spans in ((TokenClass.WORD, table.words), (TokenClass.SINGLE, table.singles)):
        for span in spans:
            kinds[span.start : span.stop] = kind
    return kinds


def _ascii(entries: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint8]:
    table = np.full(256, HIGH, dtype=np.uint8)
    table[:128] = np.where(entries[:128] >> SHIFT == WORD, entries[:128] & 0x7F, 0)
    return table
