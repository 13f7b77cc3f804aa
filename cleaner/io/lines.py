"""Lines of bytes, cut at \\n and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator

__all__ = ["split_lines"]


def split_lines(pieces: Iterator[bytes], most: int) -> Iterator[bytes | None]:
    """Lines without their \\n; None for one longer than `most` bytes.

    >>> list(split_lines(iter([b"a\\nb", b"c\\n\\nlong", b"er\\nd"]), 4))
    [b'a', b'bc', b'', None, b'd']
    """
    pending: list[bytes] = []
    size = 0
    for piece in pieces:
        first, *others = piece.split(b"\n")
        for following in (*others, None):
            size += len(first)
            if size <= most:
                pending.append(first)
            if following is None:
                break
            yield b"".join(pending) if size <= most else None
            pending.clear()
            size, first = 0, following
    if size:
        yield b"".join(pending) if size <= most else None
