"""Clean one document, or a stream of them: extractor, rules, site memory and line model point, `apply` cuts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from cleaner.config import CleanConfig, Limits
from cleaner.document import NOT_MAIN, Cleaned, Document, Finding, apply
from cleaner.errors import ConfigError, DocumentError, UsageError
from cleaner.io.site import site_of
from cleaner.models import LINE_CODE
from cleaner.models.gate import demand
from cleaner.rules import OUR_CODES, Reading, Rule, select_rules
from cleaner.rules.phrases import match_key
from cleaner.rules.segments import in_segments
from cleaner.sites import SITE_CODE, SiteMemory
from cleaner.text.decoding import bad_bytes, decode, escape_surrogates
from cleaner.text.html_bytes import bytes_look_like_html, declared_encoding, looks_like_html
from cleaner.user_rules.keeping import kept_lines, spared

if TYPE_CHECKING:
    from cleaner.extract import Page

__all__ = ["Record", "clean", "clean_document", "clean_many", "favor_of", "rules_of", "sites_of"]

# Codes of findings that no rule makes.
NO_RULES = (SITE_CODE, LINE_CODE, NOT_MAIN)

KINDS = (None, "html", "text")

# Kinds of pages whose headings head text; elsewhere they may be entries.
WITH_SECTIONS = ("article", "documentation")
# What rules take for furniture of an article is part of the text on pages of other kinds: dates and authors of a list's
# entries, the links in posts.
PARTS = {"listing": ("STAMP01", "REPEAT02"), "forum": ("LINK05",)}

Record = str | bytes | Mapping[str, object]


def clean_document(
    document: Document, rules: tuple[Rule, ...], sites: SiteMemory | None = None, favor: str | None = None
) -> Cleaned:
    """Run `rules` in order, then site memory, then the line model where `favor` says how, and cut what they point at.

    >>> clean_document(Document("Storm over the bay\\n\\nShare\\n"), select_rules(("SHARE",))).text
    'Storm over the bay\\n'
    """
    document = in_segments(document)
    findings, title = point(document, rules, sites, favor)
    return apply(document, findings, title)


def clean_page(
    page: Page, document: Document, config: CleanConfig, sites: SiteMemory | None = None, own: tuple[Rule, ...] = ()
) -> Cleaned:
    """Clean an HTML page: rules and site memory see the main text and the headline above it; all else is HTML01.

    `document` is `document_of(page)`. Where there is no article, nothing is left; where HTML01 is not
    wanted, all of the page is cleaned as a text.
    """
    from cleaner.main_lines import main_lines

    rules, sites = rules_of(config, own), sites_of(config, sites)
    if not _is_wanted(NOT_MAIN, config):
        cleaned = clean_document(document, rules, sites, favor_of(config))
        return _dressed(page, replace(cleaned, metadata=page.metadata), config)
    main, kind, notes = main_lines(page, document, config, sites)
    findings: list[Finding] = []
    title = None
    # What a page shows as code repeats itself and is full of links; it is no furniture.
    if blocks := tuple(page.blocks[number] for number in main.lines if number not in page.code):
        wanted = tuple(rule for rule in rules if rule.code not in PARTS.get(kind or "", ()))
        findings, title = point(replace(document, blocks=blocks, is_extract=True), wanted, sites)
    if document.title and match_key(title or "") == match_key(document.title):
        title = document.title
    findings += main.rest
    if kind in WITH_SECTIONS:
        from cleaner.extract import of_bare_headings

        findings += of_bare_headings(page, {*main.lines, *main.comments}, findings)
    cleaned = apply(document, spared(findings, kept_lines(document, rules), document), title or document.title)
    return _dressed(page, replace(cleaned, metadata=replace(page.metadata, kind=kind), notes=notes), config)


def _dressed(page: Page, cleaned: Cleaned, config: CleanConfig) -> Cleaned:
    """With the text as it is asked for."""
    if config.text_format == "plain":
        return cleaned
    from cleaner.extract.markdown import as_markdown

    return as_markdown(page, cleaned, links=config.links)


def document_of(page: Page, given: Document) -> Document:
    """A page's text as a document: what is `given` of it, else what it says of itself."""
    told = page.metadata
    return replace(
        given,
        text=page.text,
        blocks=page.blocks,
        title=given.title or told.title,
        url=given.url or told.url,
        date=given.date or told.date,
        language=given.language or told.language,
    )


def point(
    document: Document, rules: tuple[Rule, ...], sites: SiteMemory | None = None, favor: str | None = None
) -> tuple[list[Finding], str | None]:
    """What `rules`, in order, then site memory, then the line model point at; and the headline.

    A line of a user's rule is never the headline; `favor` None: no model.
    """
    recurring = sites.recurring(document) if sites else None
    reading = Reading(document, recurring.banners if recurring else frozenset())
    own = [rule for rule in rules if rule.code not in OUR_CODES and rule.action == "cut"]
    if findings := [finding for rule in own for finding in rule(reading)]:
        spans = {finding[1:3] for finding in findings}
        gone = (number for number, block in enumerate(document.blocks) if block in spans)
        reading = reading.under(reading.banners.union(gone))
    findings += [finding for rule in rules if rule.code in OUR_CODES for finding in rule(reading)]
    if recurring:
        findings += recurring.findings(reading)
    if favor and (least := demand(document, findings)) is not None:
        from cleaner.models.line_model import line_model

        findings += line_model().findings(reading, findings, least, favor)
    findings = spared(findings, kept_lines(document, rules, reading), document)
    headline = reading.headline
    return findings, headline.text if headline else None


def clean(  # noqa: PLR0913 - one keyword for each thing that may be known of a text
    data: str | bytes,
    *,
    url: str | None = None,
    title: str | None = None,
    language: str | None = None,
    source: str | None = None,
    sites: SiteMemory | None = None,
    rules: Iterable[Rule] = (),
    config: CleanConfig | None = None,
    kind: str | None = None,
    limits: Limits | None = None,
) -> Cleaned:
    """The article alone out of one text, or out of an HTML page.

    `title`, where known, helps to find its repeats; `source` names the site for `sites`, what was learnt of it
    (None: the host of the url, or of the address that a page tells);
    `rules` are rules of your own, beside ours: those of `load_rules`, or functions under `@cleaner.rule`.
    What begins as an HTML page is one, unless `kind` says "text"; `kind` "html" takes anything as HTML. Of `limits`
    those of size and depth hold here.
    Errors: DocumentError for bytes that are no text, for HTML that cannot be read, and beyond the limits; UsageError.

    >>> page = "Ferries stay in port\\nFerries stay in port\\n\\nIt rained for three days.\\n\\nShare on Facebook\\n"
    >>> cleaned = clean(page)
    >>> cleaned.title, cleaned.text
    ('Ferries stay in port', 'It rained for three days.\\n')
    >>> [finding.code for finding in cleaned.findings]
    ['TITLE00', 'TITLE01', 'SHARE01']
    >>> cleaned.restore() == page
    True
    """
    config, limits = config or CleanConfig(), limits or Limits()
    if kind not in KINDS:
        raise UsageError(f"kind={kind!r}: use 'html', 'text' or None")
    if len(data) > limits.document_bytes:
        raise DocumentError(f"too large: {len(data)}, the limit is {limits.document_bytes} (--max-bytes)")
    is_html = kind == "html" or (kind is None and _begins_as_html(data))
    if isinstance(data, bytes):
        decoded = decode(data, declared_encoding(data) if is_html else None)
        text, notes = decoded.text, bad_bytes(decoded)
    else:
        text, notes = escape_surrogates(data)[0], ()
    document = Document("", title=title, source=source, url=url, language=language or config.language)
    if is_html:
        from cleaner.extract import make_swift, read_page

        if config.fast:
            make_swift()
        page = read_page(text, limits.depth)
        cleaned = clean_page(page, _with_site(document_of(page, document)), config, sites, tuple(rules))
    else:
        document = _with_site(replace(document, text=text, blocks=()))
        cleaned = clean_document(document, rules_of(config, tuple(rules)), sites_of(config, sites), favor_of(config))
    return replace(cleaned, notes=(*notes, *cleaned.notes)) if notes else cleaned


def _with_site(document: Document) -> Document:
    """A document whose site, if nobody told it, is the host of its address."""
    return document if document.source else replace(document, source=site_of("host", "", None, document.url))


def _begins_as_html(data: str | bytes) -> bool:
    return bytes_look_like_html(data) if isinstance(data, bytes) else looks_like_html(data)


def clean_many(
    records: Iterable[Record], config: CleanConfig | None = None, rules: Iterable[Rule] = ()
) -> Iterator[Cleaned]:
    """Clean a stream: one result a record, in order; a record that cannot be cleaned has `.error` set.

    A record is a text, a page, bytes, or a mapping with `text` or `html` and optionally `id`, `title`, `url`, `source`,
    `language`.

    >>> [cleaned.error or cleaned.text for cleaned in clean_many(["Share\\n", {"id": 1, "body": "x"}])]
    ['', "no text: the record has 'body', 'id'"]
    """
    config, rules = config or CleanConfig(), tuple(rules)
    rules_of(config, rules)
    for record in records:
        given = record.get("id") if isinstance(record, Mapping) else None
        name = "" if given is None else str(given)
        try:
            yield replace(_clean_record(record, config, rules), id=name)
        except (DocumentError, UsageError) as error:
            yield Cleaned("", id=name, error=str(error))
        except Exception as error:  # noqa: BLE001 - the library's boundary: one record never ends a stream
            yield Cleaned("", id=name, error=f"failed: {type(error).__name__}: {error}")


def _clean_record(record: Record, config: CleanConfig, rules: tuple[Rule, ...]) -> Cleaned:
    """Errors: DocumentError for a record with neither text nor HTML, and for what is no record."""
    if isinstance(record, str | bytes):
        return clean(record, rules=rules, config=config)
    if not isinstance(record, Mapping):
        raise DocumentError(f"no record: a text, bytes or a mapping is one, not {type(record).__name__}")
    fields: Mapping[str, object] = record
    known = {key: str(fields[key]) for key in ("url", "title", "language", "source") if fields.get(key)}
    for kind in ("html", "text"):
        content = fields.get(kind)
        if isinstance(content, str | bytes):
            return clean(content, rules=rules, config=config, kind=kind, **known)  # type: ignore[arg-type]
    raise DocumentError("no text: the record has " + ", ".join(repr(key) for key in sorted(map(str, fields))))


@lru_cache(maxsize=8)
def rules_of(config: CleanConfig, own: tuple[Rule, ...] = ()) -> tuple[Rule, ...]:
    """The rules that a configuration runs, the user's first; the codes of site memory and extractor may be named beside
    theirs. Errors: ConfigError for a rule that is wrong, and for a code that is none or stands twice.

    >>> rules_of(CleanConfig(select=("SITE",)))
    ()
    >>> {rule.code[0] for rule in rules_of(CleanConfig(select=("L",)))}
    {'L'}
    """
    select, ignore = (
        tuple(word for word in words if not _names(word, NO_RULES) or _names(word, OUR_CODES))
        for words in (config.select, config.ignore)
    )
    if own or config.rule_files:
        from cleaner.user_rules.rule_file import distinct, read_rules

        own = distinct((*own, *(rule for file in config.rule_files for rule in read_rules(file))))
    if (
        config.lines == "model"
        and config.select
        and all(LINE_CODE.startswith(word) and not _names(word, OUR_CODES) for word in config.select)
    ):
        raise ConfigError(
            f"--select {','.join(config.select)}: the line model goes by what rules find; select some too"
        )
    rules = select_rules(select, ignore, own)
    if config.lines == "off":
        return tuple(rule for rule in rules if rule.code not in OUR_CODES)
    return rules if select or not config.select else tuple(rule for rule in rules if rule.action == "keep")


def _names(word: str, codes: Iterable[str]) -> bool:
    return any(code.startswith(word) for code in codes)


def sites_of(config: CleanConfig, sites: SiteMemory | None) -> SiteMemory | None:
    """The site memory that a configuration uses: none where its code is not selected, or ignored.

    >>> sites_of(CleanConfig(ignore=("SITE01",)), SiteMemory()) is None
    True
    """
    return sites if _is_wanted(SITE_CODE, config) else None


def favor_of(config: CleanConfig) -> str | None:
    """What the line model is to favor; None where it does not run.

    >>> favor_of(CleanConfig()), favor_of(CleanConfig(lines="rules"))
    ('balanced', None)
    """
    return config.favor if config.lines == "model" and _is_wanted(LINE_CODE, config) else None


def _is_wanted(code: str, config: CleanConfig) -> bool:
    return (not config.select or code.startswith(config.select)) and not (
        config.ignore and code.startswith(config.ignore)
    )
