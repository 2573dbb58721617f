"""Keys, quantities, privacy classes and measures: values that refuse what cannot be."""

import time
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twinward.foundation.kernel.actors import PUBLIC, NotAllowed, OfCountry, Operator, Scope, require
from twinward.foundation.kernel.days import Known
from twinward.foundation.kernel.keys import RecordKey, fresh_key, key_of
from twinward.foundation.kernel.measures import Catalogue, Measure, Row
from twinward.foundation.kernel.privacy import Privacy, unclassed
from twinward.foundation.kernel.quantities import Mass, Money, Period, UnitsDiffer
from twinward.foundation.kernel.tests.papers import Paper


def test_a_fresh_key_is_a_uuid_of_version_seven_made_now():
    before = time.time_ns() // 1_000_000
    keys = [fresh_key() for _number in range(1000)]
    after = time.time_ns() // 1_000_000

    assert len(set(keys)) == 1000
    assert {(key.version, key.variant) for key in keys} == {(7, UUID(int=1 << 63).variant)}
    assert all(before <= key.int >> 80 <= after for key in keys)
    assert [key.int >> 80 for key in keys] == sorted(key.int >> 80 for key in keys)


def test_a_record_key_is_read_back_as_it_was_written():
    assert key_of(Paper(id=12)) == "kernel.paper:12"
    assert str(RecordKey.parse("instruments.instrument:12")) == "instruments.instrument:12"


@pytest.mark.parametrize("text", ["", "paper:1", "kernel.paper", "kernel.paper:", ":1", "a.b.c:1"])
def test_what_is_no_record_key_is_refused(text: str):
    with pytest.raises(ValueError, match="not a record key"):
        RecordKey.parse(text)


def test_money_of_two_currencies_has_no_sum():
    assert Money("UAH", 150) + Money("UAH", 250) == Money("UAH", 400)
    with pytest.raises(UnitsDiffer):
        sum([Money("AZN", 1)], start=Money("UAH", 150))


def test_net_mass_is_never_above_gross_mass():
    assert Mass(None, 3).gross_g == 3
    with pytest.raises(ValueError, match="above gross"):
        Mass(4, 3)


@given(st.dates(), st.dates(), st.dates())
def test_a_period_holds_its_first_day_and_not_its_end(one: date, other: date, day: date):
    if one >= other:
        with pytest.raises(ValueError, match="ends after it starts"):
            Period(one, other)
        return
    assert (day in Period(one, other)) == (one <= day < other)
    assert day in Period(None, None)
    assert (day in Period(one, None)) == (one <= day)


def test_a_column_has_one_class_or_none():
    privacy = Privacy(public="id name", personal="name email")

    assert [privacy.class_of(column) for column in ("id", "name", "email", "phone")] == ["public", None, "personal", None]


def test_a_column_without_a_class_and_a_class_without_a_column_are_named(monkeypatch: pytest.MonkeyPatch):
    assert unclassed(Paper) == []
    monkeypatch.setattr(Paper, "privacy", Privacy(internal="id title colour", public="title"))
    assert unclassed(Paper) == ["colour", "phone", "state", "title"]
    monkeypatch.delattr(Paper, "privacy")
    assert unclassed(Paper) == ["id", "phone", "state", "title"]


def test_the_public_may_nothing_and_whoever_holds_the_machine_may_all():
    assert (PUBLIC.may("papers.send"), PUBLIC.scope("papers.send").is_empty) == (False, True)
    assert (Operator("seal").key, Operator("seal").may("papers.send")) == ("command:seal", True)
    assert Operator("seal").scope("papers.send") == Scope(everything=True)


def test_a_right_that_is_not_held_is_named_and_one_that_is_held_lets_pass():
    require(Operator("seal"), "papers.send")
    with pytest.raises(NotAllowed, match=r"^papers\.send$") as refused:
        require(PUBLIC, "papers.send", Paper(id=12))
    assert refused.value.right == "papers.send"


def test_what_is_the_business_of_a_country_concerns_that_country_alone():
    assert OfCountry("UA").concerns() == Scope(countries=frozenset({"UA"}))


def a_measure(*answers: Known, documented: int = 0, counts_absence: bool = False) -> Measure:
    rows = [Row(f"kernel.paper:{number}", "a paper", known, is_documented=number < documented) for number, known in enumerate(answers)]
    return Measure("papers", "paper", "Papers.", lambda _day: rows, counts_absence)  # pyright: ignore[reportArgumentType] - plain text will do here


def test_a_measure_counts_yes_and_not_known_apart_and_shows_the_rows_behind_both():
    counted = a_measure(Known.YES, Known.NO, Known.NOT_KNOWN, Known.YES, documented=1).on(date(2025, 11, 3))

    assert (counted.value, counted.not_known, counted.confirmed) == (2, 1, 1)
    assert [row.known for row in counted.rows] == [Known.YES, Known.YES, Known.NOT_KNOWN]


def test_nothing_on_record_and_what_is_missing_have_no_confirmation():
    assert a_measure(Known.NO).on(date(2025, 11, 3)).confirmed is None
    assert a_measure(Known.YES, counts_absence=True).on(date(2025, 11, 3)).confirmed is None


def test_two_measures_of_one_key_make_no_catalogue():
    assert Catalogue((a_measure(),)).by_key["papers"].key == "papers"
    with pytest.raises(ValueError, match="stands twice"):
        Catalogue((a_measure(), a_measure()))


SCOPES = {
    "countries": Scope(countries=frozenset({"UA", "FI"})),
    "organisations": Scope(organisations=frozenset({1, 2})),
    "hosts": Scope(hosts=frozenset({"UA", "FI"})),
}
CONCERNED = {
    "countries": Scope(countries=frozenset({"FI", "DE"})),
    "organisations": Scope(organisations=frozenset({2, 3})),
    "hosts": Scope(hosts=frozenset({"FI", "DE"})),
}


@pytest.mark.parametrize("reach", SCOPES)
def test_a_right_covers_what_concerns_one_of_its_own_countries_organisations_or_programmes(reach: str):
    assert not SCOPES[reach].is_empty
    assert [other for other, concerned in CONCERNED.items() if SCOPES[reach].meets(concerned)] == [reach]
    assert Scope(everything=True).meets(CONCERNED[reach])
    assert not Scope().meets(CONCERNED[reach])


def test_a_right_over_everything_is_not_empty_and_one_over_nothing_is():
    assert (Scope(everything=True).is_empty, Scope().is_empty) == (False, True)


def test_a_right_is_asked_by_its_name_over_the_record_that_is_named():
    asked: list[tuple[str, object]] = []

    class Asked(Operator):
        def may(self, right: str, record: object = None) -> bool:
            asked.append((right, record))
            return record == OfCountry("UA")

    require(Asked("test"), "registry.edit", OfCountry("UA"))
    with pytest.raises(NotAllowed, match=r"^registry\.edit$"):
        require(Asked("test"), "registry.edit", OfCountry("FI"))
    assert asked == [("registry.edit", OfCountry("UA")), ("registry.edit", OfCountry("FI"))]


@pytest.mark.parametrize(
    ("key", "wrote"), [("command:test", True), (Operator("load").key, True), ("account:3", False), ("guest:command:1", False)]
)
def test_the_ledger_tells_who_holds_the_machine_from_everybody_else(key: str, wrote: bool):
    assert Operator.wrote(key) is wrote
