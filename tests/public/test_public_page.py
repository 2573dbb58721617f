"""The public page: sentences built from what is on record, kept while nothing is written, the same for everybody."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from tests.public.makers import BY, NOON, make_memorandum, make_organisation
from twinward.foundation.identity.models import Account
from twinward.foundation.kernel.days import Day, Known
from twinward.foundation.kernel.publication import Gate
from twinward.foundation.registry.models import Organisation
from twinward.outward.figures.actions import correct_claim
from twinward.outward.figures.books import told
from twinward.outward.figures.catalogue import MEASURES, figures
from twinward.outward.figures.models import Claim
from twinward.outward.figures.said import Notes
from twinward.outward.figures.sayings import TOPICS
from twinward.outward.figures.series import points
from twinward.outward.portal.hospitals import directory
from twinward.outward.portal.page import public_page
from twinward.outward.portal.where import where
from twinward.programme.instruments.models import Instrument
from twinward.programme.twinning.models import Coverage
from twinward.programme.twinning.tests.makers import make_step
from twinward.site.demo.people import load_people

pytestmark = pytest.mark.usefixtures("reported")
TODAY = NOON.date()
LAUNCH = date(2023, 9, 6)
GATE = Gate(TODAY)


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@contextmanager
def queries() -> Iterator[CaptureQueriesContext]:
    with CaptureQueriesContext(connection) as seen:
        yield seen


def page(path: str = "/", **headers: str) -> str:
    response = Client().get(path, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


SENTENCES = (
    "<b>18 countries</b> had joined the Open Declaration on health workforce partnerships by early October 2023.",
    "<b>8 countries</b> that had joined had no agreed list of institutions on 13 October 2023: Finland, Germany, Italy, Norway, Slovakia, Sweden, "
    "Switzerland and United Kingdom.",
    "Ukrainian institutions had signed <b>25 memorandums</b> by 13 October 2023, <b>27</b> by 19 December 2023 and <b>34</b> nine months "
    "after the launch.",
    "<b>More than 50 doctors</b> took part in educational and scientific events and exchanges of experience abroad (September 2023).",
    "By 31 October 2025 Azerbaijan had sent <b>more than 2,100 tons</b> of humanitarian aid, worth <b>more than 11,500,000 US dollars</b>.",
    "The second Cuban brigade in Azerbaijan had <b>120 members</b>. The Cuban brigades there attended <b>more than 77,000 patients</b> "
    "(from 2020 until July 2021).",
    "Medical facilities of Ukraine by 9 December 2024: <b>1,878</b> damaged, <b>289</b> destroyed, <b>565</b> fully restored and "
    "<b>370</b> partly restored.",
    "None confirmed yet. We hold 18 names. They are put together from several pages; a reconstruction confirms nothing.",
    "Sources name 15 memorandums, and one or more without saying how many. None has its text on record. Signed by 3 November 2025: "
    "<b>yes 6, not known 10</b>.",
    "None so far. Each correction is listed here",
)


def test_the_page_says_what_was_reported():
    text = page()
    assert [sentence for sentence in SENTENCES if sentence not in text] == []


def test_on_an_earlier_day_the_page_says_what_was_stated_by_then():
    text = page("/?as-of=2023-10-13")
    assert "As of 13 October 2023" in text
    assert "<b>27</b> by 19 December 2023" not in text
    assert "No source on record had given a figure by 13 October 2023." in text  # brigades have no day; aid is of 2025
    assert "about 1,500" in text


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2023-09-05", "had not begun: it was launched on 6 September 2023."),
        ("2023-09-07", "None confirmed yet. Of 18 countries it is not known whether they had joined by 7 September 2023."),
        ("2023-09-07", "Not known (18)"),
        ("2023-09-07", "Sources name 12 memorandums. None has its text on record. Signed by 7 September 2023: <b>yes 0, not known 12</b>."),
        ("2024-01-15", "had signed <b>25 memorandums</b> by 13 October 2023 and <b>27</b> by 19 December 2023."),
        ("2024-01-15", "Sources name 12 memorandums. None has its text on record. Signed by 15 January 2024: <b>yes 2, not known 10</b>."),
        ("2024-06-10", "34: whether it was so by 10 June 2024 already is not known."),
        (
            "2024-06-10",
            "The figure of 25 (13 October 2023) is limited as follows: with institutions of countries that supported the declaration.",
        ),
    ],
)
def test_every_sentence_is_true_of_the_day_that_was_asked_about(day: str, words: str):
    assert words in page(f"/?as-of={day}")


@pytest.mark.parametrize("day", ["1066-01-01", "2020-01-01", "2023-09-05"])
def test_before_the_launch_no_memorandum_of_the_programme_may_have_been_signed(day: str):
    for address in ("/", "/figures/memorandums_signed/"):
        text = page(f"{address}?as-of={day}")
        assert "No memorandum of the programme is on record by this day." in text, address
        assert "not known 12" not in text, address
        assert "Sources name" not in text, address
    for key in ("memorandums_signed", "institutions_with_sister"):
        assert figures(date.fromisoformat(day))[key].as_json()["rows"] == [], key


def test_a_memorandum_surely_signed_before_the_launch_is_told_then():
    here = Organisation.objects.unscoped("a test").get(name="Feofaniya Clinical Hospital")
    make_memorandum(here, make_organisation("A clinic in Malmo", "SE"), day=Day.on(date(2019, 5, 2)))
    assert "Sources name 1 memorandum. None has its text on record. Signed by 1 January 2020: <b>yes 1, not known 0</b>." in page(
        "/?as-of=2020-01-01"
    )


@pytest.mark.parametrize(
    ("key", "value", "last"), [("brigade_patients", 77_000, date(2021, 7, 31)), ("facilities_damaged", 1_449, date(2023, 10, 31))]
)
def test_a_figure_of_a_period_is_told_from_its_last_day(key: str, value: int, last: date):
    told = [[one.known for one in figures(day)[key].stated if one.value == value] for day in (last - timedelta(1), last)]
    assert told == [[], [Known.YES]]


def test_what_is_on_record_today_had_been_said_by_today():
    assert "already is not known" not in page()


def test_a_claim_is_told_from_the_day_of_its_source():
    """The doctors of September 2023 were told of in October."""
    told = [len(figures(date(2023, 10, day))["doctors_abroad"].stated) for day in (12, 13)]
    assert told == [0, 1]


def test_no_country_of_which_nobody_knows_is_drawn_as_one_that_joined():
    text = page("/?as-of=2023-09-07")
    assert text.count('class="land unsure"') == 18
    assert 'class="land on"' not in text


def test_a_figure_of_some_months_after_the_launch_is_told_of_no_day_before_that():
    first = date(2024, 6, 6)  # nine months
    told = [
        [one.value for one in figures(asked)["memorandums_signed"].stated if one.value == 34]
        for asked in (first - timedelta(1), first, TODAY)
    ]
    assert told == [[], [34], [34]]
    assert [point.when for point in points(figures(TODAY)["memorandums_signed"])][-1] == "nine months after the launch"


def test_a_figure_of_which_no_day_is_known_may_be_of_any():
    told = [one for asked in (date(2000, 1, 1), TODAY) for one in figures(asked)["brigade_members"].stated]
    assert [(one.value, one.known) for one in told] == [(120, Known.NOT_KNOWN)] * 2


def test_an_earlier_day_is_not_told_of_what_was_said_after_it():
    """Of the day after the ministry's page neither the table nor the figure cites what was said two years later."""
    the_day_after = date(2023, 10, 14)
    germany = Coverage.objects.unscoped("a test looks").get(country_id="DE")
    make_step(germany, "owed", Day.on(date(2025, 10, 1)))

    (row,) = (row for row in where(the_day_after).rows if row.code == "DE")
    assert (row.list_kind, row.list_words) == ("stated", "owed on 13 Oct 2023")
    (row,) = (row for row in where(TODAY).rows if row.code == "DE")
    assert row.list_words == "owed on 1 Oct 2025"
    grounds = {asked: figures(asked)["lists_owed"].as_json()["rows"] for asked in (the_day_after, TODAY)}
    assert [row["source"] for row in grounds[the_day_after] if row["country"] == "DE"] == ["moz-2023-10-13"]
    assert [row["source"] for row in grounds[TODAY] if row["country"] == "DE"] == ["ministry"]


def test_languages_write_numbers_days_and_plurals_in_their_own_way():
    expected = {"uk": ("77\u00a0000", "Швеція"), "az": ("77.000", "İsveç"), "es": ("77.000", "Suecia")}
    for language, words in expected.items():
        text = page(**{"Accept-Language": language})
        assert all(word in text for word in words), language
        assert f'lang="{language}"' in text


def test_a_memorandum_without_a_title_of_its_own_is_called_by_its_sides_in_each_language():
    memorandum = Instrument.objects.public().get(key="memo-bg-kliniken-1")
    with override("uk"):
        assert str(memorandum) == "BG Kliniken – Клінічна лікарня «Феофанія»"
    for language in ("en", "es"):
        with override(language):
            assert str(memorandum) == "BG Kliniken – Feofaniya Clinical Hospital"


def test_beside_a_name_in_the_readers_language_stands_the_one_that_is_registered():
    registered = '<span lang="">Feofaniya Clinical Hospital</span>'
    for path in ("/figures/institutions_with_sister/", "/?h=BG+Kliniken"):
        assert registered in page(path, **{"Accept-Language": "uk"}), path
        assert 'class="registered"' not in page(path), path
    assert f"Клінічна лікарня «Феофанія» ({registered}), Україна" in page("/?h=Feofaniya", **{"Accept-Language": "uk"})
    lines = Client().get("/figures/institutions_with_sister/?format=csv", headers={"Accept-Language": "uk"}).content.decode()
    assert '"counted here","Feofaniya Clinical Hospital","UA"' in lines


def test_a_hospital_is_found_by_its_name_in_any_letters():
    for typed in ("Okhmatdyt", "Охматдит", "okhmatdit", "ОХМАТДИТ", "Ohmatdyt"):
        text = page(f"/?h={typed}")
        assert "Okhmatdyt Children&#x27;s Hospital, Ukraine: 3 memorandums stated, none with its text on record" in text, typed
        for sister in (
            "Massachusetts General Hospital, United States",
            "BG Kliniken, Germany",
            "K.Y. Farajova Scientific Research Institute",
        ):
            assert sister in text


def test_what_is_not_found_is_said_and_escaped():
    text = page("/?h=<script>alert(1)</script>")
    assert "<script>alert" not in text
    assert "No institution called “&lt;script&gt;alert(1)&lt;/script&gt;” is party" in text


def test_a_day_as_a_whole_has_its_downloads_its_link_and_its_place_in_the_menu():
    text = page("/?as-of=2023-10-13")
    for address in ("/figures/?as-of=2023-10-13", "/figures/?as-of=2023-10-13&amp;format=csv", "?as-of=2023-10-13"):
        assert f'href="{address}"' in text, address
    assert '<a href="/" aria-current="page">Overview</a>' in text
    assert 'href="/figures/?as-of=2023-10-13"' in page("/figures/lists_owed/?as-of=2023-10-13")


def test_a_source_without_an_address_says_so_and_a_translated_publisher_keeps_its_own_name():
    sources = page(**{"Accept-Language": "es"}).split('id="src"')[1]
    assert 'Ministerio de Salud de Ucrania (<span lang="">Ministry of Health of Ukraine</span>), 13 de octubre de 2023.' in sources
    assert page().count("Its address is not on record.") == 7


def test_who_is_not_signed_in_meets_a_wrong_address_in_the_public_frame():
    response = Client().get("/nothing/")
    assert response.status_code == 404
    assert '<body class="public">' in response.content.decode()
    assert 'href="/today/"' not in response.content.decode()


def test_every_note_leads_to_a_source_on_the_page():
    text = page("/?h=Okhmatdyt")
    assert set(re.findall(r'href="#(s\d+)"', text)) <= set(re.findall(r'<li id="(s\d+)"', text))
    assert len(re.findall(r'<li id="s\d+"', text)) == 12


def test_every_section_leads_to_the_rows_or_claims_and_to_the_csv_of_each_figure_that_it_tells():
    sections = dict(re.findall(r'<h2 id="(\w+)">.*?</h2>(.*?)</section>', page("/?as-of=2025-11-03"), re.S))
    told: dict[str, tuple[str, ...]] = {topic.key: topic.keys for topic in TOPICS} | {"where": ("countries_joined", "lists_owed")}
    for section, keys in told.items():
        for key in keys:
            place = "rows" if key in MEASURES else "claims"
            for address in (f"/figures/{key}/?as-of=2025-11-03#{place}", f"/figures/{key}/?as-of=2025-11-03&amp;format=csv"):
                assert f'href="{address}"' in sections[section], (section, address)
            assert f'id="{place}"' in page(f"/figures/{key}/")


def test_what_pages_are_drawn_from_holds_no_record():
    notes = Notes()
    found = figures(TODAY, GATE)
    drawn_from: list[Any] = [told(topic, found, notes, GATE) for topic in TOPICS]
    drawn_from += [where(TODAY), *directory(TODAY, GATE, notes).hospitals.values(), notes]
    for value in drawn_from:
        assert not list(records_in(value))


def records_in(value: Any) -> Iterator[Any]:
    if isinstance(value, models.Model):
        yield value
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from records_in(getattr(value, field.name))
    elif isinstance(value, dict):
        for part in value.values():
            yield from records_in(part)
    elif isinstance(value, list | tuple | set | frozenset):
        for part in value:
            yield from records_in(part)


def test_a_page_is_kept_until_something_is_written_and_then_it_is_new():
    first = public_page(TODAY, GATE)
    with queries() as seen:
        assert public_page(TODAY, GATE) is first
    assert len(seen) == 1

    correct_claim(Claim.objects.get(key="c03"), reason="Misread", by=BY, at=NOON, value=9)
    changed = public_page(TODAY, GATE)
    assert changed is not first
    assert "<b>9 countries</b> that had joined" in changed.html
    assert public_page(date(2023, 10, 13), GATE) is not changed
    with override("uk"):
        assert public_page(TODAY, GATE).html != changed.html


def test_a_reader_who_holds_the_page_is_told_that_nothing_changed():
    client = Client()
    client.get("/")  # the first visit brings the cookie of the forms
    held = client.get("/")
    assert held["Cache-Control"] == "private, no-cache"

    again = client.get("/", headers={"If-None-Match": held["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/?as-of=2023-10-13", headers={"If-None-Match": held["ETag"]}).status_code == 200
    assert client.get("/", headers={"If-None-Match": held["ETag"], "Accept-Language": "uk"}).status_code == 200
    client.cookies["look"] = "dark"
    assert client.get("/", headers={"If-None-Match": held["ETag"]}).status_code == 200
    client.cookies["look"] = ""
    correct_claim(Claim.objects.get(key="c01"), reason="Misread", by=BY, at=NOON, value=19)
    assert client.get("/", headers={"If-None-Match": held["ETag"]}).status_code == 200


def test_what_is_written_in_private_does_not_change_the_tag():
    client = Client()
    client.get("/")
    held = client.get("/")["ETag"]
    load_people(NOON)
    assert client.get("/", headers={"If-None-Match": held}).status_code == 304


def test_a_page_of_somebody_who_signed_in_is_kept_nowhere():
    load_people(NOON)
    client = Client()
    client.force_login(Account.objects.get(email="officer.kyiv@twinward.example"))
    response = client.get("/")
    assert response["Cache-Control"] == "private, no-store"
    assert "ETag" not in response


def test_the_public_pages_set_no_session_and_write_nothing():
    client = Client()
    with queries() as seen:
        for path in ("/", "/?h=Okhmatdyt", "/map.svg", "/accessibility/", "/figures/", "/figures/lists_owed/"):
            response = client.get(path)
            assert response.status_code == 200
            assert set(response.cookies) <= {"csrftoken"}
    assert not [query for query in seen.captured_queries if not query["sql"].lstrip().startswith(("SELECT", "WITH", "\nWITH"))]


def test_a_form_that_is_posted_to_a_public_page_is_refused():
    for path in ("/", "/map.svg", "/accessibility/", "/figures/"):
        assert Client().post(path).status_code in (400, 405)


def test_the_map_comes_after_its_table_and_as_a_file():
    text = page()
    assert text.index('<th scope="col">Country</th>') < text.index('<svg class="map"')
    picture = Client().get("/map.svg?as-of=2023-10-13")
    assert picture["Content-Type"] == "image/svg+xml"
    assert 'filename="map-2023-10-13.svg"' in picture["Content-Disposition"]
    assert picture.content.decode().count('class="owed"') == 8


def test_a_map_file_that_cannot_be_read_leaves_the_table(settings, tmp_path: Path, caplog: pytest.LogCaptureFixture):
    settings.MAP_FILE = str(tmp_path / "none.json")
    text = page()
    assert "The map cannot be drawn" in text
    assert "Switzerland" in text
    assert "The map is left out" in caplog.text
    assert Client().get("/map.svg").status_code == 200


def test_the_conflicts_are_all_told_with_both_sides():
    text = page()
    for words in (
        "18 joined",
        "19 names, with Ukraine",
        "25 with a sister",
        "21 in the programme",
        "about 1,500",
        "1,449, the series",
        "a new agreement",
    ):
        assert words in text
    assert ">-</td>" not in text[text.index('id="conflicts"') : text.index('id="where"')]


def test_a_plot_whose_steps_do_not_lie_as_far_apart_as_their_days_says_so():
    assert page("/").count("Evenly spaced, not to scale: one of the values has no day that is known.") == 1
    assert "Evenly spaced" not in page("/?as-of=2024-01-15")
