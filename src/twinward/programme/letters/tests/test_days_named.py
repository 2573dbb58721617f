"""The day asked for a reply in the text of a letter and the one in the register: one, or both are said before the letter goes."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from twinward.foundation.kernel.keys import fresh_key
from twinward.foundation.kernel.wording import on_day
from twinward.foundation.registry.models import Organisation
from twinward.programme.letters.days_named import days_named, named_instead
from twinward.programme.letters.models import Letter
from twinward.programme.letters.tests.makers import TODAY, make_draft, make_letter

pytestmark = pytest.mark.usefixtures("at_noon")
THIRD, TENTH = date(2025, 12, 3), date(2025, 12, 10)


@pytest.mark.parametrize(
    "text",
    [
        "Please reply by 3 December 2025.",
        "Please reply by December 3, 2025, or earlier.",
        "by the 3rd of December 2025",
        "Просимо відповісти до 3 грудня 2025 року.",
        "до 03.12.2025",
        "Zəhmət olmasa, 3 dekabr 2025-ci ilədək cavab verin.",
        "antes del 3 de diciembre de 2025",
        "until 2025-12-03",
        "until 3 December, please",
        "до 3 грудня просимо",
    ],
)
def test_a_day_is_found_in_a_text_of_any_language(text: str):
    assert days_named(text, after=TODAY) == [THIRD]


@pytest.mark.parametrize(
    "text", ["", "No. 25-04/31882 of 2025", "3 institutions 2025", "in December 2025", "31.02.2026", "3 of 12 hospitals", "1/2/2026"]
)
def test_what_only_looks_like_a_day_is_none(text: str):
    assert days_named(text, after=TODAY) == []


@pytest.mark.parametrize(
    ("text", "reply_by", "named"),
    [
        ("Please reply by 3 December 2025.", THIRD, None),
        ("Please reply by 3 December 2025.", TENTH, THIRD),
        ("Please reply by 3 December 2025.", None, THIRD),
        ("Please reply.", TENTH, None),
        ("On 2 October 2025 we wrote to you.", TENTH, None),
        ("On 2 October 2025 we wrote. Reply by 3 December 2025.", TENTH, THIRD),
        ("We meet on 3 December 2025. Reply by 10 December 2025.", TENTH, None),
    ],
)
def test_only_a_later_day_beside_that_of_the_register_gainsays_it(text: str, reply_by: date | None, named: date | None):
    assert named_instead(text, reply_by, after=TODAY) == named


@given(
    days=st.integers(1, 400).map(lambda number: TODAY + timedelta(days=number)),
    other=st.integers(1, 400).map(lambda number: TODAY + timedelta(days=number)),
    language=st.sampled_from(["en", "uk", "az", "es"]),
)
def test_a_day_written_as_our_letters_write_it_is_read_back(days: date, other: date, language: str):
    with translation.override(language):
        text = f"… {on_day(days)} …"
    assert days_named(text, after=TODAY) == [days]
    assert named_instead(text, other, after=TODAY) == (None if other == days else days)


def sent(client: Client, address: str, **fields: Any) -> Any:
    return client.post(address, {"once": str(fresh_key())} | fields)


def test_before_a_letter_goes_it_is_said_that_its_text_and_the_register_name_two_days(kyiv: Client, ministry: Organisation):
    draft = make_draft(ministry, body="Please reply by 3 December 2025.", reply_by=TENTH)
    words = "The text names 3 December 2025, the register 10 December 2025."
    address = reverse("letter-move", args=[draft.pk, "send"])
    fields = {"our_number": "25-04/9", "dated_on": "3.11.2025", "reply_by": "10.12.2025"}
    fields["seen"] = kyiv.get(address).context["meanwhile"].seen

    assert words in kyiv.get(reverse("letter", args=[draft.pk])).content.decode()
    asked = sent(kyiv, address, **fields)
    assert (asked.status_code, words in asked.content.decode()) == (200, True)
    assert reverse("letter-edit", args=[draft.pk]) in asked.content.decode()
    despite = "reply_by:2025-12-03:2025-12-10"
    again = sent(kyiv, address, **fields | {"reply_by": "11.12.2025"}, despite=despite)
    assert "the register 11 December 2025" in again.content.decode()
    assert Letter.objects.unscoped("a test looks").get(pk=draft.pk).is_draft
    refused = sent(kyiv, address, **fields | {"dated_on": "4.11.2025"}, despite=despite)
    assert (refused.status_code, f'name="despite" value="{despite}"' in refused.content.decode()) == (409, True)
    assert sent(kyiv, address, **fields, despite=despite).status_code == 302
    assert words in kyiv.get(reverse("letter", args=[draft.pk])).content.decode()


def test_a_letter_whose_text_and_register_agree_goes_at_once(kyiv: Client, ministry: Organisation):
    draft = make_draft(ministry, body="Please reply by 10 December 2025.", reply_by=TENTH)
    assert "The text and the register differ" not in kyiv.get(reverse("letter", args=[draft.pk])).content.decode()
    fields = {"our_number": "25-04/9", "dated_on": "3.11.2025", "reply_by": "10.12.2025"}
    address = reverse("letter-move", args=[draft.pk, "send"])
    assert sent(kyiv, address, **fields, seen=kyiv.get(address).context["meanwhile"].seen).status_code == 302


@pytest.mark.parametrize("language", ["en", "uk", "az", "es"])
@pytest.mark.parametrize("is_changed", [False, True])
def test_a_text_of_ours_that_nobody_changed_takes_the_day_from_its_field(
    kyiv: Client, ministry: Organisation, language: str, is_changed: bool
):
    earlier = make_letter(ministry)
    address = f"{reverse('letter-new')}?follows={earlier.pk}&language={language}"
    begun = kyiv.get(address).context["form"].initial
    body = begun["body"].replace("\n", "\r\n") + (" Thank you." if is_changed else "")
    fields = {"ours": ministry.pk, "their_country": "DE", "subject": begun["subject"], "language": language, "body": body}
    assert sent(kyiv, address, **fields, reply_by="10.12.2025").status_code == 302

    made = Letter.objects.unscoped("a test looks").latest("pk")
    with translation.override(language):
        names_it = on_day(TENTH) in made.body
    assert names_it is not is_changed
    assert (named_instead(made.body, made.reply_by, after=TODAY) is not None) is is_changed


def test_a_text_that_names_the_day_that_the_register_had_gainsays_the_new_one_though_it_has_passed():
    text, was, now = "Please reply by 1 January 2020.", date(2020, 1, 1), date(2026, 12, 20)

    assert named_instead(text, now, after=TODAY, was=was) == was
    assert named_instead(text, now, after=TODAY) is None


def test_the_days_of_the_letter_before_it_ask_for_no_reply_and_the_day_of_the_register_goes_before_any_other():
    second, text = (
        date(2025, 11, 2),
        "On 2 November 2025 we wrote and asked for a reply by 3 December 2025. Please reply by 10 December 2025.",
    )
    early, later = date(2025, 10, 31), date(2025, 12, 20)
    assert named_instead(text, later, after=early, cited=(second, THIRD)) == TENTH
    assert named_instead(text, THIRD, after=early, cited=(second, THIRD)) == TENTH
    assert named_instead(text, later, after=early, was=TENTH) == TENTH
    assert named_instead(text, later, after=early, was=THIRD, cited=(second, THIRD)) == THIRD
    assert named_instead(text, TENTH, after=early, cited=(second, THIRD)) is None


def test_of_a_reminder_the_day_by_which_it_asks_is_told_not_that_of_the_letter_before_it(kyiv: Client, ministry: Organisation):
    before = make_letter(ministry, dated_on=TODAY, reply_by=THIRD)
    body = "On 3 November 2025 we wrote and asked for a reply by 3 December 2025. Please reply by 10 December 2025."
    draft = make_draft(ministry, body=body, reply_by=date(2025, 12, 20), in_reply_to=before)
    words = "The text names 10 December 2025, the register 20 December 2025."
    assert words in kyiv.get(reverse("letter", args=[draft.pk])).content.decode()
