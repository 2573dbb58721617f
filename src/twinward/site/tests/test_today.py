"""Today over the demo's records, as each of its people finds it on 3 November 2025."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from twinward.foundation.identity.entering import BEFORE
from twinward.foundation.identity.models import Account
from twinward.foundation.kernel.actors import Operator
from twinward.foundation.kernel.days import Day
from twinward.foundation.kernel.models import Event
from twinward.foundation.kernel.tasks import Task
from twinward.foundation.registry.actions import add_organisation, add_person
from twinward.foundation.registry.importing.actions import File, import_organisations
from twinward.foundation.registry.importing.columns import Row
from twinward.foundation.registry.importing.reading import Reading
from twinward.foundation.registry.models import Appointment
from twinward.foundation.registry.offices import appoint, correct_appointment, end_appointment, strike_appointment
from twinward.programme.instruments.actions import record_instrument
from twinward.site import since, today

NOON = datetime(2025, 11, 3, 12, tzinfo=UTC)
TODAY = NOON.date()
BY = Operator("test")


@pytest.fixture(autouse=True)
def stopped_clock() -> Iterator[None]:
    """It is noon, and the reader reads English."""
    with time_machine.travel(NOON, tick=False), translation.override("en"):
        yield


def person(name: str) -> Account:
    return Account.objects.get(email=f"{name}@twinward.example")


def reader(name: str) -> Client:
    """Somebody of the demo who has signed in."""
    client = Client()
    client.force_login(person(name))
    return client


def page(client: Client) -> str:
    response = client.get(reverse("today"))
    assert response.status_code == 200
    return unescape(response.content.decode())


def sections(html: str) -> dict[str, str]:
    """The page's sections as plain words, by the addresses of their headings."""
    parts = re.split(r'<h2 id="(\w+)">', html)
    return {key: " ".join(re.sub(r"<[^>]+>", " ", body).split()) for key, body in zip(parts[1::2], parts[2::2], strict=True)}


@pytest.mark.django_db
def test_nobody_has_a_today_without_signing_in(client: Client):
    response = client.get(reverse("today"))

    assert (response.status_code, response["Location"]) == (302, "/sign-in/?next=/today/")


def test_an_officer_in_kyiv_finds_what_waits_with_the_oldest_and_the_late_first(demo: None):
    html = page(reader("officer.kyiv"))
    mine = sections(html)["mine"]

    assert re.search("<h1>Monday,? 3 November 2025</h1>", html)
    assert "1 is overdue" in html
    assert re.search(r"\d+ wait for you", html)
    wanted = [
        "late 4 days",
        "Open Declaration",
        "Attach the signed text: Cooperation Agreement in the fields of healthcare and medical science",
        "Confirm the day on which 3 memorandums were signed",
        "State the year of 10 memorandums signed in Berlin",
        "questions on which sources disagree",
    ]
    assert [mine.find(words) for words in wanted] == sorted(mine.find(words) for words in wanted)
    assert all(words in mine for words in [*wanted, "Name the institutions that signed: cardiology centres"])


def test_what_is_lost_without_a_text_is_said_of_what_its_own_page_asks(demo: None):
    mine = sections(page(reader("officer.kyiv")))["mine"]
    rows = {title: mine.partition(title)[2].partition("Attach")[0] for title in ("Open Declaration", "Cooperation Agreement in the")}

    assert "without it nobody can read what was joined" in rows["Open Declaration"]
    assert "whether it is in force" not in rows["Open Declaration"]
    assert "without it nobody can say whether it is in force" in rows["Cooperation Agreement in the"]


def test_the_first_task_has_the_only_primary_button(demo: None):
    assert page(reader("officer.kyiv")).count("btn-go") == 1


def test_an_officer_in_baku_finds_what_concerns_azerbaijan_and_of_the_letters_of_kyiv_the_one_to_them(demo: None):
    told = sections(page(reader("officer.baku")))

    assert "Cooperation Agreement" in told["others"]  # Kyiv keeps these records, so that their evidence is Kyiv's to find
    assert "cardiology" in told["others"]
    assert "Answer Ministry of Health of Ukraine: Request for a certified copy" in told["mine"]
    assert "25-04/31882" in told["mine"]
    assert not any(word in told[part] for part in ("mine", "others", "due") for word in ("Berlin", "Germany", "25-04/28114"))


@pytest.mark.parametrize(
    ("name", "wanted", "waits_for"),
    [
        ("okhmatdyt", "Name a focal point for 3 memorandums", "Ministry of Health of Ukraine"),
        ("farajova", "Name a focal point for 1 memorandum", "Ministry of Health of Ukraine"),
        ("lawyer", "Find the legal basis of 16 memorandums", "the signed text: Cooperation Agreement"),
    ],
)
def test_everybody_else_finds_what_waits_for_them_and_whose_turn_the_rest_is(demo: None, name: str, wanted: str, waits_for: str):
    told = sections(page(reader(name)))

    assert wanted in told["mine"]
    assert waits_for in told["others"]


def test_naming_a_focal_point_leads_to_the_form_that_does_it(demo: None):
    client = reader("okhmatdyt")
    (address,) = re.findall(r'href="(/people/new/[^"]*)"', page(client))
    form = unescape(client.get(address).content.decode())

    assert "Name a focal point" in form
    assert 'value="Okhmatdyt Children\'s Hospital"' in form
    assert '<option value="focal_point" selected>' in form


def test_an_administrator_finds_accounts_that_lack_a_role_or_a_password(demo: None):
    assert "Give a role" not in sections(page(reader("administrator")))["mine"]
    Account.objects.create(email="new@ministry.example", full_name="Nina New", password="!")

    told = sections(page(reader("administrator")))["mine"]

    assert "Give Nina New a role, or close the account" in told
    assert "Hand Nina New the link for a password" in told


def test_nobody_of_the_demo_is_told_first_steps_since_all_are_done(demo: None):
    for name in ("officer.kyiv", "officer.baku", "administrator", "lawyer"):
        assert "steps" not in sections(page(reader(name)))


def test_what_is_invented_says_so(demo: None):
    told = sections(page(reader("officer.kyiv")))["mine"]

    assert re.search("Write a reminder to Germany[^·]* illustrative asked on", told)
    assert "Cooperation Agreement in the fields of healthcare and medical science illustrative" not in told


def test_changes_that_never_happened_say_so(demo: None):
    told = {f"{change.name}: {change.words}": change.invented for change in since.changes(person("officer.kyiv"), NOON - timedelta(days=1))}

    assert told["Slovakia: list proposed"] == "wholly"
    assert told["8 countries: list stated as not agreed"] == ""
    assert [invented for line, invented in told.items() if line.endswith("institutions: added")] == ["partly"]


def test_only_what_falls_due_within_thirty_days_is_listed_by_day(demo: None):
    due = sections(page(reader("officer.kyiv")))["due"]
    off = [int(days) for days in re.findall(r"in (\d+) days", due)]

    assert off
    assert off == sorted(off)
    assert max(off) <= 30


def test_the_number_of_queries_does_not_grow_with_what_waits(demo: None):
    client = reader("officer.kyiv")
    page(client)
    counts = [count_of_queries(client)]
    moz, charite = (person("officer.kyiv").memberships.get().organisation, "DE")
    for number in range(5):
        ward = add_organisation(name=f"Ward {number}", kind="hospital", country=charite, by=BY, at=NOON)
        parties = [{"country_id": "UA", "organisation": moz}, {"country_id": "DE", "organisation": ward}]
        record_instrument(key=f"m{number}", kind="memorandum", title=f"M {number}", parties=parties, drafted_at=moz, by=BY, at=NOON)
    counts.append(count_of_queries(client))

    assert counts[0] == counts[1] <= 60


def count_of_queries(client: Client) -> int:
    with CaptureQueriesContext(connection) as queries:
        page(client)
    return len(queries)


def test_today_is_read_and_never_written(demo: None):
    client = reader("officer.kyiv")
    with CaptureQueriesContext(connection) as queries:
        page(client)

    assert not [one["sql"] for one in queries if one["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


def test_since_you_were_here_tells_what_others_did_and_not_what_one_did_oneself(demo: None):
    client, kyiv = reader("officer.kyiv"), person("officer.kyiv")
    with_session(client, NOON + timedelta(minutes=1))
    assert "Nobody else changed anything" in page(client)

    add_organisation(name="Ward of others", kind="hospital", country="UA", by=person("administrator"), at=NOON + timedelta(minutes=2))
    add_organisation(name="My own ward", kind="hospital", country="UA", by=kyiv, at=NOON + timedelta(minutes=3))
    told = sections(page(client))["new"]

    assert re.search("3 Nov 2025 · Ward of others ?: added", told)
    assert "My own ward" not in told


def with_session(client: Client, before: datetime) -> None:
    session = client.session
    session[BEFORE] = before.isoformat()
    session.save()


def test_changes_to_what_one_may_not_see_are_not_told(demo: None):
    moz = person("officer.kyiv").memberships.get().organisation
    parties = [{"country_id": "UA", "organisation": moz}, {"country_id": "DE"}]
    record_instrument(key="secret", kind="memorandum", title="A quiet memorandum", parties=parties, by=BY, at=NOON, is_public=False)

    assert "A quiet memorandum" in page(reader("officer.kyiv"))
    assert "A quiet memorandum" not in page(reader("officer.baku"))
    assert "A quiet memorandum" not in page(reader("farajova"))


def test_many_changes_of_one_kind_on_one_day_are_one_line(demo: None):
    told = since.changes(person("okhmatdyt"), NOON - timedelta(days=1))
    lines = [f"{change.name}: {change.words}" for change in told]

    assert "8 countries: list stated as not agreed" in lines
    assert "10 countries: list recorded as agreed" in lines
    assert any(re.fullmatch(r"\d+ institutions: added", line) for line in lines)
    assert len(lines) == len(set(lines))


def office_of(name: str) -> Appointment:
    """Somebody who is a focal point at the ministry in Kyiv since 2024."""
    moz = person("officer.kyiv").memberships.get().organisation
    somebody = add_person(full_name=name, by=BY, at=NOON, country_id="UA")
    begins = Day.on(date(2024, 1, 1))
    return appoint(person=somebody, organisation=moz, office="focal_point", begins=begins, by=BY, at=NOON)


def test_of_an_office_is_told_that_it_ended_was_corrected_or_was_struck_out(demo: None):
    ended, titled, struck = office_of("Ivan One"), office_of("Ivan Two"), office_of("Ivan Three")
    end_appointment(ended, ends=Day.on(date(2025, 11, 1)), by=BY, at=NOON + timedelta(minutes=2))
    correct_appointment(titled, title="Counsellor", reason="Their card", by=BY, at=NOON + timedelta(minutes=2))
    strike_appointment(struck, reason="Somebody else", by=BY, at=NOON + timedelta(minutes=2))
    told, elsewhere = (
        {f"{one.name}: {one.words}" for one in since.changes(person(name), NOON + timedelta(minutes=1))}
        for name in ("officer.kyiv", "officer.baku")
    )

    assert told == {"Ivan One: office ended", "Ivan Two: office corrected or ended", "Ivan Three: office struck out"}
    assert elsewhere == set()


def test_the_number_of_queries_does_not_grow_with_the_offices_that_changed(demo: None):
    offices, counts = [office_of(name) for name in ("Ivan One", "Ivan Two", "Ivan Three")], list[int]()
    for several in (offices[:1], offices[1:]):
        for office in several:
            end_appointment(office, ends=Day.on(date(2025, 11, 1)), by=BY, at=NOON + timedelta(minutes=2))
        with CaptureQueriesContext(connection) as queries:
            assert since.changes(person("officer.kyiv"), NOON + timedelta(minutes=1))
        counts.append(len(queries))

    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("record", "facts", "subject"),
    [
        ("instruments.act:1", {"after": {"instrument": 7}}, "instruments.instrument:7"),
        ("instruments.act:1", {"before": {}, "after": "x"}, None),
        ("twinning.liststep:4", {"after": {"coverage": 2}}, "twinning.coverage:2"),
        ("registry.organisation:3", {}, "registry.organisation:3"),
        ("identity.account:3", {}, None),
        ("nonsense", {}, None),
        ("registry.appointment:1", {"after": {"title": "Minister"}}, "registry.person:5"),
        ("registry.appointment:2", {"after": {"title": "Minister"}}, None),
    ],
)
def test_an_event_of_a_row_is_about_the_record_that_it_belongs_to(record: str, facts: dict[str, Any], subject: str | None):
    found = since.subject_of(Event(record=record, verb="add", facts=facts), {"registry.appointment:1": "5"})

    assert (str(found) if found else None) == subject


def task(what: str = "A list", who: str = "Germany", **fields: Any) -> Task:
    given: dict[str, Any] = {"turn": "theirs", "what": what, "url": f"/{who}/", "step": "Open", "step_url": "/", "who": who}
    return Task(**(given | fields))


def test_what_is_late_comes_first_then_what_holds_something_up_then_the_oldest():
    late, pressing = task("late", due_on=date(2025, 11, 2)), task("pressing", since=Day.on(TODAY), is_pressing=True)
    oldest, newer = task("oldest", since=Day.on(date(2023, 1, 1))), task("newer", since=Day.on(date(2024, 1, 1)))

    assert today.in_order([newer, oldest, pressing, late], TODAY) == [late, pressing, oldest, newer]


@pytest.mark.parametrize(("same", "other", "rows"), [(3, 0, 3), (4, 0, 1), (4, 3, 4), (2, 13, 15), (2, 14, 15), (3, 20, 21)])
def test_those_who_owe_the_same_stand_in_one_row_when_they_are_many(same: int, other: int, rows: int):
    tasks = [task(who=f"Country {number}") for number in range(same)] + [task(f"Thing {number}") for number in range(other)]

    assert len(today.waits(tasks, TODAY)) == rows


def test_a_row_of_several_has_the_last_of_their_letters_and_the_longest_wait():
    days = [date(2025, 10, day) for day in (2, 20, 9, 11)]
    tasks = [task(who=f"Country {day.day}", since=Day.on(day), last_letter=day) for day in sorted(days)]

    (row,) = today.waits(tasks, TODAY)

    assert (row.first.who, row.others, row.days, row.last_letter) == ("Country 2", 3, "32", date(2025, 10, 20))


@pytest.mark.parametrize(
    ("since", "days"),
    [
        (None, "-"),
        (Day.unknown(), "-"),
        (Day.on(date(2025, 11, 3)), "0"),
        (Day.on(date(2025, 5, 12)), "175"),
        (Day.by(date(2023, 10, 13)), "752+"),
        (Day.since(date(2023, 10, 13)), "-"),
    ],
)
def test_how_long_something_waited_is_said_only_as_far_as_it_is_known(since: Day | None, days: str):
    assert today.waits([task(since=since)], TODAY)[0].days == days


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"due_on": date(2025, 10, 30)}, ("late", "late 4 days", "due 30 Oct 2025")),
        ({"due_on": date(2025, 11, 2)}, ("late", "late 1 day", "due 2 Nov 2025")),
        ({"due_on": TODAY}, ("mine", "today", "")),
        ({"due_on": date(2025, 11, 7)}, ("", "by 7 Nov 2025", "in 4 days")),
        ({"since": Day.on(date(2025, 11, 1))}, ("", "since 1 Nov 2025", "")),
        ({"since": Day.by(date(2023, 10, 13))}, ("", "since 13 Oct 2023 or before", "")),
        ({"since": Day.in_year(1999)}, ("", "since 1999", "")),
        ({"since": Day.since(date(2023, 10, 13))}, ("", "since 13 Oct 2023 or after", "")),
        ({"since": Day.unknown()}, ("", "no date", "")),
        ({}, ("", "no date", "")),
    ],
)
def test_when_a_task_waits_is_a_shape_and_a_word(fields: dict[str, Any], shown: tuple[str, str, str]):
    row = today.row_of(task(turn="mine", **fields), TODAY)

    assert (row.st, row.when, row.due) == shown


def test_the_late_come_first_then_the_oldest_then_what_has_no_day():
    late, later = task("late", due_on=date(2025, 10, 1)), task("later", due_on=date(2025, 11, 1))
    old, dated = task("old", since=Day.by(date(2023, 10, 13))), task("dated", since=Day.on(date(2025, 11, 1)), due_on=date(2025, 12, 1))
    undated = task("undated")

    assert today.in_order([undated, dated, later, old, late], TODAY) == [late, later, old, dated, undated]


def test_an_import_of_many_is_one_line_that_says_who_imported_what_and_leads_to_the_list(demo: None):
    officer, other = person("officer.kyiv"), person("okhmatdyt")
    by = person("administrator")
    called = [f"Hospital number {number}" for number in range(1, 7)]
    columns = {"country_id": "PL", "kind": "hospital"}
    rows = [Row(place, {}, {"name": name, **columns}, [(name, "", "label")], []) for place, name in enumerate(called, start=1)]
    import_organisations(Reading(rows), file=File("poland.csv", "0" * 64, is_ror=False), by=by, at=NOON + timedelta(minutes=2))
    ours, theirs = (since.changes(account, NOON + timedelta(minutes=1)) for account in (officer, other))

    assert [(one.name, one.url) for one in ours] == [("6 institutions", reverse("organisations"))]
    assert ours[0].words == f"imported from poland.csv by {by} (added: 6, changed: 0)"
    assert [one.words for one in theirs] == ["imported (added: 6, changed: 0)"]
    assert "6 institutions : imported from poland.csv" in sections(page(reader("officer.kyiv")))["new"].replace(
        "institutions:", "institutions :"
    )
