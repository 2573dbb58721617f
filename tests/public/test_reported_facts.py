"""The project's fixture says what the collected facts say: the same claims, values, days, precision, sources and parties."""

import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from twinward.foundation.kernel.days import Day, parse_day
from twinward.outward.figures.wording import in_whole_units, is_currency
from twinward.site.demo.load import reported

COLLECTED = Path(__file__).resolve().parents[3] / "shared" / "data" / "reported_facts.yaml"

pytestmark = pytest.mark.skipif(not COLLECTED.is_file(), reason=f"the collected facts are not here: {COLLECTED.name} beside the project")

#: Days that the collected facts give in words: how the fixture writes them.
IN_WORDS = {"early October 2023": "by 2023-10-13", "": "-"}
#: What a source says instead of a day, as days: the launch was on 6 September 2023.
WHEN = {"nine months after the launch": "2024-06-06.."}
#: Sides of a text that the fixture names by what they are rather than by a name.
BY_OTHER_NAMES = {"Okhmatdyt": "Okhmatdyt Children's Hospital"}


@cache
def collected() -> dict[str, Any]:
    return yaml.safe_load(COLLECTED.read_text(encoding="utf-8"))


def test_every_claim_is_in_the_fixture_and_no_other():
    ours = reported()["claims"]
    theirs = {claim["id"]: claim for claim in collected()["claims"]}
    assert set(ours) - {"c12c"} == set(theirs)  # c12c: the other side of the conflict about regions


def test_the_other_side_of_the_conflict_about_regions_is_the_one_collected():
    (about,) = [conflict["about"] for conflict in collected()["conflicts"] if "c12b" in conflict["between"]]
    ours = reported()["claims"]
    assert about == f"{ours['c12b']['value']} regions against {ours['c12c']['value']}"


@pytest.mark.parametrize("key", [claim["id"] for claim in collected()["claims"]] if COLLECTED.is_file() else [])
def test_a_claim_has_its_value_day_precision_and_source(key: str):
    (theirs,) = [claim for claim in collected()["claims"] if claim["id"] == key]
    ours = reported()["claims"][key]
    unit = ours.get("unit", "")

    assert in_whole_units(ours["value"], unit) == theirs["value"]
    assert ours.get("operator", "exact") == theirs["precision"]
    assert ours["source"] == theirs["source"]
    assert ours.get("part_of") == theirs.get("part_of")
    assert ours.get("part_of_basis") == theirs.get("part_of_basis")
    assert is_currency(unit) == (theirs.get("unit") == "USD")
    assert parse_day(str(ours["day"])) == day_of(theirs, by="by " in str(ours["day"]))


def day_of(claim: dict[str, Any], *, by: bool) -> Day:
    """The day of a collected claim. by: what has grown until then is known by that day, not on it."""
    if "from" in claim:
        return parse_day(f"{claim['from']}..{claim['until']}")
    if claim.get("when") in WHEN:
        return parse_day(WHEN[claim["when"]])
    told = claim.get("period") or claim["as_of"]
    if told in IN_WORDS or told is None:
        return parse_day(IN_WORDS[told or ""])
    return Day.by(told) if by and isinstance(told, date) else parse_day(str(told))


def test_every_source_has_its_publisher_day_and_address():
    ours, theirs = reported()["sources"], collected()["sources"]
    assert set(theirs) <= set(ours)
    for key, source in theirs.items():
        assert ours[key]["publisher"].casefold() == source["publisher"].casefold(), key
        assert parse_day(str(ours[key]["day"])) == (Day.on(source["date"]) if source["date"] else Day.unknown()), key
        assert ours[key].get("speaker") == source.get("speaker"), key
        assert source.get("url", "") in ours[key].get("url", ""), key


def test_the_sources_that_only_the_fixture_has_are_named_by_a_conflict():
    extra = set(reported()["sources"]) - set(collected()["sources"])
    named = {source for conflict in reported()["conflicts"].values() for source in conflict["sources"]}
    assert extra <= named | {"moz-facility-series"}


def test_the_series_of_facilities_is_the_one_collected():
    assert [[str(day), *values] for day, *values in reported()["facility_series"]] == [
        [str(day), *values] for day, *values in collected()["facility_series"]
    ]


def test_every_conflict_is_in_the_fixture():
    assert len(reported()["conflicts"]) == len(collected()["conflicts"])
    ours = [set(conflict["sources"]) | set(conflict.get("claims", ())) for conflict in reported()["conflicts"].values()]
    for conflict in collected()["conflicts"]:
        keys = {one for one in conflict["between"] if one in reported()["claims"] or one in reported()["sources"]}
        assert any(keys <= told for told in ours), conflict["about"]


def test_the_countries_and_the_lists_are_those_collected():
    (theirs,) = [one for one in collected()["instruments"] if one["id"] == "open-declaration-2023"]
    joins = reported()["instruments"]["open-declaration-2023"]["joins"]
    owed = reported()["programmes"]["imp"]["lists_not_agreed"]

    assert sorted(joins["countries"]) == theirs["joined"]["countries"]
    assert joins["basis"] == theirs["joined"]["basis"]
    assert sorted(code for code, when in joins["countries"].items() if when == "later") == sorted(theirs["joined"]["later_than_the_summit"])
    assert sorted(owed["countries"]) == theirs["without_institution_list"]["countries"]
    assert (owed["day"], owed["source"]) == (theirs["without_institution_list"]["as_of"], theirs["without_institution_list"]["source"])


def test_every_instrument_has_its_parties_standing_and_source():
    for theirs in collected()["instruments"]:
        for ours in ours_of(theirs):
            assert ours["source"] == theirs["source"], theirs["id"]
            assert ours.get("standing", "concluded") == theirs.get("standing", "concluded"), theirs["id"]
            assert ours["kind"] == theirs["kind"], theirs["id"]


def ours_of(theirs: dict[str, Any]) -> list[dict[str, Any]]:
    """The instruments of the fixture that a collected one stands for; its parties are compared on the way."""
    fixture = reported()
    if "number_of_texts" in theirs and isinstance(theirs["number_of_texts"], int):
        (group,) = [group for group in fixture["memorandum_sets"] if group["keys"] == theirs["id"]]
        one, several = theirs["parties"]
        assert name_of(group["with"]) == one["name"]
        assert [name_of(key) for key in group["each"]] == [BY_OTHER_NAMES.get(name, name) for name in several["one_of"]]
        assert len(group["each"]) == theirs["number_of_texts"]
        return [{"kind": "memorandum", "source": group["source"]}]
    ours = fixture["instruments"][theirs["id"]]
    assert sides_of(ours) == sorted(map(side_of, theirs.get("parties", ()))), theirs["id"]
    return [ours]


def name_of(key: str) -> str:
    return reported()["organisations"][key]["name"]


def sides_of(ours: dict[str, Any]) -> list[tuple[str, str]]:
    named = [(reported()["organisations"][key]["country"], name_of(key)) for key in ours.get("between", ())]
    return sorted(
        [*named, *((code, text) for code, text in ours.get("unnamed", {}).items()), *((code, "") for code in ours.get("parties", ()))]
    )


def side_of(party: Any) -> tuple[str, str]:
    return (party, "") if isinstance(party, str) else (party["country"], party.get("name") or party["unnamed"])


def test_days_of_signature_are_stated_or_say_why_they_are_not():
    for key, ours in reported()["instruments"].items():
        signed = ours.get("signed", {})
        assert signed.get("basis", "stated") == "stated" or signed["why"], key
        assert (
            not re.search(r"\d{4}-\d{2}-\d{2}$", str(signed.get("day", "")))
            or key == "ua-az-health-2025"
            or ".." in str(signed["day"])
            or "before" in str(signed["day"])
        )
