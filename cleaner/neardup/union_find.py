"""Connected components."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cleaner.neardup.kernels.joining import roots

__all__ = ["components"]


def components(size: int, edges: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """For each of `size` nodes the smallest node it is joined with; `edges` is int64[m, 2].

    >>> components(4, np.array([[3, 1]]))
    array([0, 1, 2, 1])
    """
    return roots(size, np.ascontiguousarray(edges, dtype=np.int64).reshape(-1, 2))
