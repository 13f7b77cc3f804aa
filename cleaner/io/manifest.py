"""manifest.json: what a folder of ours holds, from what, under which settings."""

from __future__ import annotations

import json
import os
import platform
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from cleaner.config import RunConfig
from cleaner.errors import OutputError

__all__ = ["MANIFEST", "differences", "is_ours", "new_manifest", "read_manifest", "write_manifest"]

MANIFEST = "manifest.json"
FORMAT = "run-1"
FINISHED_KEYS = {"finished", "config", "records", "outputs", "names"}
# The first key, so that a folder is known as ours by the head of a manifest of any size.
OURS = re.compile(rb'\s*\{\s*"program":\s*"cleaner"')


def is_ours(folder: str | Path) -> bool:
    """Whether this program wrote a folder."""
    try:
        with open(os.path.join(folder, MANIFEST), "rb") as file:
            return bool(OURS.match(file.read(64)))
    except OSError:
        return False


def new_manifest(config: RunConfig, listing: str, sites: str | None) -> dict[str, Any]:
    """The head of a manifest: settings and versions. Jobs, paths and `--overwrite` change no output, so are left out.

    `listing` is the digest of what is read, `sites` that of the site memory given.
    """
    import cleaner

    settings = asdict(config)
    del settings["jobs"], settings["output"]["overwrite"]
    if config.clean:
        settings["clean"]["rules"] = [file.label for file in config.clean.rule_files]
    if config.dedup:
        settings["dedup"]["sources_preferred"] = [file.label for file in config.dedup.preferred_files]
    return {
        "program": "cleaner",
        "format": FORMAT,
        "finished": False,
        "versions": {"cleaner": cleaner.__version__, "python": platform.python_version()},
        "config": settings,
        "sites_given": sites,
        "listing": listing,
    }


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a folder of ours. Errors: OutputError for any other folder."""
    if not is_ours(folder):
        raise OutputError(f"{folder}: cleaner did not write this folder (no manifest.json of ours in it)")
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError) as error:
        raise OutputError(f"{folder}/{MANIFEST}: cannot be read ({error})") from error
    if manifest.get("format") != FORMAT:
        raise OutputError(f"{folder}: written in format {manifest.get('format')!r}, this version reads {FORMAT!r}")
    if manifest.get("finished") is not False and not manifest.keys() >= FINISHED_KEYS:
        raise OutputError(f"{folder}/{MANIFEST}: damaged; run again with --overwrite")
    return dict(manifest)


def write_manifest(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Replace the manifest in one step."""
    fresh = folder / (MANIFEST + ".new")
    with open(fresh, "w", encoding="utf-8", newline="\n") as file:
        json.dump(manifest, file, ensure_ascii=False, indent=1)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, folder / MANIFEST)


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """What tells two runs apart, setting by setting.

    >>> differences({"config": {"dedup": {"threshold": 0.7}}}, {"config": {"dedup": {"threshold": 0.8}}})
    ['dedup.threshold was 0.7 and is 0.8']
    """
    before, now = (dict(_flat("", json.loads(json.dumps(one)))) for one in (old["config"], new["config"]))
    found = [
        f"{key} was {before.get(key)} and is {now.get(key)}"
        for key in sorted(before.keys() | now.keys())
        if before.get(key) != now.get(key)
    ]
    named = {"listing": "the inputs", "sites_given": "the site memory", "versions": "the version"}
    return found + [f"{word} changed" for key, word in named.items() if old.get(key) != new.get(key)]


def _flat(prefix: str, value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from _flat(f"{prefix}.{key}" if prefix else key, inner)
    else:
        yield prefix, value
