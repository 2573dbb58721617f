"""Several countries that joined a declaration are recorded by one form."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from twinward.foundation.kernel.actors import NotAllowed
from twinward.foundation.kernel.days import Basis, Day
from twinward.foundation.kernel.models import Source
from twinward.programme.instruments.actions import record_instrument
from twinward.programme.instruments.facts import ActKind
from twinward.programme.instruments.joining import joined_already, record_joined
from twinward.programme.instruments.models import Act, Instrument, Party
from twinward.programme.instruments.tests.browsing import get, post, words
from twinward.programme.instruments.tests.looking import refused
from twinward.programme.instruments.tests.makers import BY, NOON, Sides, make_act, make_draft, make_source

pytestmark = pytest.mark.usefixtures("noon")
ON = Day.on(date(2025, 10, 3))
TYPED = {"countries": "Latvia\nBG\n\nНімеччина\nbg", "day": "3 October 2025", "basis": "stated", "new_publisher": "A ministry"}


def make_declaration(home: Sides, *countries: str, **fields: Any) -> Instrument:
    """A declaration kept at the ministry of the side, to which these countries are party."""
    parties = [{"country_id": code} for code in countries]
    given: dict[str, Any] = {"kind": "declaration", "title": "Open Declaration", "drafted_at": home.ministry} | fields
    return record_instrument(key="declaration", parties=parties, by=BY, at=NOON, **given)


def joined(instrument: Instrument) -> dict[str, str]:
    """By the country the kind of what its party did and the day."""
    acts = Act.objects.filter(instrument=instrument).select_related("party").order_by("pk")
    return {act.party.country_id: f"{act.kind} {act.day}" for act in acts}


def record(home: Sides, declaration: Instrument, *countries: str, **fields: Any) -> list[Act]:
    given: dict[str, Any] = {"day": ON, "why": "", "source": make_source(), "by": home.officer} | fields
    return record_joined(instrument=declaration, countries=countries, at=NOON, **given)


def test_each_country_is_party_once_and_joined_on_that_day(home: Sides):
    declaration = make_declaration(home, "DE")

    acts = record(home, declaration, "LV", "DE")

    assert [act.party.country_id for act in acts] == ["LV", "DE"]
    assert sorted(Party.objects.filter(instrument=declaration).values_list("country_id", "is_required")) == [("DE", True), ("LV", False)]
    assert joined(declaration) == {"LV": "join 2025-10-03", "DE": "join 2025-10-03"}
    assert joined_already(declaration) == {"LV", "DE"}


def test_an_institution_of_a_country_is_not_the_country(home: Sides, abroad: Sides):
    declaration = make_declaration(home)
    Party.objects.create(instrument=declaration, country_id="AZ", organisation=abroad.hospital)
    Party.objects.create(instrument=declaration, country_id="LV", described="a clinic")

    record(home, declaration, "AZ", "LV")

    assert Party.objects.filter(instrument=declaration, organisation=None, described="").count() == 2


def test_who_joined_already_is_refused_and_nobody_else_is_recorded(home: Sides):
    declaration, source = make_declaration(home, "DE"), make_source()
    record(home, declaration, "DE")

    with refused("joined_already"):
        record(home, declaration, "LV", "DE", source=source)
    assert joined(declaration) == {"DE": "join 2025-10-03"}


def test_who_withdrew_may_have_joined_again(home: Sides):
    declaration = make_declaration(home, "DE")
    record(home, declaration, "DE")
    party = Party.objects.get(instrument=declaration)
    make_act(declaration, party, ActKind.WITHDRAW, Day.on(date(2025, 10, 10)), source=make_source())

    assert joined_already(declaration) == frozenset()


def test_only_what_countries_join_takes_them(home: Sides, abroad: Sides):
    source, memorandum, agreement = make_source(), make_draft(home, abroad), make_declaration(home, kind="agreement")
    with refused("not_joined_by_countries"):
        record(home, memorandum, "LV", by=home.focal, source=source)
    with refused("not_joined_by_countries"):
        record(home, agreement, "LV", source=source)


def test_only_who_keeps_the_record_says_who_joined(home: Sides, abroad: Sides):
    declaration = make_declaration(home, is_public=True)
    for nobody in (abroad.officer, home.focal):
        with pytest.raises(NotAllowed):
            record(home, declaration, "LV", by=nobody)


def test_the_form_takes_one_country_a_line_in_any_language(home: Sides):
    declaration = make_declaration(home, "DE")
    assert reverse("instrument-joined", args=[declaration.pk]) in words(get(home.officer, "instrument", declaration.pk))

    answer = post(home.officer, "instrument-joined", declaration.pk, data=TYPED)

    assert answer.status_code == 302
    assert joined(declaration) == dict.fromkeys(("LV", "BG", "DE"), "join 2025-10-03")
    assert {act.source for act in Act.objects.all()} == {Source.objects.get(publisher="A ministry")}


def test_a_conclusion_of_ours_has_its_reason(home: Sides):
    declaration = make_declaration(home)
    answer = post(
        home.officer, "instrument-joined", declaration.pk, data=TYPED | {"basis": "inferred", "why": "Named in a list", "day": "2025"}
    )

    assert answer.status_code == 302
    assert {(act.basis, act.why) for act in Act.objects.all()} == {(Basis.INFERRED, "Named in a list")}


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({"countries": ""}, 422, "Countries that joined"),
        ({"countries": "Latvia\nNarnia\nLatvja"}, 422, "“Narnia” is not a country."),
        ({"countries": "Latvia\nGermany"}, 422, "On record already as joined: Germany."),
        ({"day": "4 November 2025"}, 409, "future"),
        ({"new_publisher": ""}, 409, "source"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_recorded(home: Sides, fields: dict[str, str], status: int, said: str):
    declaration = make_declaration(home, "DE")
    record(home, declaration, "DE")
    sources = Source.objects.count()

    answer = post(home.officer, "instrument-joined", declaration.pk, data=TYPED | {"countries": "Latvia"} | fields)

    assert answer.status_code == status
    assert said in words(answer)
    assert ("Latvia" in words(answer)) is (fields.get("countries") != "")
    assert joined(declaration) == {"DE": "join 2025-10-03"}
    assert Source.objects.count() == sources


def test_other_texts_offer_no_such_form_and_nobody_else_has_it(home: Sides, abroad: Sides):
    memorandum, declaration = make_draft(home, abroad), make_declaration(home, is_public=True)

    assert reverse("instrument-joined", args=[memorandum.pk]) not in words(get(home.focal, "instrument", memorandum.pk))
    assert reverse("instrument-joined", args=[declaration.pk]) not in words(get(abroad.officer, "instrument", declaration.pk))
    assert get(abroad.officer, "instrument-joined", declaration.pk).status_code == 403
