"""Settings from a TOML file, each checked for its name and its type.

Each dot of a setting's name is a table:

    jobs = 4

    [dedup]
    threshold = 0.8

    [input.limits]
    document_bytes = "16MiB"
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from cleaner.errors import ConfigError
from cleaner.settings import UNSET, Kind, Setting, known_settings, parse_size, toml_value

__all__ = ["place_first", "read_settings"]

PLACE = re.compile(r" \((at line \d+, column \d+|at end of document)\)$")
WORDS = {str: "a string", int: "a whole number from 1", float: "a number", bool: "true or false"}


def read_settings(path: str | Path) -> dict[str, Setting]:
    """The settings of a TOML file. Errors: ConfigError naming the file, the key and what it wants."""
    try:
        with open(path, "rb") as file:
            content = tomllib.load(file)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror}); name a TOML file") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not UTF-8 (byte {error.start}); save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: {place_first(str(error))}") from error
    origin = f"file {path}"
    try:
        return {key: Setting(_beside(path, key, _checked(key, value)), origin) for key, value in _flat("", content)}
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from None


def place_first(message: str) -> str:
    """What tomllib says, the place first, as compilers tell it.

    >>> place_first("Invalid value (at line 3, column 5)")
    'line 3, column 5: Invalid value'
    """
    place = PLACE.search(message)
    return f"{place[1].removeprefix('at ')}: {message[: place.start()]}" if place else message


def _flat(prefix: str, table: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    """Keys with their tables' names in front. Errors: ConfigError for a key that is none."""
    for name, value in table.items():
        key = prefix + name
        is_section = any(known.startswith(key + ".") for known in known_settings())
        if is_section and isinstance(value, dict):
            yield from _flat(key + ".", value)
        elif is_section:
            raise ConfigError(f"{key}: wants a table, [{key}]")
        elif key in known_settings():
            yield key, value
        else:
            raise ConfigError(_unknown(key))


def _unknown(key: str) -> str:
    """What is said of a key that is none, with the one that was meant or those that are.

    >>> _unknown("dedup.treshold")
    'dedup.treshold: no such setting; did you mean dedup.threshold?'
    >>> _unknown("jobz"), _unknown("threshold")
    ('jobz: no such setting; did you mean jobs?', 'threshold: no such setting; did you mean dedup.threshold?')
    """
    wanted = key.replace("-", "_")
    section, _, name = wanted.rpartition(".")
    beside = [one for one in known_settings() if one.rpartition(".")[0] == section]
    near = _like(name, beside) or _like(name, _sections()) or _like(name, list(known_settings()))
    if near:
        meant = f"[{near[0]}]" if near[0] in _sections() else near[0]
        return f"{key}: no such setting; did you mean {meant}?"
    there = ", ".join(one.rpartition(".")[2] for one in beside) or ", ".join(f"[{one}]" for one in _sections())
    return f"{key}: no such setting; " + (f"[{section}] has {there}" if section else f"known are {there}")


def _like(name: str, keys: list[str]) -> list[str]:
    """The keys whose last name is most like a name."""
    by_name = {key.rpartition(".")[2]: key for key in keys}
    return [by_name[one] for one in get_close_matches(name, by_name)]


def _sections() -> list[str]:
    return list(dict.fromkeys(key.rpartition(".")[0] for key in known_settings() if "." in key))


def _checked(key: str, value: object) -> object:
    """A value as the config holds it. Errors: ConfigError for one of another type."""
    kind = known_settings()[key]
    if kind.may_be_none and (kind.is_tuple or kind.type is not str) and value == UNSET:
        return None
    if kind.is_tuple and isinstance(value, list):
        items = [_plain(kind, item) for item in value]
        if None not in items:
            return tuple(items)
    elif not kind.is_tuple and (plain := _plain(kind, value)) is not None:
        return plain
    raise ConfigError(f"{key} = {_shown(value)}: wants {_wanted(kind)}")


def _beside(path: str | Path, key: str, value: object) -> object:
    """A file that is named in a settings file lies beside it, wherever the command is run."""
    if not known_settings()[key].is_file or not isinstance(value, tuple):
        return value
    return tuple(os.path.join(os.path.dirname(path), name) for name in value)


def _plain(kind: Kind, value: object) -> object:
    """A value of the kind's type; None for any other."""
    if kind.is_size and isinstance(value, str):
        try:
            return parse_size(value)
        except ValueError:
            return None
    if kind.type is float and type(value) is int:
        return float(value)
    if type(value) is not kind.type or (type(value) is int and value < kind.least):
        return None
    return value


def _shown(value: object) -> str:
    return toml_value(tuple(value) if isinstance(value, list) else value)


def _wanted(kind: Kind) -> str:
    if kind.is_size:
        return 'a size, such as 1000 or "64MiB"'
    if kind.is_tuple:
        return f"a list, each item {WORDS[kind.type]}"
    return WORDS[kind.type]
