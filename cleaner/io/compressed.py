"""The bytes of a plain, gzip or zstd file, in pieces, under limits."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import BinaryIO, Protocol

from cleaner.config import Limits
from cleaner.errors import DocumentError
from cleaner.io.record import Hash

__all__ = ["open_pieces"]

PIECE = 1 << 16
# A zstd block of 4 bytes may unpack to 128 KiB: fed in small bites, even a bomb unpacks to no more than this x 2^15
# before its ratio is looked at.
ZSTD_BITE = 1 << 12
ZSTD_WINDOW = 1 << 31
# Below this, a high ratio does no harm and says nothing.
RATIO_FROM = 1 << 20
GZIP_HEADER = 31


class _Inflater(Protocol):
    """One compressed stream, as zlib and zstandard know it."""

    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, /) -> bytes: ...


def open_pieces(path: str, suffix: str, limits: Limits, digest: Hash) -> Iterator[bytes]:
    """The unpacked bytes; what is read from disk goes through `digest`.

    Errors: DocumentError, after all that could be read, for a file cut short, damaged, or over a limit; OSError.
    """
    packing = suffix.rpartition(".")[2]
    with open(path, "rb") as file:
        read = _digested(file, ZSTD_BITE if packing == "zst" else PIECE, digest)
        yield from _limited(_inflate(read, packing), limits) if packing in ("gz", "zst") else read


def _digested(file: BinaryIO, size: int, digest: Hash) -> Iterator[bytes]:
    while piece := file.read(size):
        digest.update(piece)
        yield piece


def _new_stream(packing: str) -> _Inflater:
    if packing == "gz":
        return zlib.decompressobj(GZIP_HEADER)
    import zstandard

    stream: _Inflater = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW).decompressobj()
    return stream


def _inflate(pieces: Iterator[bytes], packing: str) -> Iterator[tuple[int, bytes]]:
    """(bytes read, what they unpack to); streams that follow each other in one file are one."""
    stream = None
    for piece in pieces:
        rest = piece
        while rest:
            stream = stream or _new_stream(packing)
            yield len(piece) if rest is piece else 0, _decompress(stream, rest, packing)
            rest = stream.unused_data if stream.eof else b""
            if stream.eof:
                stream = None
                # gzip allows zero bytes after the last stream
                rest = rest.lstrip(b"\0") if packing == "gz" else rest
    if stream is not None:
        raise DocumentError(f"cut short: its {packing} stream has no end; what came before is done")


def _decompress(stream: _Inflater, data: bytes, packing: str) -> bytes:
    import zstandard

    try:
        return stream.decompress(data)
    except (zlib.error, zstandard.ZstdError) as error:
        raise DocumentError(f"damaged {packing} stream ({error}); what came before is done") from error


def _limited(unpacked: Iterator[tuple[int, bytes]], limits: Limits) -> Iterator[bytes]:
    taken = given = 0
    for size, piece in unpacked:
        taken, given = taken + size, given + len(piece)
        if given > limits.member_bytes:
            raise DocumentError(f"unpacks to more than {limits.member_bytes} bytes; --max-unpacked raises the limit")
        if given > RATIO_FROM and given > limits.ratio * taken:
            raise DocumentError(f"unpacks to more than {limits.ratio} times its size; --max-ratio raises the limit")
        yield piece
