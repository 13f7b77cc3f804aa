"""A model's card: what it was made of, under which licences, how good it is, where it is weak."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

__all__ = ["BLOCK_CARD", "FAST_CARD", "LINE_CARD", "Figures", "Made", "Words", "card"]

Figures = Mapping[str, tuple[int, float]]
"""Pages and a mean, by the set's name."""

SOURCES = {
    "wcxb_dev": "WCXB, web pages of seven kinds, CC-BY-4.0 (Murrough Foley)",
    "naeb": "newspaper4k article-extraction-dataset, English news, Apache-2.0",
    "magic_forum": "magic-html's forum pages, Apache-2.0",
    "mozilla": "Readability's test pages, Apache-2.0",
    "trafeval": "trafilatura's evaluation pages, Apache-2.0",
    "fundus": "fundus's test pages, MIT",
    "xinwenlianbo": "news bulletins in Chinese, MIT",
}


class Made(NamedTuple):
    """How many real pages and how many made ones of each set there were, and how good each way to keep lines is."""

    real: Mapping[str, int]
    made: Mapping[str, int]
    figures: Mapping[str, Figures]


class Words(NamedTuple):
    """What a card says in words: above its tables, and below."""

    head: str
    limits: str


LINE_CARD = Words(
    """# The line model

Tells which lines of a text are the article's. Two stages of boosted symmetric trees (CatBoost) over features of the
line, its neighbours and its page, then one decision for the page; no language's words are in it. Made by
`python -m cleaner.training lines DATA --seed {seed}` on {day}; no text of the data is in the file.
""",
    """
## What its evidence says
A finding names the three features that spoke most against its line, with their values: `opinion` is the first stage's
probability that the line is the article's (`opinion-1` the line above, `opinion_up_5` the mean of five above,
weighted by words; `mass_up_5` the same by words alone), `in_run_0.5` whether it stands in the best run of lines at that
cut-off (`from_start`, `from_end`: lines to its ends; `run_share`: how much of the page's likely article is in it),
`shared` how often its longer words come back in the likely article, `shared_outside` elsewhere, `mass_before` how much
of the likely article stands above it, `page_...` what holds for the whole page; the others count the line's own
characters and words (`last_class`: kind of its last character; `title_covered`: share of the headline's words).

## Limits
Learnt from pages of news and other kinds, mostly English and German; for Chinese from bulletins set into forum pages.
It takes a text's lines as they stand: a text in one line it cannot judge. Tables, poems and lists of short items may
be taken for furniture (`--favor recall`, or `--lines rules`). Left alone are texts of fewer than 20 or more than
50,000 lines or of more than 4 million characters, texts in which rules found no furniture, and those of which less
than a tenth would go (a third, if rules found little or the text has fewer than 40 lines).
""",
)
BLOCK_CARD = Words(
    """# The block model

Tells which lines of an HTML page are the article's, by their text and by their place in the page's tree. Two stages of
boosted symmetric trees (CatBoost), then one decision for the page; no language's words are in it, of names only those
of the craft (`cleaner/extract/names.py`). Made by `python -m cleaner.training blocks DATA --seed {seed}` on {day}; no
text of the data is in the file. Each page was learnt from twice: as it is, and in the markup of older pages
(`cleaner/training/ageing.py`). What each part brings stands in `block_ablation.md`.
""",
    """
## Limits
Learnt from pages in English, German and a few other languages, most of them news; of Chinese there are forums alone.
Listings, collections and product pages are kept or lost as a whole more often than articles (see the table). What a
script puts on the page it does not see, unless the page's JSON-LD holds it. Of sites unlike those learnt from it may
take an article for a listing: the cut-off that helps listings is taken only where the model is unsure as well.
""",
)

FAST_CARD = Words(
    """# The fast model

Tells which lines of an HTML page are the article's where time counts for most (`--fast`): the block model's idea with
what costs little. Of a line's text it sees its length, its words as spaces tell them, whether it ends as a sentence
does; no word is compared with another, no rule is asked, the page's kind is not told. Made by
`python -m cleaner.training fast DATA --seed {seed}` on {day}; no text of the data is in the file.
""",
    """
## Limits
Those of the block model (`block_model.md`), and what it takes from them: of listings, products and forums
it keeps less.
""",
)


def card(words: Words, made: Made, seed: int, day: date) -> str:
    """Markdown."""
    lines = [words.head.format(seed=seed, day=day.isoformat()), "## Made of"]
    lines += ["| pages | made from them | source, licence |", "|---|---|---|"]
    lines += [
        f"| {made.real[name]:,} | {made.made.get(name, 0):,} | {source} |"
        for name, source in SOURCES.items()
        if name in made.real or name in made.made
    ]
    lines += [
        "",
        "## How good",
        "Lines kept, F1 weighted by words, mean over pages; each page by stages fitted without its site (three folds),",
        "the shipped file is fitted to all. Headlines are left out.",
        "",
        "| | pages | " + " | ".join(made.figures) + " |",
        "|---|---|" + "---|" * len(made.figures),
    ]
    first = next(iter(made.figures.values()))
    for name, (count, _) in first.items():
        values = " | ".join(f"{found[name][1]:.3f}" for found in made.figures.values())
        lines.append(f"| {name} | {count} | {values} |")
    return "\n".join(lines) + "\n" + words.limits
