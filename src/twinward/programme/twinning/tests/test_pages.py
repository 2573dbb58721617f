"""Pages of the twinning room: the list of countries, a country, steps, letters to several, links for guests."""

import csv
import re
from datetime import date, timedelta
from io import BytesIO, StringIO
from typing import Any

import pytest
import time_machine
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tests.asked import asked
from twinward.foundation.identity.models import Account, GuestQuestion
from twinward.foundation.identity.rules import FOCAL_POINT
from twinward.foundation.kernel.days import Basis, Day
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.registry.models import Organisation
from twinward.programme.letters.models import Letter
from twinward.programme.letters.tests.makers import BY, NOON, make_account, make_letter, make_organisation
from twinward.programme.twinning.actions import record_step
from twinward.programme.twinning.models import Coverage, ListStep
from twinward.programme.twinning.tasks import tasks
from twinward.programme.twinning.tests.makers import make_source, make_step, sent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


@pytest.fixture
def hospital(db: None) -> Client:
    client = Client()
    client.force_login(make_account(make_organisation("Okhmatdyt", "UA", "hospital"), FOCAL_POINT))
    return client


def rows(client: Client, **query: Any) -> dict[str, str]:
    """The rows of the downloaded list, by country, their cells between bars."""
    text = client.get(reverse("countries"), query | {"format": "csv"}).content.decode("utf-8-sig")
    return {row[0]: "|".join(row) for row in csv.reader(StringIO(text))}


@pytest.mark.parametrize("typed", ["Германія немає", "Німеччина", "німечч", "Almaniya", "Alemania", "germany", "DE", "DEU"])
def test_the_list_of_countries_is_searched_in_every_language_and_by_code(kyiv: Client, covered: dict[str, Coverage], typed: str):
    kyiv.cookies["django_language"] = "az"
    page = kyiv.get(reverse("countries"), {"q": typed}).content.decode()

    assert (reverse("country", args=["DE"]) in page) is ("немає" not in typed)


def test_the_list_says_of_each_country_whose_turn_it_is(kyiv: Client, covered: dict[str, Coverage]):
    text = kyiv.get(reverse("countries")).content.decode()

    for words in ("no answer, late 4 days", "never asked by letter", "list proposed, check it", "752+", "by 13 Oct 2023", "2 Oct 2025"):
        assert words in text, words


def codes(client: Client, **query: str) -> set[str]:
    text = client.get(reverse("countries"), query).content.decode()
    return {code for code in ("DE", "FI", "SK", "AT") if f">{code}<" in text}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, {"DE", "FI", "SK", "AT"}),
        ({"list": "owed"}, {"DE", "FI", "SK"}),
        ({"list": "not_known"}, {"AT"}),
        ({"turn": "never_asked"}, {"FI"}),
        ({"turn": "late"}, {"DE"}),
        ({"joined": "summit"}, {"DE", "FI", "SK", "AT"}),
        ({"member": "yes", "q": "slov"}, {"SK"}),
        ({"list": "owed", "as-of": "12.10.2023"}, set()),
        ({"list": "owed", "as-of": "13.10.2023"}, {"DE", "FI", "SK"}),
    ],
)
def test_the_list_is_narrowed_and_seen_as_of_a_day(kyiv: Client, covered: dict[str, Coverage], query: dict[str, str], expected: set[str]):
    assert codes(kyiv, **query) == expected


def test_what_is_missing_in_the_downloaded_list_is_an_empty_cell(kyiv: Client, covered: dict[str, Coverage]):
    every = {"columns": ["country", "joined", "since", "days", "letter", "turn", "step", "list"]}
    text = kyiv.get(reverse("countries"), every | {"format": "csv"}).content.decode("utf-8-sig")
    found = {row[0]: row[1:] for row in csv.reader(StringIO(text))}
    book = CalamineWorkbook.from_filelike(BytesIO(kyiv.get(reverse("countries"), every | {"format": "xlsx"}).content))

    assert found["Austria"] == ["summit", "", "", "", "", "say on which day the list was agreed", "Say the day", "not known", ""]
    assert not [cell for row in found.values() for cell in row if cell in ("-", "'-")]
    assert not [cell for row in book.get_sheet_by_index(0).to_python() for cell in row if cell == "-"]


def test_the_downloaded_list_holds_days_and_numbers_that_can_be_sorted(kyiv: Client, covered: dict[str, Coverage]):
    book = CalamineWorkbook.from_filelike(BytesIO(kyiv.get(reverse("countries"), {"format": "xlsx"}).content))
    head, *lines = book.get_sheet_by_index(0).to_python()
    germany = next(dict(zip(head, line, strict=True)) for line in lines if line[0] == "Germany")

    assert (germany["Owed since"], germany["Perhaps earlier"], germany["Days"]) == (date(2023, 10, 13), "yes", 752)


def test_the_chase_is_the_list_of_those_that_owe(kyiv: Client, covered: dict[str, Coverage]):
    assert kyiv.get(reverse("chase"), {"as-of": "2023-10-13"})["Location"] == "/countries/?list=owed&as-of=2023-10-13"


def test_letters_of_another_ministry_leave_no_trace_in_the_list(baku: Client, covered: dict[str, Coverage]):
    text = baku.get(reverse("countries")).content.decode()

    assert "theirs, owes a list" in text
    assert "2 Oct 2025" not in text
    assert "late" not in text.partition("<tbody")[2].partition("</tbody")[0]


def test_a_country_s_page_shows_its_joining_its_list_and_its_letters(kyiv: Client, covered: dict[str, Coverage]):
    text = kyiv.get(reverse("country", args=["DE"])).content.decode()

    for words in (
        "Turn: Ministry of Health of Ukraine",
        "Open Declaration",
        "No agreed list was on record.",
        "25-04/1",
        "Write a reminder",
    ):
        assert words in text, words


def test_the_joining_and_the_letters_stand_in_the_timeline_of_a_country(
    kyiv: Client, baku: Client, ministry: Organisation, covered: dict[str, Coverage]
):
    make_letter(ministry, "DE", subject="The list, please", about=[key_of(covered["DE"])], dated_on=date(2025, 10, 9))
    address = reverse("country", args=["DE"])

    told = kyiv.get(address).content.decode().partition('id="timeline"')[2]
    lines = {re.sub(r"<[^>]+>|\s+", " ", row).strip() for row in told.split("</tr>")}
    assert [line for line in lines if line.startswith("9 Oct 2025") and "Letter sent: The list, please" in line]
    assert [line for line in lines if " 2023" in line and "Joined" in line]
    assert "The list, please" not in baku.get(address).content.decode()


def test_a_country_s_page_says_what_is_missing_for_an_answer(kyiv: Client, covered: dict[str, Coverage]):
    text = kyiv.get(reverse("country", args=["DE"]), {"as-of": "1 October 2023"}).content.decode()

    assert "Missing: the day of joining." in text


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (Day.on(date(2024, 5, 7)), "Its list was agreed on 7 May 2024."),
        (Day.in_year(2024), "Its list was agreed: 2024."),
        (Day.by(date(2024, 5, 7)), "Its list was agreed: by 7 May 2024."),
    ],
)
def test_why_no_list_is_owed_is_said_with_its_day_as_far_as_it_is_known(kyiv: Client, covered: dict[str, Coverage], day: Day, said: str):
    record_step(coverage=covered["DE"], kind="agreed", day=day, source=make_source(), by=BY, at=NOON)

    owes = kyiv.get(reverse("country", args=["DE"])).context["questions"][1]

    assert (owes.known, owes.why) == ("no", said)


def test_of_several_agreements_the_last_by_the_day_asked_is_told(kyiv: Client, covered: dict[str, Coverage]):
    for day in (date(2024, 1, 10), date(2024, 3, 1), date(2025, 3, 1)):
        record_step(coverage=covered["DE"], kind="agreed", day=Day.on(day), source=make_source(), by=BY, at=NOON)

    page = kyiv.get(f"{reverse('country', args=['DE'])}?as-of=2024-06-10")

    assert page.context["questions"][1].why == "Its list was agreed on 1 March 2024."


def test_a_country_outside_the_programme_has_a_page_and_one_that_does_not_exist_has_none(kyiv: Client, covered: dict[str, Coverage]):
    assert "Not in the programme" in kyiv.get(reverse("country", args=["AZ"])).content.decode()
    assert kyiv.get(reverse("country", args=["QQ"])).status_code == 404


def test_a_country_is_found_at_its_code_in_small_letters_too(kyiv: Client, covered: dict[str, Coverage]):
    assert kyiv.get("/countries/de/").context["country"] == kyiv.get("/countries/DE/").context["country"]


def test_one_letter_is_drafted_to_each_chosen_country_in_its_language(kyiv: Client, ministry: Organisation, covered: dict[str, Coverage]):
    address = f"{reverse('country-letters')}?id=DE&id=FI"
    preview = kyiv.get(address).content.decode()
    assert "Reminder. International Medical Partnership" in preview
    assert "Draft 2 letters" in preview
    assert Letter.objects.unscoped("a test looks").count() == 1

    done = sent(kyiv, address, ours=ministry.pk, language="", reply_by="1.12.2025")
    assert done["Location"] == "/letters/?standing=draft"
    first, second = Letter.objects.unscoped("a test looks").filter(state="draft").order_by("their_country")
    assert (first.their_country_id, first.in_reply_to_id is not None, first.reply_by) == ("DE", True, date(2025, 12, 1))
    assert (second.their_country_id, second.in_reply_to_id) == ("FI", None)
    assert [subject.record for subject in second.subjects.all()] == [key_of(covered["FI"])]
    assert "letter drafted, send it" in kyiv.get(reverse("countries")).content.decode()
    moves = kyiv.get(reverse("country", args=["DE"])).content.decode()
    assert (f'href="{reverse("letter", args=[first.pk])}">Send the draft' in moves, "Write a reminder" in moves) == (True, False)


def test_letters_to_no_country_are_refused_with_a_sentence(kyiv: Client, covered: dict[str, Coverage]):
    refused = kyiv.get(f"{reverse('country-letters')}?id=QQ&list=owed&joined=summit")
    assert (refused.status_code, refused["Location"]) == (302, f"{reverse('countries')}?list=owed&joined=summit")
    listed = kyiv.get(refused["Location"]).content.decode()
    assert "No country is chosen. Choose at least one country" in listed
    assert '<form id="chosen" method="get"><input type="hidden" name="list" value="owed">' in listed


def test_a_list_is_on_record_with_and_without_its_contents(kyiv: Client, covered: dict[str, Coverage]):
    address = reverse("list-step", args=[covered["SK"].pk])
    source = str(make_source().pk)
    assert kyiv.get(address, {"kind": "proposed"}).status_code == 200
    unnamed = {"kind": "agreed", "day": "March 2024", "basis": "stated", "source": source}
    assert sent(kyiv, address, **unnamed, despite="step_without_contents source_older_than_act").status_code == 302
    assert (
        sent(
            kyiv, address, kind="agreed", day="", basis="stated", new_publisher="Slovak ministry", organisations="Clinic in Košice"
        ).status_code
        == 302
    )

    with_contents, without = ListStep.objects.order_by("-id")[:2]
    assert (without.contents_known, str(without.day)) == (False, "2024-03")
    assert [entry.organisation.name for entry in with_contents.entries.all()] == ["Clinic in Košice"]
    assert with_contents.source is not None
    assert with_contents.source.publisher == "Slovak ministry"


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"kind": "agreed", "day": "4 November 2025", "basis": "stated", "new_publisher": "X"}, 422, "This day lies in the future."),
        ({"kind": "agreed", "day": "3 November 2025", "basis": "stated"}, 422, "Say which source or letter states it"),
        ({"kind": "agreed", "day": "3 November 2025", "basis": "done_here"}, 409, "This step does not follow from the last one."),
        ({"kind": "proposed", "day": "2025", "basis": "done_here"}, 422, "Write one whole day"),
        ({"kind": "agreed", "day": "2025", "basis": "inferred"}, 422, "Say why"),
        ({"kind": "agreed", "day": "soon", "basis": "stated"}, 422, "is not a day"),
        ({"kind": "invented", "day": "2025", "basis": "stated"}, 422, "invented"),
        ({"kind": "proposed", "day": "2025", "basis": "stated", "organisations": "Nowhere Clinic"}, 422, "Nowhere Clinic"),
    ],
)
def test_a_step_that_cannot_be_is_refused_and_nothing_is_written(
    kyiv: Client, covered: dict[str, Coverage], fields: dict[str, str], status: int, words: str
):
    before = ListStep.objects.count()
    refused = sent(kyiv, reverse("list-step", args=[covered["FI"].pk]), **fields)

    assert refused.status_code == status
    assert words in refused.content.decode()
    assert ListStep.objects.count() == before


def test_a_proposed_list_is_agreed_or_sent_back(kyiv: Client, covered: dict[str, Coverage]):
    proposal = ListStep.objects.get(kind="proposed")
    agree, back = (reverse("list-answer", args=[proposal.pk, name]) for name in ("agreed", "returned"))
    assert "Clinic in Košice" in kyiv.get(agree).content.decode()
    assert kyiv.get(back).status_code == 200
    assert kyiv.get(reverse("list-answer", args=[proposal.pk, "eaten"])).status_code == 404
    assert sent(kyiv, back, remark="").status_code == 422
    assert sent(kyiv, agree).status_code == 302

    assert ListStep.objects.order_by("-id")[0].kind == "agreed"
    assert sent(kyiv, back, remark="Too late").status_code == 409


def test_a_link_for_the_partner_is_shown_once_and_works(kyiv: Client, covered: dict[str, Coverage]):
    proposal = ListStep.objects.get(kind="proposed")
    asked = sent(kyiv, reverse("list-ask", args=[proposal.pk]), asked_of="Mária Nováková", language="en", days="14")
    assert asked["Location"] == reverse("country", args=["SK"])

    page = kyiv.get(asked["Location"]).content.decode()
    (link,) = re.findall(r"http://testserver(/guest/[\w-]+/)", page)
    assert link not in kyiv.get(asked["Location"]).content.decode()
    assert "Mária Nováková" in kyiv.get(asked["Location"]).content.decode()
    assert Client().get(link).status_code == 200


def test_who_does_not_chase_sees_the_list_and_no_way_to_change_it(hospital: Client, covered: dict[str, Coverage]):
    proposal = ListStep.objects.get(kind="proposed")
    assert "Check the list" not in hospital.get(reverse("countries")).content.decode()
    assert "Agree the list" not in hospital.get(reverse("country", args=["SK"])).content.decode()
    for address in (
        reverse("list-step", args=[covered["SK"].pk]),
        reverse("list-answer", args=[proposal.pk, "agreed"]),
        reverse("list-ask", args=[proposal.pk]),
    ):
        assert hospital.get(address).status_code == 403
        assert sent(hospital, address, kind="agreed", basis="stated", asked_of="X", language="en", days="7").status_code == 403
    assert not GuestQuestion.objects.unscoped("a test looks").exists()


@pytest.mark.parametrize("name", ["countries", "chase", "country-letters"])
def test_whoever_has_not_signed_in_is_asked_to(name: str, covered: dict[str, Coverage]):
    assert Client().get(reverse(name))["Location"].startswith(reverse("sign-in"))


def test_reading_writes_nothing_and_asks_no_more_of_the_store_for_more_countries(
    kyiv: Client, ministry: Organisation, covered: dict[str, Coverage]
):
    addresses = [reverse("countries"), reverse("country", args=["DE"]), f"{reverse('country-letters')}?id=DE&id=FI"]

    def counts() -> list[int]:
        found = []
        for address in addresses:
            with asked() as queries:
                assert kyiv.get(address).status_code == 200
            assert not [one for one in queries if one.split()[0] in ("INSERT", "UPDATE", "DELETE")]
            found.append(len(queries))
        return found

    before = counts()
    programme = covered["DE"].programme
    for code in ("EE", "LV", "LT", "PL", "DK"):
        one = Coverage.objects.unscoped("a test adds").create(programme=programme, country_id=code)
        make_letter(ministry, code, about=[key_of(one)])
    for number in range(5):
        make_step(covered["DE"], "owed", why=f"Again {number}")
        make_letter(ministry, "DE", about=[key_of(covered["DE"])], subject=f"Letter {number}")

    assert counts() == before
    assert max(before) <= 30


def test_tasks_are_for_whoever_chases_for_the_host(kyiv: Client, ministry: Organisation, covered: dict[str, Coverage]):
    officer, stranger = make_account(ministry), make_account(make_organisation("Ministry of Health of Azerbaijan", "AZ"))
    told = tasks(officer, date(2025, 11, 3))

    assert [(task.turn, task.what, task.meta) for task in told] == [
        ("mine", "Check the list that Slovakia proposed", "Owes a list of institutions"),
        ("mine", "Say on which day the list of Austria was agreed", ""),
        ("mine", "Ask 1 country for its list of institutions", "Never asked by letter: Finland"),
    ]
    assert tasks(stranger, date(2025, 11, 3)) == []


def test_a_list_that_is_agreed_only_by_our_own_conclusion_says_so_wherever_it_is_told(kyiv: Client, covered: dict[str, Coverage]):
    make_step(covered["FI"], "agreed", Day.on(date(2025, 10, 1), Basis.INFERRED), why="Its hospitals signed")
    make_step(covered["DE"], "agreed")

    told = rows(kyiv, columns=["country", "turn", "list"], list="agreed")
    assert (told["Finland"], told["Germany"]) == ("Finland|list agreed, inferred|agreed, inferred|", "Germany|list agreed|agreed|")
    assert '<span class="st st-gap">list agreed, inferred</span>' in kyiv.get(reverse("countries")).content.decode()
    assert "list agreed, inferred" in kyiv.get(reverse("country", args=["FI"])).content.decode()


def test_while_the_partner_is_asked_by_a_link_it_is_their_turn_and_ours_once_it_expired(
    kyiv: Client, ministry: Organisation, covered: dict[str, Coverage]
):
    proposal = ListStep.objects.get(kind="proposed")
    sent(kyiv, reverse("list-ask", args=[proposal.pk]), asked_of="Mária Nováková", language="en", days="14")
    words = "theirs, asked to confirm on 3 Nov 2025, answer by 17 Nov 2025"
    page = kyiv.get(reverse("country", args=["SK"])).content.decode()
    officer = Account.objects.get(pk=kyiv.session[SESSION_KEY])
    todo = next(task for task in tasks(officer, date(2025, 11, 3)) if "Slovakia" in task.what)

    assert words in rows(kyiv)["Slovakia"]
    assert (words in page, "Turn: Slovakia" in page, "no answer yet" in page) == (True, True, True)
    assert (todo.turn, todo.what, todo.due_on) == ("theirs", "Slovakia confirms its list of institutions", date(2025, 11, 17))
    with time_machine.travel(NOON + timedelta(days=14), tick=False):
        kyiv.force_login(officer)
        late = "asked to confirm on 3 Nov 2025, the link expired on 17 Nov 2025"
        page = kyiv.get(reverse("country", args=["SK"])).content.decode()
        todo = next(task for task in tasks(officer, date(2025, 11, 17)) if "Slovakia" in task.what)
        assert late in rows(kyiv)["Slovakia"]
        assert words in rows(kyiv, **{"as-of": "2025-11-16"})["Slovakia"]
        assert (late in page, f"Turn: {ministry}" in page, "no answer, the link expired on 17 Nov 2025" in page) == (True, True, True)
        assert (todo.turn, todo.what) == ("mine", "Ask Slovakia again to confirm its list, or check it")


def test_a_link_about_a_list_that_was_proposed_anew_counts_no_more(kyiv: Client, covered: dict[str, Coverage]):
    proposal = ListStep.objects.get(kind="proposed")
    sent(kyiv, reverse("list-ask", args=[proposal.pk]), asked_of="Mária Nováková", language="en", days="14")
    make_step(covered["SK"], "proposed", Day.on(date(2025, 11, 2)))

    assert "list proposed, check it" in rows(kyiv)["Slovakia"]
    page = kyiv.get(reverse("country", args=["SK"])).content.decode()
    assert ("closed: the list has moved on" in page, "no answer yet" in page) == (True, False)


def test_countries_stay_chosen_on_the_way_back_from_their_letters(kyiv: Client, covered: dict[str, Coverage]):
    address = kyiv.get(f"{reverse('country-letters')}?id=DE&id=FI").content.decode().partition('<p class="acts">')[2]
    (back,) = re.findall(r'<a href="([^"]+)">Go back', address)
    listed = kyiv.get(back.replace("&amp;", "&")).content.decode()

    assert ("Write one letter to each chosen" in listed, "2 chosen" in listed) == (True, True)


def test_countries_of_which_it_is_not_known_whether_they_owe_a_list_are_counted(kyiv: Client, covered: dict[str, Coverage]):
    assert "Not known whether they owe one: 1." in kyiv.get(reverse("countries")).content.decode()
    assert "Not known whether they owe one: 4." in kyiv.get(reverse("countries"), {"as-of": "2023-09-20"}).content.decode()
    make_step(covered["AT"], "agreed")
    assert "Not known whether" not in kyiv.get(reverse("countries")).content.decode()
