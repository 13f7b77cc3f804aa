"""Where a page's lines stand in its tree: the elements that make lines, as arrays."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["Layout", "LayoutWriter", "Signs"]

Integers = npt.NDArray[np.int64]
NODE_COLUMNS = ("parents", "depths", "tags", "slots", "landmarks", "within", "hints", "hinted")


@dataclass(frozen=True, eq=False)
class Layout:
    """The elements that tell of the page's parts (nodes, in the page's order), and the lines' places among them.

    Of each node: `parents` (the root's is itself), `depths`, `tags` (numbers of `cleaner.extract.walk.TAGS`), `slots`
    (nodes of the same path of tags and names from the root down have one number), `landmarks` and `hints` (bits of
    itself; `within` and `hinted` those of itself and of all above), and the lines that it holds: `[first, end)`.
    Of each line: its `nodes`, the characters in links, `links`, and the characters in bold.
    """

    parents: Integers
    depths: Integers
    tags: Integers
    slots: Integers
    landmarks: Integers
    within: Integers
    hints: Integers
    hinted: Integers
    first: Integers
    end: Integers
    nodes: Integers
    link_characters: Integers
    links: Integers
    bold_characters: Integers

    def with_node(self, tag: int, lines: int) -> Layout:
        """With one more node below the root, the last, that holds so many lines more."""
        root, count = 0, len(self.parents)
        row = {"parents": root, "depths": 1, "tags": tag, "slots": self.slots.max() + 1}
        first = len(self.nodes)
        node = {name: np.append(getattr(self, name), row.get(name, 0)) for name in NODE_COLUMNS}
        end = np.append(self.end, first + lines)
        end[root] = first + lines
        zeros = np.zeros(lines, np.int64)
        return replace(
            self,
            **node,
            first=np.append(self.first, first),
            end=end,
            nodes=np.append(self.nodes, zeros + count),
            link_characters=np.append(self.link_characters, zeros),
            links=np.append(self.links, zeros),
            bold_characters=np.append(self.bold_characters, zeros),
        )


class Signs(NamedTuple):
    """What an element says of its part in the page: the number of its tag, its class and id, landmarks and hints as
    bits, and what it is called in evidence.
    """

    tag: int
    names: str = ""
    landmarks: int = 0
    hints: int = 0
    path: str = ""


class LayoutWriter:
    """Collects nodes while a tree is walked."""

    def __init__(self) -> None:
        # parent, depth, tag, slot, landmarks, within, hints, hinted
        self._rows: list[tuple[int, ...]] = []
        self._slots: dict[tuple[int, int, str], int] = {}
        self._first: list[int] = []
        self._end: list[int] = []
        self._open: list[int] = []

    @property
    def current(self) -> int:
        """The number of the node that is open."""
        return self._open[-1]

    def begin(self, signs: Signs, line: int) -> None:
        """A node begins before line `line`."""
        tag, names, landmarks, hints, _ = signs
        rows, slots = self._rows, self._slots
        number = len(rows)
        if self._open:
            parent = self._open[-1]
            _, depth, _, slot, _, within, _, hinted = rows[parent]
        else:
            parent, depth, slot, within, hinted = number, -1, -1, 0, 0
        slot = slots.setdefault((slot, tag, names), len(slots))
        rows.append((parent, depth + 1, tag, slot, landmarks, within | landmarks, hints, hinted | hints))
        self._first.append(line)
        self._end.append(line)
        self._open.append(number)

    def finish(self, line: int) -> None:
        """The node that is open ends before line `line`."""
        self._end[self._open.pop()] = line

    def layout(self, nodes: list[int], link_characters: list[int], links: list[int], bold: list[int]) -> Layout:
        """All of it, with what is known of the lines."""
        columns = np.array(self._rows, np.int64).reshape(-1, len(NODE_COLUMNS)).T
        return Layout(
            **dict(zip(NODE_COLUMNS, columns, strict=True)),
            first=np.array(self._first, np.int64),
            end=np.array(self._end, np.int64),
            nodes=np.array(nodes, np.int64),
            link_characters=np.array(link_characters, np.int64),
            links=np.array(links, np.int64),
            bold_characters=np.array(bold, np.int64),
        )
