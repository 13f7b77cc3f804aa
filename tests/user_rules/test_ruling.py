"""What users' own rules cut and keep, beside ours."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cleaner
from cleaner.cleaning import clean_document, looks_like_html
from cleaner.config import CleanConfig, RuleFile
from cleaner.document import Document
from cleaner.errors import ConfigError
from cleaner.rules import Reading, select_rules
from cleaner.sites import SiteLearner, page_lines
from cleaner.user_rules.rule_file import read_rules

STORY = "Rain fell on the harbour for the third day in a row, and the ferries stayed in port until noon."
MORE = "The council met on Monday to ask the port's operator for its books, and the mayor said it would not wait."


def rules(*keys: str) -> tuple[cleaner.Rule, ...]:
    """One rule for each text of keys."""
    heads = (f'[[rule]]\ncode = "USER{number:02}"\nname = "x"\n' for number, _ in enumerate(keys, 1))
    return read_rules(RuleFile("mine.toml", "\n".join(head + key for head, key in zip(heads, keys, strict=True))))


def left(page: str, *keys: str, **known: str) -> list[str]:
    """The lines that stay."""
    cleaned = clean_document(Document(page, **known), rules(*keys))
    assert cleaned.restore() == page
    return [line for line in cleaned.text.split("\n") if line]


@pytest.mark.parametrize(
    ("phrase", "goes", "stays"),
    [
        ("weather for …", "WEATHER for Lorne!", "Weather forced them"),
        ("weather: …", "Weather – Lorne", "Weather in Lorne"),
        ("… in brief", "The coast, in brief", "wherein brief"),
        ("follow … on telegram", "Follow the port on Telegram", "follow the port on telegrams"),
        ("today's forecast", "Today’s forecast", "Today's forecast is rain"),
        ("天気 …", "天気予報", "今日の天気"),
    ],
)
def test_phrases_have_the_notation_of_ours(phrase: str, goes: str, stays: str) -> None:
    assert left(f"{stays}\n{goes}\n", f'phrases = ["{phrase}"]') == [stays]


@pytest.mark.parametrize(
    ("position", "stays"),
    [
        ("anywhere", []),
        ("head", ["x2", "x3"]),
        ("tail", ["x1", "x2"]),
        ("outside", ["x2"]),
    ],
)
def test_positions(position: str, stays: list[str]) -> None:
    page = f"x1\n{STORY}\nx2\n{MORE}\nx3\n"
    kept = left(page, f"pattern = '^x'\nposition = '{position}'")
    assert [line for line in kept if line.startswith("x")] == stays


def test_running_text_of_the_rule_itself_is_not_the_last() -> None:
    page = f"{STORY}\n\n{MORE}\n\nShort\n"
    assert left(page, "pattern = '^The council met'\nposition = 'tail'") == [STORY, "Short"]


def test_a_block_ends_at_a_blank_line_or_at_running_text() -> None:
    page = f"{STORY}\n\nWeather for Lorne\n12 degrees\nDry\n\nCaption\n\nWeather for Port\nWet\n{MORE}\n"
    assert left(page, "phrases = ['weather for …']\nscope = 'block'") == [STORY, "Caption", MORE]


def test_the_rest_goes_from_the_first_line_that_is_found() -> None:
    page = f"{STORY}\n\nAbout PortWire\n\n{MORE}\n\nAbout PortWire\nDry\n"
    own = "pattern = '^About \\w+Wire$'\nscope = 'rest'\nposition = 'outside'"
    assert left(page, own) == [STORY, "About PortWire", MORE]
    assert left(page, own.replace("outside", "anywhere")) == [STORY]


def test_within_a_line_only_what_matches_goes() -> None:
    page = "\u200b \u00a0Ferries 😀 (Wire) stay (Wire) in port\n"
    [rule] = rules("pattern = ' \\(Wire\\)'\nscope = 'match'")
    cleaned = clean_document(Document(page), (rule,))
    assert cleaned.text == "\u200b \u00a0Ferries 😀 stay in port\n"
    assert [cut.text for cut in cleaned.cuts] == [" (Wire)", " (Wire)"]


@given(st.lists(st.text("aé日😀\u200b\u00a0\ufeff \t(x)\r\u2028\u0301", max_size=12), max_size=6))
def test_in_any_text_what_goes_is_what_was_looked_for(lines: list[str]) -> None:
    page = "\n".join(lines)
    in_line, whole = rules("pattern = '日|x|é'\nscope = 'match'", "pattern = '^a'")
    assert {page[one.start : one.end] for one in in_line.examine(page)} <= {"日", "x", "é"}
    assert len(in_line.examine(page)) == sum(map(page.count, "日xé"))
    blocks = [page[one.start : one.end] for one in whole.examine(page)]
    assert all(block.strip().strip("\u200b\ufeff").startswith("a") for block in blocks)
    cleaned = clean_document(Document(page), (in_line, whole))
    assert cleaned.restore() == page
    assert not set(cleaned.text) & set("日xé")


@pytest.mark.parametrize(
    ("sites", "known", "applies"),
    [
        ("port.example", {"source": "port.example"}, True),
        ("port.example", {"url": "https://www.Port.example/a"}, True),
        ("port.example", {"url": "https://news.port.example/a"}, False),
        ("*.port.example", {"url": "https://news.port.example/a"}, True),
        ("*.port.example", {"url": "https://port.example/a"}, False),
        ("*.port.example", {"url": "https://airport.example/a"}, False),
        ("Herald", {"source": "herald"}, True),
        ("port.example", {"url": "http://[port.example/"}, False),
        ("port.example", {}, False),
    ],
)
def test_sites(sites: str, known: dict[str, str], applies: bool) -> None:
    assert (left("x\ny\n", f"pattern = '^x'\nsites = ['a.example', '{sites}']", **known) == ["y"]) == applies


def test_languages() -> None:
    key = "pattern = '^x'\nlanguages = ['de', 'FR']"
    assert left("x\ny\n", key, language="fr-CA") == ["y"]
    assert left("x\ny\n", key, language="en") == ["x", "y"]
    assert left(f"x\n{STORY}\n", key) == ["x", STORY]


def test_examples_need_neither_site_nor_language() -> None:
    assert rules("pattern = '^x'\nsites = ['a.example']\nlanguages = ['de']\nremoves = ['✂ x']")


def test_a_users_rule_comes_before_ours() -> None:
    page = f"{STORY}\n\nShare on Facebook\n"
    cleaned = cleaner.clean(page, rules=rules("phrases = ['share on …']\nconfidence = 0.4"))
    [owner] = {cut.finding for cut in cleaned.cuts}
    assert cleaned.findings[owner] == ("USER01", len(STORY) + 2, len(page) - 1, "phrase share on …", 0.4)


def test_what_a_users_rule_cuts_is_not_the_headline() -> None:
    page = f"Weather for Lorne\n\nFerries stay in port\n\n{STORY}\n"
    assert cleaner.clean(page).title == "Weather for Lorne"
    cleaned = cleaner.clean(page, rules=rules("phrases = ['weather for …']"))
    assert (cleaned.title, cleaned.text) == ("Ferries stay in port", f"{STORY}\n")


@pytest.mark.parametrize("kind", ["text", "html"])
def test_a_kept_line_stays_whatever_would_cut_it(kind: str) -> None:
    lines = [STORY, MORE, "Share on Facebook", "Related articles", "Storm over the bay"]
    page = "\n".join(lines)
    if kind == "html":
        page = "<html><body><article><p>{}</p><p>{}</p></article><nav><p>{}<p>{}<p>{}</nav>".format(*lines)
    cleaned = cleaner.clean(
        page, kind=kind, rules=rules("phrases = ['share on …', 'storm over the bay']\naction = 'keep'")
    )
    assert [line for line in cleaned.text.split("\n") if line] == [
        STORY,
        MORE,
        "Share on Facebook",
        "Storm over the bay",
    ]


def test_what_a_site_repeats_stays_where_a_rule_keeps_it() -> None:
    pages = [
        Document(f"{STORY} {number}{number}\n\nCorrection: see below\n", id=str(number), source="s")
        for number in range(9)
    ]
    learner = SiteLearner()
    for page in pages:
        learner.add(page_lines(page))
    assert "Correction" not in clean_document(pages[0], (), learner.memory()).text
    keeping = rules("pattern = '^Correction'\naction = 'keep'")
    assert "Correction: see below" in clean_document(pages[0], keeping, learner.memory()).text


@given(st.lists(st.sampled_from(["x 1", "x", "y", "", "Share on Facebook", STORY, "Read also: x"]), max_size=12))
def test_keeping_wins_and_cuts_nothing_more(lines: list[str]) -> None:
    page = "\n".join(lines)
    keep, cut = rules("pattern = '^(x|Share)'\naction = 'keep'", "pattern = '.'\nscope = 'line'")
    cleaned = cleaner.clean(page, kind="text", rules=(keep, cut))
    assert cleaned.restore() == page
    assert [line for line in cleaned.text.split("\n") if line] == [
        line for line in lines if line.startswith(("x", "Share"))
    ]


def test_select_and_ignore_know_own_rules() -> None:
    own = rules("pattern = '^x'", "pattern = '^y'", "pattern = '^z'\naction = 'keep'")
    page = f"{STORY}\n\nx\ny\nz\nShare on Facebook\n"

    def gone(select: tuple[str, ...] = (), ignore: tuple[str, ...] = ()) -> set[str]:
        cleaned = cleaner.clean(page, rules=own, config=CleanConfig(select=select, ignore=ignore))
        return {cut.text.strip() for cut in cleaned.cuts}

    assert gone() == {"x", "y", "Share on Facebook"}
    assert gone(("USER",)) == {"x", "y"}
    assert gone(("USER01", "SHARE")) == {"x", "Share on Facebook"}
    assert gone((), ("USER02", "SHARE")) == {"x"}
    assert gone(("SITE",)) == set()
    with pytest.raises(ConfigError, match="'USR': use one of USER01, USER02, USER03, TITLE00"):
        gone(("USR",))
    with pytest.raises(ConfigError, match="'USER'"):
        cleaner.clean(page, config=CleanConfig(select=("USER",)))


def test_a_rule_that_keeps_needs_no_selecting() -> None:
    keeping = rules("phrases = ['share on …']\naction = 'keep'")
    assert "Share on" in cleaner.clean("Share on Facebook\n", rules=keeping, config=CleanConfig(select=("SHARE",))).text
    assert not cleaner.clean("Share on Facebook\n", rules=keeping, config=CleanConfig(ignore=("USER",))).text
    assert select_rules(("SHARE01",), own=keeping)[0].code == "USER01"


@cleaner.rule("SHOUT01", "lines in capitals")
def shouting(reading: Reading) -> Iterator[cleaner.Span]:
    for block, line in zip(reading.document.blocks, reading.lines, strict=True):
        if line.isupper():
            yield cleaner.Span(*block, "all capitals", 0.5)


def test_a_function_is_a_rule() -> None:
    page = f"{STORY}\n\nBUY NOW\n"
    cleaned = cleaner.clean(page, rules=[shouting])
    assert (cleaned.text, cleaned.findings[-1].code) == (f"{STORY}\n", "SHOUT01")
    assert [one.text for one in cleaner.clean_many([page, {"text": page}], rules=(shouting,))] == [f"{STORY}\n"] * 2


def test_a_function_may_keep_parts_of_lines() -> None:
    @cleaner.rule("KEEP01", "the word share", action="keep")
    def sharing(reading: Reading) -> Iterator[cleaner.Span]:
        yield cleaner.Span(0, 5, "share", 1.0)
        yield cleaner.Span(2, 4, "share", 1.0)

    assert cleaner.clean("Share on Facebook\nShare on X\n", rules=[sharing]).text == "Share on Facebook\n"


def test_a_function_has_no_code_of_ours() -> None:
    with pytest.raises(ConfigError, match="rule SHARE01: one of our codes"):
        cleaner.clean("x", rules=[cleaner.Rule("SHARE01", "x", shouting.point, (), ())])
    with pytest.raises(ConfigError, match="action 'drop': use one of cut, keep"):
        cleaner.clean("x", rules=[cleaner.Rule("DROP01", "x", shouting.point, (), (), "drop")])


@given(st.lists(st.text(max_size=20), max_size=8))
def test_own_rules_restore_any_page(lines: list[str]) -> None:
    page = "\n".join(lines)
    if looks_like_html(page):
        return
    own = rules("pattern = '[a-m]'", "pattern = '\\pN'\nscope = 'match'", "pattern = '^[n-z]'\naction = 'keep'")
    assert cleaner.clean(page, rules=own).restore() == page
