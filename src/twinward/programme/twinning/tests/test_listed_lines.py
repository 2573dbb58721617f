"""No line of a list is lost, cut or taken for another institution without a word; what a list names rests on the ground of its step."""

from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.crowd import PEOPLE, at_once
from twinward.foundation.kernel.days import Basis, Day
from twinward.foundation.registry.models import Organisation
from twinward.foundation.registry.specialities import SPECIALITIES
from twinward.programme.letters.tests.makers import TODAY, make_letter, make_organisation
from twinward.programme.twinning.listed import LONGEST_NAME, LONGEST_PLACE, MOST_LINES
from twinward.programme.twinning.models import Coverage, ListStep
from twinward.programme.twinning.rules import Named
from twinward.programme.twinning.tests.makers import make_programme, make_step
from twinward.programme.twinning.tests.test_listed import about, added, of, record

pytestmark = pytest.mark.usefixtures("at_noon")
CLINIC = "Klinikum Nirgendwo"


@pytest.fixture
def germany(db: None) -> Coverage:
    return make_programme(["DE", "SK"])["DE"]


def listed() -> list[Organisation]:
    return [entry.organisation for entry in ListStep.objects.latest("id").entries.order_by("id")]


def shown(*organisations: Organisation) -> dict[str, str]:
    """What tells that the line was seen beside these."""
    return {f"{about(CLINIC)}-shown": " ".join(str(one.pk) for one in organisations)}


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("Klinik A\n\nklinik  a", "Lines 1 and 3 name the same institution: “klinik a”."),
        ("Klinik A\nKlinik A GmbH", "Lines 1 and 2 name the same institution"),
        ("\n###", "Line 2: “###” holds no letter and no digit."),
        ("K" * (LONGEST_NAME + 1), f"Line 1 is longer than {LONGEST_NAME} characters."),
    ],
)
def test_a_line_that_would_be_lost_or_cut_is_refused_with_its_number(kyiv: Client, germany: Coverage, lines: str, words: str):
    answers = {key: value for line in ("Klinik A", "###", "K" * 301) for key, value in added(line).items()}
    refused = record(kyiv, germany, lines, **answers)

    assert refused.status_code == 422
    assert words in refused.content.decode()
    assert (of("DE"), ListStep.objects.count()) == ([], 0)


@pytest.mark.parametrize(
    ("city", "words"),
    [
        ("U" * (LONGEST_PLACE + 1), f"Line 1: the place is longer than {LONGEST_PLACE} characters."),
        ("Nirgend\u200bwo", "U+200B"),
        ("Nirgendwо", "mixes letters of different alphabets"),
    ],
)
def test_a_place_is_not_cut_and_is_in_one_alphabet(kyiv: Client, germany: Coverage, city: str, words: str):
    refused = record(kyiv, germany, CLINIC, **added(CLINIC, city=city))

    assert refused.status_code == 422
    assert "Line 1: " in refused.content.decode()
    assert words in refused.content.decode()
    assert of("DE") == []


def test_two_lines_that_mean_one_institution_are_told(kyiv: Client, germany: Coverage):
    clinic = make_organisation(CLINIC, "DE", "hospital")
    refused = record(kyiv, germany, f"{CLINIC}\nKlinikum Nirgendwohin", **{about("Klinikum Nirgendwohin"): str(clinic.pk)})

    assert refused.status_code == 422
    assert "Lines 1 and 2 name the same institution" in refused.content.decode()


@pytest.mark.parametrize("control", ["\x00", "\x07", "\x1b", "\x85"])
def test_control_characters_reach_no_store(kyiv: Client, germany: Coverage, control: str):
    assert record(kyiv, germany, CLINIC, **added(CLINIC, city=f"U{control}lm")).status_code == 302
    assert Organisation.objects.unscoped("a test looks").get(country="DE").city == "U lm"
    assert record(kyiv, germany, f"Kl{control}inik", **added("Kl inik")).status_code in (302, 422)
    assert control not in "".join(of("DE"))


def test_a_namesake_is_added_beside_the_one_on_record(kyiv: Client, germany: Coverage):
    clinic = make_organisation(CLINIC, "DE", "hospital", city="Ulm", public_precision="place")
    asked = record(kyiv, germany, CLINIC, **{"organisations-each": "1"})
    page = " ".join(asked.content.decode().split())
    assert asked.status_code == 422
    assert f'value="{clinic.pk}" id="{about(CLINIC)}-{clinic.pk}" checked' in page
    assert '<span class="meta"> Ulm</span>' in page
    assert "Look at each line below" in page
    assert "Another institution of this name" in page

    answers = added(CLINIC, city="Kiel") | shown(clinic) | {"organisations-each": "1"}
    assert record(kyiv, germany, CLINIC, **answers).status_code == 302
    assert of("DE") == [CLINIC, CLINIC]
    assert [one.city for one in listed()] == ["Kiel"]


def test_with_every_line_checked_the_list_is_recorded(kyiv: Client, germany: Coverage):
    clinic = make_organisation(CLINIC, "DE", "hospital", city="Ulm")
    answers = {"organisations-each": "1", about(CLINIC): str(clinic.pk)} | shown(clinic)

    assert record(kyiv, germany, CLINIC, **answers).status_code == 302
    assert listed() == [clinic]


def test_a_clear_line_is_shown_with_its_place_when_another_is_asked_about(kyiv: Client, germany: Coverage):
    make_organisation(CLINIC, "DE", "hospital", city="Ulm", public_precision="place")
    page = record(kyiv, germany, f"{CLINIC}\nKlinik am Meer").content.decode()
    assert f"Line 1 is on record: {CLINIC}, place: Ulm" in page

    record(kyiv, germany, CLINIC)
    assert '<span class="meta">Ulm</span>' in kyiv.get(reverse("country", args=["DE"])).content.decode()


def test_a_line_answered_as_another_is_not_shown_as_the_one_on_record(kyiv: Client, germany: Coverage):
    clinic = make_organisation(CLINIC, "DE", "hospital", city="Ulm")
    page = record(kyiv, germany, CLINIC, day="soon", **added(CLINIC), **shown(clinic)).content.decode()

    assert "Line 1 is on record" not in page
    assert f'value="new" id="{about(CLINIC)}-new" checked' in page


def test_one_that_came_on_record_since_the_form_was_read_is_asked_about(kyiv: Client, germany: Coverage):
    clinic = make_organisation(CLINIC, "DE", "hospital")
    asked = record(kyiv, germany, CLINIC, **added(CLINIC))

    assert asked.status_code == 422
    assert f'value="{clinic.pk}"' in asked.content.decode()
    assert of("DE") == [CLINIC]


def named(**fields: Any) -> Named:
    return Named(CLINIC, "hospital", **fields)


@pytest.mark.parametrize(
    ("day", "fields", "ground"),
    [
        (Day.on(date(2025, 11, 1)), {}, ("stated", "ministry", "")),
        (Day.on(date(2025, 11, 1), Basis.INFERRED), {"why": "Two pages say so"}, ("inferred", "ministry", "Two pages say so")),
        (Day.on(TODAY, Basis.DONE_HERE), {"source": None}, ("done_here", None, "")),
    ],
)
def test_what_a_list_names_rests_on_the_ground_of_its_step(germany: Coverage, day: Day, fields: dict[str, Any], ground: tuple[Any, ...]):
    make_step(germany, "proposed", day, organisations=[named()], **fields)
    clinic = Organisation.objects.unscoped("a test looks").get(country="DE")

    assert (clinic.basis, clinic.source and clinic.source.key, clinic.why) == ground


def test_what_an_invented_letter_names_is_invented(germany: Coverage):
    letter = make_letter(make_organisation(), direction="in", reply_by=None, is_illustrative=True)
    step = make_step(germany, source=None, letter=letter, organisations=[named()])

    assert step.is_illustrative
    assert Organisation.objects.unscoped("a test looks").get(country="DE").is_illustrative


def test_a_name_that_stands_by_now_is_that_institution_and_not_a_second(germany: Coverage):
    first, second = (make_step(germany, organisations=[named()]) for _officer in range(2))
    third = make_step(germany, organisations=[named(besides=frozenset(entry.organisation_id for entry in first.entries.all()))])

    assert of("DE") == [CLINIC, CLINIC]
    ids = [[entry.organisation_id for entry in step.entries.all()] for step in (first, second, third)]
    assert ids[0] == ids[1] != ids[2]


def test_of_four_who_name_the_same_institution_at_once_all_mean_one(transactional_db: None):
    make_organisation()  # countries stand by themselves
    coverage = make_programme()["DE"]
    got = at_once(lambda: make_step(coverage, organisations=[named()]))

    assert [one for one in got if isinstance(one, Exception)] == []
    assert of("DE") == [CLINIC]
    assert [step.entries.get().organisation.name for step in ListStep.objects.all()] == [CLINIC] * PEOPLE


def test_the_longest_list_of_new_names_is_taken(kyiv: Client, germany: Coverage):
    assert MOST_LINES * (4 + len(SPECIALITIES)) + 100 <= settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    lines = [f"{'Krankenhaus ' * 3}Nummer {number}" for number in range(MOST_LINES)]
    answers: dict[str, Any] = {}
    for line in lines:
        answers |= added(line, kind="castle", city="Ulm", specialities=list(SPECIALITIES), shown="")
    refused = record(kyiv, germany, "\n".join(lines), **answers)

    assert refused.status_code == 422
    assert f"Line {MOST_LINES}: choose what kind of institution" in refused.content.decode()
    more = record(kyiv, germany, "\n".join([*lines, CLINIC]))
    assert f"A list holds no more than {MOST_LINES} lines." in more.content.decode()


def test_a_form_asks_the_store_as_often_for_fifty_lines_as_for_two(kyiv: Client, germany: Coverage):
    clinics = [make_organisation(f"Klinik {number} am Ort {number * 7}", "DE", "hospital") for number in range(50)]
    assert record(kyiv, germany, "Klinik unter der Tanne").status_code == 422  # the index of names is current now
    counts = []
    for several in (clinics[:2], clinics):
        with CaptureQueriesContext(connection) as queries:
            assert record(kyiv, germany, "\n".join(one.name for one in several)).status_code == 302
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 40
    assert listed() == clinics


HELSINKI, SLIP = "Helsinki University Hospital", "Helsinki Universty Hospital"


def test_two_lines_that_differ_by_a_slip_are_asked_about_and_are_two_once_that_is_said(kyiv: Client, germany: Coverage):
    lines, answers = f"{HELSINKI}\n{SLIP}", added(HELSINKI) | added(SLIP)
    asked = record(kyiv, germany, lines, **answers)

    assert asked.status_code == 422
    assert f"Lines 1 and 2 look like one institution: “{HELSINKI}”, “{SLIP}”." in asked.content.decode()
    assert f'name="{about(SLIP)}-apart" value="{about(HELSINKI)}"' in asked.content.decode()
    assert of("DE") == []

    assert record(kyiv, germany, lines, **answers, **{f"{about(SLIP)}-apart": about(HELSINKI)}).status_code == 302
    assert of("DE") == [HELSINKI, SLIP]


def test_of_three_lines_that_are_alike_each_two_are_asked_about(kyiv: Client, germany: Coverage):
    third = "Helsinki Univesity Hospital"
    lines, answers = "\n".join([HELSINKI, SLIP, third]), added(HELSINKI) | added(SLIP) | added(third)
    apart = {f"{about(SLIP)}-apart": about(HELSINKI), f"{about(third)}-apart": about(HELSINKI)}

    asked = record(kyiv, germany, lines, **answers, **apart)
    assert asked.status_code == 422
    assert f"Lines 2 and 3 look like one institution: “{SLIP}”, “{third}”." in asked.content.decode()
    assert record(kyiv, germany, lines, **answers, **apart | {f"{about(third)}-apart": [about(HELSINKI), about(SLIP)]}).status_code == 302


def test_two_words_of_names_on_record_are_no_slip_of_each_other(kyiv: Client, germany: Coverage):
    one, other = "Regionalklinik Altstadt", "Regionalklinik Altstedt"
    make_organisation("Altstadt und Altstedt", "UA", "hospital")

    assert record(kyiv, germany, f"{one}\n{other}", **added(one), **added(other)).status_code == 302
    assert of("DE") == [one, other]


def test_all_that_is_wrong_with_a_step_is_said_at_once_and_at_its_field(kyiv: Client, germany: Coverage):
    asked = record(kyiv, germany, f"{HELSINKI}\n{SLIP}", source="", day="sometime", kind="")
    errors = asked.context["form"].errors

    assert (asked.status_code, set(errors)) == (422, {"kind", "day", "organisations"})
    told = " ".join(errors["organisations"])
    assert all(
        words in told for words in (f"Line 1: nothing on record is called anything like “{HELSINKI}”", "Lines 1 and 2 look like one")
    )
    mended = record(kyiv, germany, HELSINKI, source="").context["form"].errors
    assert (set(mended), mended["source"]) == (
        {"organisations", "source"},
        ["Say which source or letter states it, or that we conclude it ourselves."],
    )
    for fields in ({"basis": "done_here", "source": ""}, {"day": "2030"}):
        assert set(record(kyiv, germany, HELSINKI, **fields).context["form"].errors) == {"organisations", "day"}
