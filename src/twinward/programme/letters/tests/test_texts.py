"""Letters from templates: each language, filled, with nothing left open."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from twinward.foundation.kernel.alphabet import alphabetical
from twinward.foundation.kernel.days import Day
from twinward.foundation.kernel.keys import fresh_key
from twinward.foundation.registry.models import Organisation
from twinward.programme.letters.addressing import LANGUAGES, every_language, language_for
from twinward.programme.letters.models import Letter
from twinward.programme.letters.tests.makers import make_letter
from twinward.programme.letters.texts import MINISTRIES, REMINDERS, addressee_in, without_prefix, worded

EARLIER = Letter(subject="List of institutions", our_number="25-04/1", dated_on=date(2025, 10, 2), reply_by=date(2025, 10, 30))
FACTS = {
    "programme": "International Medical Partnership",
    "country": "DE",
    "declaration": "Open Declaration",
    "joined": Day.by(date(2023, 10, 13)),
    "since": date(2023, 10, 13),
    "owes": True,
    "earlier": EARLIER,
    "came": Letter(subject="List of institutions", dated_on=date(2025, 10, 20)),
    "came_number": "7/1",
    "proposed": True,
    "proposed_on": Day.on(date(2025, 10, 19)),
    "reply_by": date(2025, 12, 1),
    "ours": "Ministry of Health of Ukraine",
    "about": "List of institutions",
}


@pytest.mark.parametrize("language", [code for code, _name in LANGUAGES])
@pytest.mark.parametrize("template", ["request", "reminder", "next_step", "follow_up"])
def test_a_letter_is_whole_in_every_language(template, language):
    wording = worded(template, language, **FACTS)
    whole = wording.subject + wording.body

    assert "\n" not in wording.subject
    assert wording.body.endswith("Ministry of Health of Ukraine")
    assert not re.search(r"[{}%]|None|&\w+;", whole)
    assert "2025" in whole


@pytest.mark.parametrize("language", [code for code, _name in LANGUAGES])
def test_a_reminder_tells_country_declaration_since_when_and_the_letter_before(language):
    body = worded("reminder", language, **FACTS).body
    with translation.override(language):
        assert {"en": "Germany", "uk": "Німеччина", "az": "Almaniya", "es": "Alemania"}[language] in body
    assert "Open Declaration" in body
    assert "25-04/1" in body
    assert body.count("2023") == 2


@pytest.mark.parametrize("language", [code for code, _name in LANGUAGES])
@pytest.mark.parametrize("template", ["reminder", "follow_up"])
def test_the_subject_of_a_reminder_begins_with_the_word_that_is_taken_off_again(template, language):
    subject = worded(template, language, **FACTS).subject

    assert [word for word in REMINDERS if subject.startswith(word)]
    assert not [word for word in REMINDERS if word in without_prefix(subject)]


@pytest.mark.parametrize(
    ("subject", "bare"),
    [
        ("List of institutions", "List of institutions"),
        ("Reminder. List of institutions", "List of institutions"),
        ("reminder.  Reminder. List of institutions", "List of institutions"),
        ("Нагадування. Reminder. Xatırlatma. Recordatorio. Перелік", "Перелік"),
        ("A reminder. List", "A reminder. List"),
        ("Reminder.", "Reminder."),
        ("", ""),
    ],
)
def test_a_subject_is_bare_of_all_its_reminders(subject, bare):
    assert without_prefix(subject) == bare


def test_a_letter_names_the_other_side_in_its_own_language_whoever_writes_it():
    earlier = Letter(subject="List of institutions", their_country_id="DE", dated_on=date(2025, 10, 2))
    with translation.override("uk"):
        body = worded("follow_up", "en", **(FACTS | {"earlier": earlier})).body

    assert body.startswith("Germany\n")
    assert worded("follow_up", "uk", **(FACTS | {"earlier": earlier})).body.startswith("Німеччина\n")


@pytest.mark.usefixtures("at_noon")
@pytest.mark.parametrize("language", [code for code, _name in LANGUAGES])
@pytest.mark.parametrize("template", ["request", "reminder", "next_step"])
def test_a_reminder_goes_to_the_ministry_to_which_the_letter_before_it_went(kyiv: Client, ministry: Organisation, template, language):
    earlier = make_letter(ministry, language=language, body=worded(template, language, **FACTS).body)
    for code, country in (("en", "Germany"), ("uk", "Німеччина"), ("az", "Almaniya"), ("es", "Alemania")):
        begun = kyiv.get(reverse("letter-new"), {"follows": earlier.pk, "language": code}).context["form"].initial
        assert begun["body"].startswith(f"{MINISTRIES[code]}\n{country}\n\n")


@pytest.mark.parametrize(
    ("text", "language", "addressee"),
    [
        ("Dr A. Example\r\nFederal Ministry\r\nGermany\r\n\r\nDear Dr Example,", "en", "Dr A. Example\nFederal Ministry\nGermany"),
        ("Dr A. Example\nFederal Ministry\nGermany\n\nDear Dr Example,", "uk", ""),
        ("Germany\n\nDear colleagues,", "en", ""),
        ("Ministry of Health\nFrance\n\nDear colleagues,", "en", ""),
        ("Dear colleagues,\nplease send it.", "en", ""),
        ("", "en", ""),
    ],
)
def test_only_lines_that_end_with_the_country_are_an_address(text, language, addressee):
    assert addressee_in(text, "DE", said_in="en", language=language) == addressee


def test_a_letter_without_a_day_to_reply_by_asks_for_none():
    body = worded("request", "en", **(FACTS | {"reply_by": None})).body
    assert "Please send us such a list. For" in body


def test_what_is_written_in_a_letter_stays_as_it_is():
    body = worded("follow_up", "en", **(FACTS | {"ours": "A & B <i>"})).body
    assert "A & B <i>" in body


@pytest.mark.parametrize(
    ("country", "language"), [("DE", "en"), ("ES", "es"), ("AZ", "az"), ("UA", "uk"), ("MX", "es"), ("CH", "en"), ("XK", "en")]
)
def test_a_country_is_written_to_in_its_own_language_where_we_have_it(country, language):
    assert language_for(country) == language


def test_a_letter_may_be_in_any_language_those_of_our_texts_first(kyiv: Client, ministry: Organisation):
    (_ours, own), (_others, others) = every_language()
    codes = [code for code, _name in others]
    assert list(own) == list(LANGUAGES)
    assert {"de", "fr", "pl", "ja"} <= set(codes)
    assert len(codes) == len(set(codes))
    assert not set(codes) & set(dict(own))
    assert [name for _code, name in others] == alphabetical(name for _code, name in others)
    with translation.override("es"):
        assert ("de", "alemán") in every_language()[1][1]
    sent = {"ours": ministry.pk, "their_country": "DE", "language": "de", "subject": "Liste", "body": "Bitte.", "once": str(fresh_key())}
    assert kyiv.post(reverse("letter-new"), sent).status_code == 302
    letter = Letter.objects.unscoped("test").get()
    assert letter.language == "de"
    assert '<div class="prose" lang="de">' in kyiv.get(reverse("letter", args=[letter.pk])).content.decode()
    assert kyiv.post(reverse("letter-new"), sent | {"language": "xx", "once": str(fresh_key())}).status_code == 422


@pytest.mark.usefixtures("at_noon")
def test_a_reminder_of_a_letter_in_a_language_without_texts_begins_in_english_and_says_so(kyiv: Client, ministry: Organisation):
    german, spanish = make_letter(ministry, language="de"), make_letter(ministry, "ES", language="es")
    page = kyiv.get(reverse("letter-new"), {"follows": german.pk})
    assert page.context["form"].initial["language"] == "en"
    assert "begins in English" in page.content.decode()
    assert "German" in page.content.decode()
    for query in ({"follows": spanish.pk}, {"follows": german.pk, "language": "uk"}, {"answers": german.pk}):
        assert "begins in English" not in kyiv.get(reverse("letter-new"), query).content.decode()
