"""Where settings come from: the defaults, a TOML file, flags; the one place where they become one.

The names of settings are the fields of the configs: `dedup.threshold`, `input.limits.seconds`, `jobs`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from types import MappingProxyType, NoneType
from typing import Any, NamedTuple, get_args, get_origin, get_type_hints

from cleaner.config import RuleFile, RunConfig
from cleaner.errors import ConfigError

__all__ = [
    "DEFAULT",
    "UNSET",
    "Kind",
    "Setting",
    "Settings",
    "known_settings",
    "parse_size",
    "size_text",
    "toml_value",
]

DEFAULT = "default"
"""The origin of a setting that nobody gave."""

# A field with this ending is a size in bytes, and may be written as one: "64MiB".
SIZE_ENDING = "_bytes"
SIZE = re.compile(r"(\d+)\s*([KMGT]?)(?:i?B)?", re.IGNORECASE)
UNITS = ("", "KiB", "MiB", "GiB", "TiB")
# How TOML, which has no null, says that an optional number or list is not set.
UNSET = "none"
TYPES = (str, int, float, bool)


class Kind(NamedTuple):
    """What a setting may be: a type, a tuple of it, or None too; `is_file`: a path."""

    type: type
    is_tuple: bool
    may_be_none: bool
    is_size: bool
    default: object
    is_file: bool = False

    @property
    def least(self) -> int:
        """Whole numbers are counts: they begin at 1, or where the default already is below."""
        return min(1, self.default) if type(self.default) is int else 1


class Setting(NamedTuple):
    """A value, and who gave it: `default`, `file clean.toml`, `flag --threshold`."""

    value: object
    origin: str


def parse_size(text: str) -> int:
    """Bytes: `1000`, `64MiB`, `2G` (powers of 1024). Errors: ValueError.

    >>> parse_size("64MiB"), parse_size("3 kb")
    (67108864, 3072)
    """
    match = SIZE.fullmatch(text.strip())
    if not match or not int(match[1]):
        raise ValueError(f"{text!r} is no size; write 1000, 64MiB or 2G")
    return int(match[1]) << (10 * " KMGT".index(match[2].upper() or " "))


def size_text(size: int) -> str:
    """Bytes in the largest unit that needs no fraction; `parse_size` reads it again.

    >>> size_text(67108864), size_text(1000)
    ('64MiB', '1000')
    """
    power = 0
    while size and size % 1024 == 0 and power + 1 < len(UNITS):
        size, power = size // 1024, power + 1
    return f"{size}{UNITS[power]}"


@cache
def known_settings() -> Mapping[str, Kind]:
    """Every setting by its name, in the order of the configs.

    >>> known_settings()["dedup.threshold"].default, known_settings()["input.limits.seconds"].type
    (0.7, <class 'int'>)
    """
    return MappingProxyType(dict(_known("", RunConfig, RunConfig())))


def _known(prefix: str, config: type, defaults: object) -> Iterator[tuple[str, Kind]]:
    """Plain fields before the sections, as TOML wants them."""
    hints = get_type_hints(config)
    sections = []
    for one in fields(config):
        section = _section(hints[one.name])
        default = getattr(defaults, one.name)
        if section:
            sections.append((one.name, section, default))
        else:
            yield prefix + one.name, _kind(one.name, hints[one.name], default)
    for name, section, default in sections:
        yield from _known(f"{prefix}{name}.", section, default)


def _section(hint: Any) -> type | None:
    """The config that a field holds, if it holds one."""
    return next((one for one in (hint, *get_args(hint)) if isinstance(one, type) and is_dataclass(one)), None)


def _kind(name: str, hint: Any, default: object) -> Kind:
    parts = get_args(hint) if NoneType in get_args(hint) else (hint,)
    [inner] = [part for part in parts if part is not NoneType]
    is_tuple = get_origin(inner) is tuple
    plain = get_args(inner)[0] if is_tuple else inner
    # A file that the config holds as it was read is given as its path.
    if is_file := RuleFile in get_args(plain):
        plain = str
    assert plain in TYPES, f"{name}: settings of type {plain} are not read from TOML"
    return Kind(plain, is_tuple, NoneType in parts, plain is int and name.endswith(SIZE_ENDING), default, is_file)


def toml_value(value: object) -> str:
    """A value as TOML writes it; None, which TOML has not, as `-`.

    >>> toml_value(("SHARE", "TITLE01")), toml_value(True), toml_value(None)
    ('["SHARE", "TITLE01"]', 'true', '-')
    """
    if value is None:
        return "-"
    if isinstance(value, tuple):
        return f"[{', '.join(map(toml_value, value))}]"
    import tomli_w

    try:
        return tomli_w.dumps({"x": value}).removeprefix("x = ").rstrip("\n")
    except TypeError:
        return repr(value)


@dataclass(frozen=True, slots=True)
class Settings:
    """What is in force: every setting with its origin.

    >>> Settings.of({"jobs": Setting(2, "flag --jobs")}).config().jobs
    2
    """

    by_key: Mapping[str, Setting]

    @classmethod
    def of(cls, *given: Mapping[str, Setting]) -> Settings:
        """The defaults, over them the first that are given, over these the next."""
        defaults = {key: Setting(kind.default, DEFAULT) for key, kind in known_settings().items()}
        return cls(MappingProxyType({key: _last(key, defaults, *given) for key in defaults}))

    def config(self) -> RunConfig:
        """The settings as configs. Errors: ConfigError; for a value from a file it names file and key."""
        try:
            return _built(lambda key: self.by_key[key].value)
        except ConfigError as error:
            raise self._at_fault(error) from error

    def _at_fault(self, error: ConfigError) -> ConfigError:
        """The error with file and key in front, where one value of a file alone brings it about."""
        for key, (value, origin) in self.by_key.items():
            kind, _, file = origin.partition(" ")
            if kind == "file" and _is_refused(key, value):
                cure = str(error).partition(": ")[2]
                return ConfigError(f"{file}: {key} = {toml_value(value)}: {cure}")
        return error

    def rows(self) -> list[tuple[str, str, str]]:
        """Key, value, origin, as text."""
        return [(key, _told(key, value), origin) for key, (value, origin) in self.by_key.items()]

    def toml(self) -> str:
        """The settings as a TOML file; `settings_file` reads it again."""
        import tomli_w

        content: dict[str, Any] = {}
        for key, (value, _) in self.by_key.items():
            kind = known_settings()[key]
            if value is None and kind.default is None:
                continue
            *path, name = key.split(".")
            table = content
            for part in path:
                table = table.setdefault(part, {})
            table[name] = UNSET if value is None else list(value) if isinstance(value, tuple) else value
            if kind.is_size and isinstance(value, int):
                table[name] = size_text(value)
            if kind.is_file and isinstance(value, tuple):
                # The file that is printed may be put anywhere.
                table[name] = [os.path.abspath(path) for path in value]
        return tomli_w.dumps(content)


def _last(key: str, *given: Mapping[str, Setting]) -> Setting:
    return next(settings[key] for settings in reversed(given) if key in settings)


def _built(value_of: Callable[[str], object]) -> RunConfig:
    """A RunConfig of the values that a function gives for keys."""

    def build(prefix: str, config: type) -> Any:
        hints = get_type_hints(config)
        sections = {one.name: _section(hints[one.name]) for one in fields(config)}
        return config(
            **{
                name: build(f"{prefix}{name}.", section) if section else value_of(prefix + name)
                for name, section in sections.items()
            }
        )

    config: RunConfig = build("", RunConfig)
    return config


def _is_refused(key: str, value: object) -> bool:
    """Whether a value is out of its range, all others being the defaults."""
    try:
        _built(lambda other: value if other == key else known_settings()[other].default)
    except ConfigError:
        return True
    return False


def _told(key: str, value: object) -> str:
    if known_settings()[key].is_size and isinstance(value, int):
        return size_text(value)
    return toml_value(value)
