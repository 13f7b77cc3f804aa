"""Ids -> file names: whatever an id holds, its file stays inside the folder, and no two ids share a name."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Set

from cleaner.io.inputs import id_key
from cleaner.io.suffixes import KNOWN_SUFFIXES, suffix_of

__all__ = ["assign_names", "restored_name", "text_name"]

# File systems take 255 bytes a part; what is left is room for `~2` and for tools that add endings of their own.
LONGEST = 200
LONGEST_HELD, LONGEST_HELD_PATH = 255, 4096
# Operating systems take 4,096 bytes a path, one of them 1,024, and OUT stands in front.
LONGEST_PATH = 800
HASH_DIGITS = 16
# Control characters deceive terminals, a backslash is a separator on Windows.
ESCAPED = re.compile(r"%(?=[0-9A-Fa-f]{2})|[\x00-\x1f\x7f\\\ud800-\udfff]|^/+|/+$|/+(?=/)|(?<![^/])\.{1,2}(?![^/])")
NO_NAME = re.compile("[\0\ud800-\udfff]")
HALF_ESCAPE = re.compile(r"%[0-9A-Fa-f]?\Z")


def text_name(id: str, is_text_file: bool) -> str:
    """The name of a document in the text tree, before clashes are looked at.

    `.txt` is not doubled for a text file whose stem has no known suffix.

    >>> [text_name(id, True) for id in ("news/a.txt", "a.md", "a.html.txt", "../x", "50%25")]
    ['news/a.txt', 'a.md.txt', 'a.html.txt.txt', '%2E%2E/x.txt', '50%2525.txt']
    """
    stem = id.removesuffix(".txt") if is_text_file else id
    if stem.rpartition("/")[2] == "" or suffix_of(stem, KNOWN_SUFFIXES):
        stem = id
    *folders, last = _parts(_escape(stem))
    return "/".join([*map(_shorten, folders), _shorten(last, ".txt")])


def restored_name(id: str) -> str:
    """Where the input with this id lay: the id itself, wherever that is a path inside a folder.

    >>> restored_name("news/%41.txt"), restored_name("/etc/passwd"), restored_name("a/../b")
    ('news/%41.txt', '%2Fetc/passwd', 'a/%2E%2E/b')
    """
    parts = id.split("/")
    if all(_is_name(part) for part in parts) and len(_encoded(id)) <= LONGEST_HELD_PATH:
        return id
    return "/".join(map(_shorten, _parts(_escape(id))))


def assign_names(
    ids: Iterable[str], name: Callable[[str], str], *, fold_case: bool, last: Set[str] = frozenset()
) -> dict[str, str]:
    """A name of its own for each id, in the order of the ids, `last` ones last: what clashes gets `~2`.

    With `fold_case`, names that some file systems hold to be one (case, composed accents) clash too.

    >>> assign_names(["b", "B", "b.txt/c"], lambda id: text_name(id, False), fold_case=True)
    {'B': 'B.txt', 'b': 'b~2.txt', 'b.txt/c': 'b.txt~2/c.txt'}
    """
    namer = _Namer(fold_case)
    return {id: namer.take(name(id)) for id in sorted(ids, key=lambda id: (id in last, id_key(id)))}


def _is_name(part: str) -> bool:
    return part not in ("", ".", "..") and not NO_NAME.search(part) and len(_encoded(part)) <= LONGEST_HELD


def _escape(id: str) -> str:
    """`urllib.parse.unquote` gives the id back: nothing is lost, so no two ids come out alike."""
    return ESCAPED.sub(lambda match: "".join(f"%{byte:02X}" for byte in _encoded(match.group())), id) or "%00"


def _parts(name: str) -> list[str]:
    """The parts of an escaped name; one that is too long a path is one part."""
    return name.split("/") if len(name.encode()) <= LONGEST_PATH else [name.replace("/", "%2F")]


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _shorten(part: str, ending: str = "") -> str:
    """A part of at most `LONGEST` bytes with its ending: a longer one keeps its head, and a hash of all of it."""
    whole = _encoded(part)
    if len(whole) + len(ending) <= LONGEST:
        return part + ending
    head = whole[: LONGEST - len(ending) - HASH_DIGITS - 1].decode("utf-8", "ignore")
    return f"{HALF_ESCAPE.sub('', head)}~{hashlib.sha256(whole).hexdigest()[:HASH_DIGITS]}{ending}"


class _Namer:
    """What is taken: files and folders, as the least discerning file system sees them."""

    def __init__(self, fold_case: bool) -> None:
        self.fold_case = fold_case
        self.files: set[str] = set()
        self.folders: set[str] = set()
        self.numbers: dict[str, int] = {}

    def take(self, wanted: str) -> str:
        """The wanted name, or the first free one beside it."""
        *folders, last = wanted.split("/")
        path = ""
        for folder in folders:
            path = self._free(path, folder, "", self.files)
            self.folders.add(self._key(path))
            path += "/"
        stem, dot, suffix = last.rpartition(".")
        name = self._free(path, stem or suffix, dot + suffix if stem else "", self.files, self.folders)
        self.files.add(self._key(name))
        return name

    def _free(self, path: str, stem: str, ending: str, *taken: set[str]) -> str:
        name = path + stem + ending
        key = self._key(name)
        if not any(key in names for names in taken):
            return name
        is_file = len(taken) > 1
        number = self.numbers.get(key, 1) + 1 if is_file else 2
        while any(self._key(f"{path}{stem}~{number}{ending}") in names for names in taken):
            number += 1
        if is_file:
            self.numbers[key] = number
        return f"{path}{stem}~{number}{ending}"

    def _key(self, name: str) -> str:
        return unicodedata.normalize("NFD", name.casefold()) if self.fold_case else name
