"""Connected components against following each edge."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cleaner.neardup.union_find import components


@given(st.lists(st.tuples(st.integers(0, 14), st.integers(0, 14)), max_size=20))
def test_components_are_what_edges_reach(edges: list[tuple[int, int]]) -> None:
    reach = [{node} for node in range(15)]
    for _ in range(15):
        for one, other in edges:
            reach[one] |= reach[other]
            reach[other] |= reach[one]
    one, other = np.array(edges, dtype=np.int64).reshape(-1, 2).T
    found = components(15, one, other)
    assert found.tolist() == [min(reached) for reached in reach]
