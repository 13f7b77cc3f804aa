"""Settings: one frozen value per stage, checked where they are made."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from cleaner.errors import ConfigError

__all__ = ["CleanConfig", "DedupConfig", "InputConfig", "Limits", "OutputConfig", "RuleFile", "RunConfig"]

KEEP_RULES = ("earliest", "longest", "first-id")
"""What decides which copy is kept, unless the user says."""
ALL_KEEP_RULES = ("earliest", "preferred-source", "original", "longest", "cleanest", "first-id")
TEXT_FORMATS = ("plain", "markdown")
EXTRACTORS = ("model", "trafilatura")
COMMENT_WAYS = ("drop", "keep")
LINE_WAYS = ("model", "rules", "off")
FAVORS = ("precision", "balanced", "recall")
SLOT_COUNTS = (128, 256, 512)
LEAST_PASSAGE = 5
"""Shorter runs of words are phrases of the language."""
MOST_DEPTH = 3000
# The flags that set a field, where its name alone does not tell them.
LIMIT_FLAGS = {
    "document_bytes": "--max-bytes",
    "depth": "--max-depth",
    "seconds": "--max-seconds",
    "member_bytes": "--max-unpacked",
    "ratio": "--max-ratio",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost before it is put aside.

    `document_bytes` of decoded input, `depth` of HTML elements inside each other, `seconds` of CPU; a compressed file
    may give `member_bytes` and grow by `ratio`.
    """

    document_bytes: int = 64 << 20
    depth: int = 2000
    seconds: int = 30
    member_bytes: int = 1 << 30
    ratio: int = 200

    def __post_init__(self) -> None:
        if not 1 <= self.depth <= MOST_DEPTH:
            raise ConfigError(f"--max-depth {self.depth}: use a whole number from 1 to {MOST_DEPTH}")
        for name, flag in LIMIT_FLAGS.items():
            value = getattr(self, name)
            if value < 1:
                raise ConfigError(f"{flag} {value}: use a whole number from 1")


@dataclass(frozen=True, slots=True)
class InputConfig:
    """Which columns of a record mean what, which files are taken, where a site's name comes from.

    `id_key` "none" numbers the rows; `keep_html` carries the html column of records through; `kind` says what standard
    input is (html, text, or auto: told by its beginning); `include` and `exclude` are globs over ids of files found in
    folders.
    """

    id_key: str = "id"
    text_key: str = "text"
    html_key: str = "html"
    url_key: str = "url"
    title_key: str = "title"
    date_key: str = "date"
    source_key: str = "source"
    language_key: str = "language"
    id_prefix: str | None = None
    keep_html: bool = False
    kind: str = "auto"
    site: str = "auto"
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    limit: int | None = None
    limits: Limits = Limits()

    def __post_init__(self) -> None:
        if self.id_prefix not in (None, "file"):
            raise ConfigError(f"--id-prefix {self.id_prefix}: only 'file' is known")
        if self.kind not in ("auto", "html", "text"):
            raise ConfigError(f"--input {self.kind}: use html, text or auto")
        where, _, number = self.site.partition(":")
        is_folder = where == "folder" and number.isdecimal() and int(number) > 0
        if self.site not in ("auto", "column", "host", "none") and not is_folder:
            raise ConfigError(f"--source {self.site}: use auto, column, host, folder:N (N from 1) or none")
        if self.limit is not None and self.limit < 1:
            raise ConfigError(f"--limit {self.limit}: use a whole number from 1")
        for name in ("id", "text", "html", "url", "title", "date", "source", "language"):
            if not getattr(self, f"{name}_key"):
                raise ConfigError(f'--{name}-key "": name a column')


@dataclass(frozen=True, slots=True)
class RuleFile:
    """A file of a user's own rules, or of sources that a user prefers, as it was read: worker processes and a later run
    see this text, whatever became of the file.
    """

    path: str
    text: str

    @classmethod
    def read(cls, path: str | Path, what: str = "a TOML file of rules") -> RuleFile:
        """Read a file that should be `what`. Errors: ConfigError."""
        try:
            return cls(str(path), Path(path).read_bytes().decode("utf-8-sig"))
        except OSError as error:
            raise ConfigError(f"{path}: cannot be read ({error.strerror}); name {what}") from error
        except UnicodeDecodeError as error:
            raise ConfigError(f"{path}: not UTF-8 (byte {error.start}); save it as UTF-8") from error

    @property
    def digest(self) -> str:
        """SHA-256 of the text."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def label(self) -> str:
        """Its name and its digest, for a manifest."""
        return f"{Path(self.path).name} sha256:{self.digest}"


@dataclass(frozen=True, slots=True)
class CleanConfig:
    """Which rules run: codes or their beginnings (`SHARE`, `TITLE01`); `ignore` wins over `select`.

    Which of an HTML page's lines are the article's is told by the block model, or by trafilatura (`extractor`);
    `fast` asks a smaller model for a third of the time, which does not tell the page's kind.
    What decides on a text's lines (`lines`): the model beside the rules ("model"), the rules alone ("rules"), nothing
    but site memory and the user's own rules ("off"); where in doubt the models favor precision of what is kept, or
    recall, or are balanced. `rules` are files of the user's own rules; a path is read at once.
    Readers' `comments` on an HTML page are left out, or kept beside the body.
    The body of an HTML page is plain text, or Markdown (`text_format`), there with the addresses of its `links`.
    Errors: ConfigError for one that cannot be.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    language: str | None = None
    rules: tuple[str | RuleFile, ...] = ()
    lines: str = "model"
    favor: str = "balanced"
    extractor: str = "model"
    fast: bool = False
    comments: str = "drop"
    text_format: str = "plain"
    links: bool = False

    def __post_init__(self) -> None:
        if self.lines not in LINE_WAYS:
            raise ConfigError(f"--lines {self.lines}: use {', '.join(LINE_WAYS)}")
        if self.extractor not in EXTRACTORS:
            raise ConfigError(f"--extractor {self.extractor}: use {', '.join(EXTRACTORS)}")
        if self.fast and self.extractor != "model":
            raise ConfigError(f"--fast: it is a model's, not --extractor {self.extractor}'s")
        if self.comments not in COMMENT_WAYS:
            raise ConfigError(f"--comments {self.comments}: use {', '.join(COMMENT_WAYS)}")
        if self.text_format not in TEXT_FORMATS:
            raise ConfigError(f"--text-format {self.text_format}: use {', '.join(TEXT_FORMATS)}")
        if self.links and self.text_format == "plain":
            raise ConfigError("--links: plain text has none; --text-format markdown has")
        if self.favor not in FAVORS:
            raise ConfigError(f"--favor {self.favor}: use {', '.join(FAVORS)}")
        read = (rule if isinstance(rule, RuleFile) else RuleFile.read(rule) for rule in self.rules)
        object.__setattr__(self, "rules", tuple(read))

    @property
    def rule_files(self) -> tuple[RuleFile, ...]:
        """The files of own rules, as they were read."""
        return tuple(rule for rule in self.rules if isinstance(rule, RuleFile))


@dataclass(frozen=True, slots=True)
class DedupConfig:
    """What counts as a copy, and which copy is kept.

    `threshold` is the Jaccard similarity from which two documents are near copies, `recall` the share of pairs
    exactly at the threshold that the bands must find, `n` the shingle's length in tokens, `slots` the MinHash
    length, `keep` the order of reasons for keeping one copy. `containment` is the share of a document's shingles,
    without those that many documents have, from which it is contained in another; None: Jaccard alone decides.
    `passages` is the number of words from which a passage that two documents share is looked for; None: none is.
    `sources_preferred` are files with a source a line, the most preferred first; a path is read at once.
    `robust` is named here and refused until the engine has it.

    >>> DedupConfig(threshold=0.8).threshold
    0.8
    >>> DedupConfig(threshold=1.5)
    Traceback (most recent call last):
    cleaner.errors.ConfigError: --threshold 1.5: use a number above 0 and up to 1
    """

    threshold: float = 0.7
    containment: float | None = 0.8
    recall: float = 0.999
    n: int = 5
    slots: int = 128
    robust: bool = False
    passages: int | None = None
    keep: tuple[str, ...] = KEEP_RULES
    sources_preferred: tuple[str | RuleFile, ...] = ()

    def __post_init__(self) -> None:
        if not 0 < self.threshold <= 1:
            raise ConfigError(f"--threshold {self.threshold:g}: use a number above 0 and up to 1")
        if not 0 < self.recall < 1:
            raise ConfigError(f"--recall {self.recall:g}: use a number above 0 and below 1, such as .999")
        if self.n < 1:
            raise ConfigError(f"n={self.n}: a shingle has at least 1 token; 5 is usual")
        if self.slots not in SLOT_COUNTS:
            raise ConfigError(f"slots={self.slots}: use 128, 256 or 512")
        if self.containment is not None and not 0 < self.containment <= 1:
            raise ConfigError(f"--containment {self.containment:g}: use a number above 0 and up to 1, or none")
        if self.robust:
            raise ConfigError("robust: not built yet; leave it out")
        if self.passages is not None and self.passages < LEAST_PASSAGE:
            raise ConfigError(f"--passages {self.passages}: use a whole number from {LEAST_PASSAGE}; 50 is usual")
        if not self.keep or set(self.keep) - set(ALL_KEEP_RULES) or len(set(self.keep)) != len(self.keep):
            raise ConfigError(f"--keep {','.join(self.keep)}: use each of {', '.join(ALL_KEEP_RULES)} at most once")
        if ("preferred-source" in self.keep) != bool(self.sources_preferred):
            raise ConfigError("--keep preferred-source goes with --sources-preferred FILE: give both, or neither")
        read = (
            file if isinstance(file, RuleFile) else RuleFile.read(file, "a text file with a source a line")
            for file in self.sources_preferred
        )
        object.__setattr__(self, "sources_preferred", tuple(read))
        if self.sources_preferred and not self.preferred_sources:
            raise ConfigError("--sources-preferred: no source in it; write one a line, such as reuters.com")

    @property
    def preferred_files(self) -> tuple[RuleFile, ...]:
        """The files of preferred sources, as they were read."""
        return tuple(file for file in self.sources_preferred if isinstance(file, RuleFile))

    @property
    def preferred_sources(self) -> tuple[str, ...]:
        """The sources in order, in lower case, without `www.`; what follows a # is a comment."""
        lines = (
            line.partition("#")[0].strip().lower() for file in self.preferred_files for line in file.text.splitlines()
        )
        return tuple(dict.fromkeys(line.removeprefix("www.") for line in lines if line))


@dataclass(frozen=True, slots=True)
class OutputConfig:
    """How documents are written: `format` is txt, jsonl, parquet or None (by the input's kind).

    `most_dropped` is the share of one source's documents that `duplicates="drop"` may leave out, `most_in_cluster` the
    share of all documents that may then become one. `cut_passages` takes passages of `dedup.passages` words or more out
    of all documents but the preferred one that has them. With `raw_compare` copies are looked for among the raw texts
    too, to tell what cleaning changes.
    """

    format: str | None = None
    with_title: bool = True
    duplicates: str = "flag"
    most_dropped: float = 0.5
    most_in_cluster: float = 0.5
    raw_compare: bool = False
    overwrite: bool = False
    cut_passages: bool = False

    def __post_init__(self) -> None:
        if self.format not in (None, "txt", "jsonl", "parquet"):
            raise ConfigError(f"--format {self.format}: use txt, jsonl or parquet")
        if self.duplicates not in ("flag", "drop"):
            raise ConfigError(f"--duplicates {self.duplicates}: use flag or drop")
        if not 0 < self.most_dropped <= 1:
            raise ConfigError(f"--max-dropped-share {self.most_dropped:g}: use a number above 0 and up to 1")
        if not 0 < self.most_in_cluster <= 1:
            raise ConfigError(f"--max-cluster-share {self.most_in_cluster:g}: use a number above 0 and up to 1")


@dataclass(frozen=True, slots=True)
class RunConfig:
    """One run: every stage's settings. A stage that is None does not run."""

    input: InputConfig = InputConfig()
    clean: CleanConfig | None = CleanConfig()
    learn: bool = True
    dedup: DedupConfig | None = DedupConfig()
    output: OutputConfig = OutputConfig()
    jobs: int | None = None
