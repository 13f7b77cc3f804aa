"""Connected components."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cleaner.neardup.kernels.joining import join

__all__ = ["components"]

Nodes = npt.NDArray[np.int64]


def components(size: int, one: Nodes, other: Nodes) -> Nodes:
    """For each of `size` nodes the smallest node that the edges `one[i]` - `other[i]` join it with.

    >>> components(4, np.array([3]), np.array([1]))
    array([0, 1, 2, 1])
    """
    parent = np.arange(size)
    join(parent, one, other)
    return parent
