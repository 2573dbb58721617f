"""Ukrainian, Azerbaijani and Spanish: every sentence is said, with the same marks in it, in the right number, and no page leaves one in English."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from babel.messages import Message
from django.apps import apps
from django.db.models import CharField, JSONField, TextField
from django.utils import timezone, translation
from django.utils.translation import ngettext

from tests.contracts.crawl import Words, pages
from tests.counts import count, is_deep
from twinward.foundation.identity.models import Account
from twinward.foundation.kernel import wording
from twinward.outward.portal.where import region_of_node
from twinward.site import messages
from twinward.site.demo.load import load
from twinward.site.demo.people import load_people
from twinward.site.messages import LANGUAGES

ALPHABETS = {
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя’",
    "az": "abcçdeəfgğhxıijkqlmnoöprsştuüvyzw",
    "es": "abcdefghijklmnñopqrstuvwxyzáéíóúü",
}
#: What stands in a sentence for something else, and the tags around its words.
MARKS = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%%|%[sd]|</?\w+[^>]*>")
ENDS = (".", "?", ":")
SAME = Path(__file__).with_name("same_in_english.txt")
DAY = date(2025, 11, 3)


@cache
def entries(language: str) -> tuple[tuple[Message, list[str], list[str]], ...]:
    """(entry, its English forms, its translated forms) of a catalogue."""

    def forms(words: object) -> list[str]:
        return [words] if isinstance(words, str) else list(words) if isinstance(words, tuple | list) else []

    held = [message for message in messages.catalogue(language) if message.id]
    return tuple((message, forms(message.id), [form for form in forms(message.string) if form]) for message in held)


@cache
def reviewed(language: str) -> set[str]:
    """What may read as in English, each line: languages | words | reason. ValueError for a line without a reason."""
    lines = [line.split(" | ") for line in SAME.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    if unreasoned := [words for _languages, words, reason in lines if not reason.strip()]:
        raise ValueError(unreasoned)
    return {words for languages, words, _reason in lines if language in languages.split()}


def marks(text: str) -> Counter[str]:
    return Counter(MARKS.findall(text))


def test_every_sentence_is_translated_and_compiled():
    assert list(messages.faults()) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_what_is_filled_in_and_every_tag(language: str):
    """The first form may leave out the number where it stands for 1 alone; in Ukrainian it stands for 21 and 101 too."""
    lost: list[tuple[str, str]] = []
    for _entry, english, said in entries(language):
        for place, form in enumerate(said):
            kept = [marks(english[-1])] if place or language == "uk" else [marks(english[0]), marks(english[-1])]
            lost += [(english[-1], form)] if marks(form) not in kept else []

    assert lost == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_stays_a_sentence_and_a_question_a_question(language: str):
    def end(text: str) -> str:
        return next((mark for mark in ENDS if text.rstrip("»”").endswith(mark)), "")

    assert [(english[0], form) for _entry, english, said in entries(language) for form in said if end(form) != end(english[0])] == []


@pytest.mark.parametrize(("language", "root"), [("uk", "закресл"), ("az", "xətt çək"), ("es", "t[aá]ch")])
def test_striking_out_is_one_word_wherever_it_is_told(language: str, root: str):
    """What is struck out stays on record: it is neither deleted nor called off. See the glossary."""
    told = [
        (english[0], form) for _entry, english, said in entries(language) for form in said if re.search(r"\bstr(ik|uck)", english[0], re.I)
    ]
    assert told
    assert [(english, form) for english, form in told if not re.search(root, form.lower())] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_reviewed_words_are_the_same_as_in_english(language: str):
    same = {english[0] for _entry, english, said in entries(language) if set(said) & set(english)}

    assert same == reviewed(language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_is_written_in_one_alphabet_with_the_signs_of_its_language(language: str):
    """No Latin letter inside a Ukrainian word, no Russian one, one apostrophe; no Turkish or Cyrillic letter in Azerbaijani; both Spanish question marks."""
    wrong: list[str] = []
    for _entry, _english, said in entries(language):
        for form in said:
            plain = MARKS.sub(" ", form)
            own = [word for word in re.findall(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*", plain) if set(word.lower()) & set(ALPHABETS[language])]
            wrong += [word for word in own if language == "uk" and not set(word.lower()) <= set(ALPHABETS["uk"])]
            wrong += [word for word in own if language != "uk" and re.search(r"[\u0400-\u04ff]", word) and re.search(r"[a-z]", word)]
            wrong += [form for mark in "\"'" if mark in plain]
            if language == "es" and plain.count("?") != plain.count("¿"):
                wrong.append(form)
            if (language == "az") != ("«" not in plain) and ("«" in plain or "“" in plain):
                wrong.append(form)

    assert wrong == []


#: What stands for the name of somebody or something, which no machine can inflect.
NAME = r"(?:%\((?:country|countries|side|who|node|name|names|party|publisher|whose|whom|meant|survivor|loser|what)\)s|\{(?:host|country|names)\})"
#: A word before a name, or an ending behind it, that asks for another form of it than the one in which it stands on record.
INFLECTING = {
    "uk": re.compile(
        r"(?<!\w)(?:від|до|для|з|із|зі|у|в|про|на|за|через|між|над|під|по|без|при|щодо|крім|серед|після|перед|проти|особи|особі|країни|сторони)"
        rf" [«“]?{NAME}"
    ),
    "az": re.compile(rf"{NAME}”?[-’]?[a-zəıöüğşç]"),
}


@pytest.mark.parametrize("language", INFLECTING)
def test_a_name_stands_in_the_nominative(language: str):
    wrong = [form for _entry, _english, said in entries(language) for form in said if INFLECTING[language].search(form)]

    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_name_of_a_language_or_country_is_ours(language: str):
    """They come from CLDR, as do months and days of the week: a catalogue that repeats them comes to disagree with it."""
    known = {*wording._PARSED["en"].languages.values(), *wording._PARSED["en"].territories.values()}
    known |= {*wording._PARSED["en"].months["format"]["wide"].values(), *wording._PARSED["en"].days["format"]["wide"].values()}
    known -= {"May", "Latin", "Greek"}  # what somebody may do; alphabets, whose adjective is that of the language only in English

    assert {english[0] for _entry, english, _said in entries(language)} & known == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_plurals_follow_the_rule_of_the_language_as_django_knows_it(language: str):
    held = messages.catalogue(language)

    assert dict(held.mime_headers)["Plural-Forms"] == messages.plural_forms(language)
    assert {len(said) for _entry, english, said in entries(language) if len(english) == 2} == {{"uk": 4, "az": 2, "es": 3}[language]}


NUMBERS = (0, 1, 2, 5, 11, 21, 22, 25, 101)
COUNTED = {
    (
        "uk",
        "%(count)s letter",
        "%(count)s letters",
    ): "0 листів, 1 лист, 2 листи, 5 листів, 11 листів, 21 лист, 22 листи, 25 листів, 101 лист",
    (
        "uk",
        "%(count)s country",
        "%(count)s countries",
    ): "0 країн, 1 країна, 2 країни, 5 країн, 11 країн, 21 країна, 22 країни, 25 країн, 101 країна",
    ("uk", "%(count)s institution", "%(count)s institutions"): (
        "0 закладів, 1 заклад, 2 заклади, 5 закладів, 11 закладів, 21 заклад, 22 заклади, 25 закладів, 101 заклад"
    ),
    ("uk", "%(count)s person", "%(count)s people"): "0 осіб, 1 особа, 2 особи, 5 осіб, 11 осіб, 21 особа, 22 особи, 25 осіб, 101 особа",
    ("uk", "late %(days)s day", "late %(days)s days"): (
        "0 днів запізнення, 1 день запізнення, 2 дні запізнення, 5 днів запізнення, 11 днів запізнення, 21 день запізнення, "
        "22 дні запізнення, 25 днів запізнення, 101 день запізнення"
    ),
    ("az", "%(count)s letter", "%(count)s letters"): (
        "0 məktub, 1 məktub, 2 məktub, 5 məktub, 11 məktub, 21 məktub, 22 məktub, 25 məktub, 101 məktub"
    ),
    ("az", "late %(days)s day", "late %(days)s days"): (
        "0 gün gecikmə, 1 gün gecikmə, 2 gün gecikmə, 5 gün gecikmə, 11 gün gecikmə, 21 gün gecikmə, 22 gün gecikmə, 25 gün gecikmə, "
        "101 gün gecikmə"
    ),
    ("es", "%(count)s letter", "%(count)s letters"): (
        "0 cartas, 1 carta, 2 cartas, 5 cartas, 11 cartas, 21 cartas, 22 cartas, 25 cartas, 101 cartas"
    ),
    ("es", "%(count)s country", "%(count)s countries"): (
        "0 países, 1 país, 2 países, 5 países, 11 países, 21 países, 22 países, 25 países, 101 países"
    ),
    ("es", "late %(days)s day", "late %(days)s days"): (
        "0 días de retraso, 1 día de retraso, 2 días de retraso, 5 días de retraso, 11 días de retraso, 21 días de retraso, "
        "22 días de retraso, 25 días de retraso, 101 días de retraso"
    ),
}


@pytest.mark.parametrize(("sentence", "said"), COUNTED.items(), ids=[f"{language}: {one}" for language, one, _many in COUNTED])
def test_a_number_brings_its_noun_into_the_right_form(sentence: tuple[str, str, str], said: str):
    language, one, many = sentence
    with translation.override(language):
        found = [ngettext(one, many, number) % {"count": number, "days": number} for number in NUMBERS]

    assert ", ".join(found) == said


def test_a_million_takes_its_preposition_in_spanish():
    with translation.override("es"):
        assert ngettext("%(count)s letter", "%(count)s letters", 1_000_000) % {"count": "1 000 000"} == "1 000 000 de cartas"


DAYS = {
    "en": ("3 November 2025", "3 Nov 2025", "Monday, 3 November 2025", "November 2025"),
    "uk": ("3 листопада 2025 року", "3 лист. 2025", "Понеділок, 3 листопада 2025 року", "листопад 2025 року"),
    "az": ("3 noyabr 2025-ci il", "3 noy 2025", "3 noyabr 2025-ci il, bazar ertəsi", "noyabr 2025"),
    "es": ("3 de noviembre de 2025", "3 nov 2025", "Lunes, 3 de noviembre de 2025", "noviembre de 2025"),
}


def narrow(text: str) -> str:
    """CLDR keeps a number and its unit together by spaces that do not break; here they are plain."""
    return re.sub("[\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]", " ", text)


class Interval:
    """A day known only as an interval."""

    def __init__(self, not_before: date | None, not_after: date | None) -> None:
        self.not_before, self.not_after = not_before, not_after


@pytest.mark.parametrize(("language", "said"), DAYS.items())
def test_a_day_is_written_as_the_language_writes_it(language: str, said: tuple[str, ...]):
    with translation.override(language):
        month = wording.on_day(Interval(date(2025, 11, 1), date(2025, 11, 30)))
        assert tuple(map(narrow, (wording.on_day(DAY), wording.short_day(DAY), wording.full_day(DAY), month))) == said


MONTHS_IN_THE_GENITIVE = "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня".split()


def test_ukrainian_months_stand_in_the_genitive_after_a_day():
    with translation.override("uk"):
        assert [wording.on_day(date(2025, month, 3)).split()[1] for month in range(1, 13)] == MONTHS_IN_THE_GENITIVE


UNCERTAIN = {
    "en": ("by 13 October 2023", "since 6 September 2023", "between 6 September 2023 and 13 October 2023", "not known", "2023"),
    "uk": (
        "не пізніше 13 жовтня 2023 року",
        "не раніше 6 вересня 2023 року",
        "між 6 вересня 2023 року і 13 жовтня 2023 року",
        "невідомо",
        "2023",
    ),
    "az": (
        "13 oktyabr 2023-cü il tarixinədək",
        "6 sentyabr 2023-cü il tarixindən",
        "6 sentyabr 2023-cü il və 13 oktyabr 2023-cü il arasında",
        "məlum deyil",
        "2023",
    ),
    "es": (
        "a más tardar el 13 de octubre de 2023",
        "desde el 6 de septiembre de 2023",
        "entre el 6 de septiembre de 2023 y el 13 de octubre de 2023",
        "no se sabe",
        "2023",
    ),
}


@pytest.mark.parametrize(("language", "said"), UNCERTAIN.items())
def test_an_uncertain_day_says_what_is_known_of_it(language: str, said: tuple[str, ...]):
    first, last = date(2023, 9, 6), date(2023, 10, 13)
    whole_year = Interval(date(2023, 1, 1), date(2023, 12, 31))
    with translation.override(language):
        found = [wording.on_day(day) for day in (Interval(None, last), Interval(first, None), Interval(first, last), Interval(None, None))]
        assert tuple(map(narrow, (*found, wording.on_day(whole_year)))) == said


NUMBERS_AND_MONEY = {
    "en": ("2,100", "77,000", "US$11,500,000.00", "Azerbaijan", "Ukrainian"),
    "uk": ("2 100", "77 000", "11 500 000,00 USD", "Азербайджан", "українська"),
    "az": ("2.100", "77.000", "11.500.000,00 US$", "Azərbaycan", "ukrayna"),
    "es": ("2.100", "77.000", "11.500.000,00 US$", "Azerbaiyán", "ucraniano"),
}


@pytest.mark.parametrize(("language", "said"), NUMBERS_AND_MONEY.items())
def test_numbers_money_countries_and_languages_are_written_as_the_language_does(language: str, said: tuple[str, ...]):
    with translation.override(language):
        found = (
            wording.number(2100),
            wording.number(77000),
            wording.money(1_150_000_000, "USD"),
            wording.country("AZ"),
            wording.tongue("uk"),
        )

    assert tuple(map(narrow, found)) == said


def test_what_is_missing_is_the_same_dash_in_every_language():
    for language in ("en", *LANGUAGES):
        with translation.override(language):
            assert {wording.on_day(None), wording.number(None), wording.money(None, "USD"), wording.country("")} == {"-"}


# ---- every page, read as its readers do

#: Who reads, and in which languages at the gate; all of them in the deep run. On a Ukrainian page English is seen without an English one beside it.
READERS = {"": LANGUAGES, "officer.kyiv": ("uk",), "lawyer": ("uk",), "administrator": ("es",), "farajova": ("az",)}
WORD = re.compile(r"[A-Za-z]{3,}")
#: What no language changes: addresses, formats of files, codes, commands, names of things, languages named in themselves.
UNCHANGED = re.compile(
    r"https?://\S+|[\w.]+@[\w.]+|\b[A-Z]{3,5}\b|\b\w+_\w+\b|[0-9a-f]{12,}|\./twinward.*"
    r"|\b(?:Twinward|JavaScript|Enter|Report|demo|English|Azərbaycanca|Español)\b"
)


@pytest.fixture
def demo(db: None) -> None:
    """The demo's records and people."""
    load(timezone.now())
    load_people(timezone.now())


@pytest.mark.usefixtures("only_once")
@pytest.mark.parametrize("name", READERS)
def test_no_page_leaves_a_sentence_in_english(demo: None, name: str):
    """What reads the same as on the English page, or has Latin letters on a Ukrainian one, is a record's own words or has been reviewed."""
    account = Account.objects.get(email__startswith=f"{name}@") if name else None
    known = recorded()
    languages = LANGUAGES if is_deep() else READERS[name]
    english = {address: set(Words(html).texts) for address, html in pages(account, "en", count(1, 6))} if languages != ("uk",) else {}
    for language in languages:
        cldr = {name for name in wording._PARSED[language].territories.values() if WORD.search(name)}
        own = re.compile("|".join(re.escape(value) for value in sorted(known | cldr, key=len, reverse=True)))
        left: set[tuple[str, str]] = set()
        for address, html in pages(account, language, count(1, 6)):
            words = Words(html)
            assert words.language == language, address
            assert "---------" not in words.texts, f"{address}: nothing chosen has no word"
            may_be = words.texts if language == "uk" else [text for text in words.texts if text in english.get(address, ())]
            left |= {(address, text) for text in may_be if is_english(text, own, language)}
        assert sorted(left) == [], language


def is_english(text: str, own: re.Pattern[str], language: str) -> bool:
    """Whether words remain when the records' own, what never changes and the reviewed ones are taken away."""
    if text in reviewed(language) or is_event(text) or text in translated(language):
        return False
    return WORD.search(UNCHANGED.sub(" ", own.sub(" ", text))) is not None


@cache
def translated(language: str) -> set[str]:
    """Every sentence as a catalogue says it; some keep a Latin name inside."""
    return {form for _entry, _english, said in entries(language) for form in said}


def is_event(text: str) -> bool:
    """Whether a text is an event of the ledger in its own form: names of columns, each with its value."""
    return re.match(r"[\w ’]+: [^;]*; [\w ’]+: ", text) is not None


def recorded() -> set[str]:
    """Every text on record that has a word in it, and the source of the map."""
    region = region_of_node()
    values = {value for value in _values() if isinstance(value, str) and WORD.search(value)}
    return values | {region.source} if region else values


def _values() -> Iterator[object]:
    for model in apps.get_models():
        names = [field.name for field in model._meta.concrete_fields if isinstance(field, CharField | TextField | JSONField)]
        for row in model._base_manager.values_list(*names) if names else ():
            for value in row:
                yield from value.values() if isinstance(value, dict) else (value,)
