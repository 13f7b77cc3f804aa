"""Clean one document, or a stream of them: rules and site memory point, `apply` cuts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from cleaner.config import CleanConfig
from cleaner.document import Cleaned, Document, apply
from cleaner.errors import DocumentError, UsageError
from cleaner.rules import Reading, Rule, select_rules
from cleaner.sites import SITE_CODE, SiteMemory
from cleaner.text.decoding import decode, escape_surrogates

__all__ = ["Record", "clean", "clean_document", "clean_many", "looks_like_html", "rules_of", "sites_of"]

# Atomic and possessive: a comment once passed is not tried again in another length.
HTML = re.compile(r"(?>\s+|\ufeff|<!--.*?-->)*+<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)

Record = str | bytes | Mapping[str, object]


def clean_document(document: Document, rules: tuple[Rule, ...], sites: SiteMemory | None = None) -> Cleaned:
    """Run `rules` in order, then site memory, and cut what they point at.

    >>> clean_document(Document("Storm over the bay\\n\\nShare\\n"), select_rules(("SHARE",))).text
    'Storm over the bay\\n'
    """
    recurring = sites.recurring(document) if sites else None
    reading = Reading(document, recurring.banners if recurring else frozenset())
    findings = [finding for rule in rules for finding in rule(reading)]
    if recurring:
        findings += recurring.findings(reading)
    headline = reading.headline
    return apply(document, findings, headline.text if headline else None)


def clean(
    data: str | bytes,
    *,
    url: str | None = None,
    title: str | None = None,
    language: str | None = None,
    source: str | None = None,
    sites: SiteMemory | None = None,
    config: CleanConfig | None = None,
) -> Cleaned:
    """The article alone out of one text.

    `title`, where known, helps to find its repeats; `source` names the site for `sites`, what was learnt of it.
    Errors: DocumentError for bytes that are no text; UsageError for HTML, which this version does not read.

    >>> page = "Ferries stay in port\\nFerries stay in port\\n\\nIt rained for three days.\\n\\nShare on Facebook\\n"
    >>> cleaned = clean(page)
    >>> cleaned.title, cleaned.text
    ('Ferries stay in port', 'It rained for three days.\\n')
    >>> [finding.code for finding in cleaned.findings]
    ['TITLE00', 'TITLE01', 'SHARE01']
    >>> cleaned.restore() == page
    True
    """
    config = config or CleanConfig()
    text = decode(data).text if isinstance(data, bytes) else escape_surrogates(data)[0]
    if looks_like_html(text):
        raise UsageError("this is HTML, which this version does not read: extract its text first")
    document = Document(text, title=title, source=source, url=url, language=language or config.language)
    return clean_document(document, rules_of(config), sites_of(config, sites))


def clean_many(records: Iterable[Record], config: CleanConfig | None = None) -> Iterator[Cleaned]:
    """Clean a stream: one result a record, in order; a record that cannot be cleaned has `.error` set.

    A record is a text, bytes, or a mapping with `text` and optionally `id`, `title`, `url`, `source`, `language`.

    >>> [cleaned.error or cleaned.text for cleaned in clean_many(["Share\\n", {"id": 1, "body": "x"}])]
    ['', "no text: the record has 'body', 'id'"]
    """
    config = config or CleanConfig()
    for record in records:
        fields = record if isinstance(record, Mapping) else {"text": record}
        name = str(fields.get("id") or "")
        try:
            yield replace(_clean_fields(fields, config), id=name)
        except (DocumentError, UsageError) as error:
            yield Cleaned("", id=name, error=str(error))


def _clean_fields(fields: Mapping[str, object], config: CleanConfig) -> Cleaned:
    text = fields.get("text")
    if not isinstance(text, str | bytes):
        raise DocumentError("no text: the record has " + ", ".join(repr(key) for key in sorted(map(str, fields))))
    known = {key: str(fields[key]) for key in ("url", "title", "language", "source") if fields.get(key)}
    return clean(text, config=config, **known)  # type: ignore[arg-type]


def rules_of(config: CleanConfig) -> tuple[Rule, ...]:
    """The rules that a configuration runs; site memory's code may be named beside theirs.

    >>> rules_of(CleanConfig(select=("SITE",)))
    ()
    """
    select = tuple(word for word in config.select if not SITE_CODE.startswith(word))
    ignore = tuple(word for word in config.ignore if not SITE_CODE.startswith(word))
    return () if config.select and not select else select_rules(select, ignore)


def sites_of(config: CleanConfig, sites: SiteMemory | None) -> SiteMemory | None:
    """The site memory that a configuration uses: none where its code is not selected, or ignored.

    >>> sites_of(CleanConfig(ignore=("SITE01",)), SiteMemory()) is None
    True
    """
    wanted = not config.select or SITE_CODE.startswith(config.select)
    return sites if wanted and not (config.ignore and SITE_CODE.startswith(config.ignore)) else None


def looks_like_html(text: str) -> bool:
    """Whether a text begins as an HTML page does, after byte order mark, space and comments.

    >>> looks_like_html("<!-- made --> <!DOCTYPE html><p>"), looks_like_html("<b>bold</b>")
    (True, False)
    """
    return bool(HTML.match(text))
