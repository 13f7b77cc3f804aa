"""What stands in front of ids so that several INPUTs are told apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

__all__ = ["tell_apart"]


def tell_apart(paths: Sequence[str]) -> list[str]:
    """For each absolute path its base name, with as much of its parents in front as tells it from the others.

    >>> tell_apart(["/data/x/news", "/data/y/news", "/data/wire"])
    ['x/news', 'y/news', 'wire']
    """
    parts = [path.strip("/").split("/") for path in paths]
    same_base: dict[str, list[int]] = defaultdict(list)
    for number, names in enumerate(parts):
        same_base[names[-1]].append(number)
    found = [""] * len(paths)
    for group in same_base.values():
        length = _shortest([parts[number] for number in group])
        for number in group:
            found[number] = "/".join(parts[number][-length:])
    return found


def _shortest(group: list[list[str]]) -> int:
    """How many last parts make every path of the group another one."""
    longest = max(map(len, group))
    lengths = range(1, longest + 1)
    return next((n for n in lengths if len({tuple(names[-n:]) for names in group}) == len(group)), longest)
