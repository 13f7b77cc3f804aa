"""What goes to a worker at once."""

from __future__ import annotations

import pytest

from cleaner.io.record import Raw
from cleaner.stages import BATCH_BYTES, BATCH_RECORDS, batches


@pytest.mark.parametrize("size", [0, 1, BATCH_BYTES // 3, BATCH_BYTES])
def test_batches_hold_neither_too_many_records_nor_too_many_bytes(size: int) -> None:
    """Files are not read yet, so their size counts."""
    records = [Raw(str(number), "html", "", size=size) for number in range(200)]
    found = list(batches(records))
    assert [raw for batch in found for raw in batch] == records
    assert all(len(batch) <= BATCH_RECORDS for batch in found)
    assert all(sum(raw.size for raw in batch[:-1]) < BATCH_BYTES for batch in found)
