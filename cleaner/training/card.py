"""The model's card: what it was made of, under which licences, how good it is, where it is weak."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from cleaner.training.pages import TrainingPage

__all__ = ["card"]

SOURCES = {
    "wcxb_dev": "WCXB, web pages of seven kinds, CC-BY-4.0 (Murrough Foley)",
    "naeb": "newspaper4k article-extraction-dataset, English news, Apache-2.0",
    "magic_forum": "magic-html's forum pages, Apache-2.0",
    "trafeval": "trafilatura's evaluation pages, Apache-2.0",
    "fundus": "fundus's test pages, MIT",
    "xinwenlianbo": "news bulletins in Chinese, MIT",
}
HEAD = """# The line model

Tells which lines of a text are the article's. Two stages of boosted symmetric trees (CatBoost) over features of the
line, its neighbours and its page, then one decision for the page; no language's words are in it. Made by
`python -m cleaner.training DATA --seed {seed}` on {day}; no text of the data is in the file.

## Made of
"""
LIMITS = """
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
"""


def card(
    pages: Sequence[TrainingPage], figures: Mapping[str, Mapping[str, tuple[int, float]]], seed: int, day: date
) -> str:
    """Markdown."""
    lines = [HEAD.format(seed=seed, day=day.isoformat())]
    real = Counter(page.dataset for page in pages if page.made is None)
    made = Counter(page.dataset for page in pages if page.made is not None)
    lines += ["| pages | synthetic | source, licence |", "|---|---|---|"]
    lines += [f"| {real[name]:,} | {made[name]:,} | {source} |" for name, source in SOURCES.items()]
    lines += [
        "",
        "## How good",
        "Lines kept, F1 weighted by words, mean over pages of sites that the fit did not see (one fold of five); the",
        "shipped file is fitted to all.",
        "",
        "| | pages | " + " | ".join(figures) + " |",
        "|---|---|" + "---|" * len(figures),
    ]
    first = next(iter(figures.values()))
    for name, (count, _) in first.items():
        values = " | ".join(f"{found[name][1]:.3f}" for found in figures.values())
        lines.append(f"| {name} | {count} | {values} |")
    return "\n".join(lines) + "\n" + LIMITS
