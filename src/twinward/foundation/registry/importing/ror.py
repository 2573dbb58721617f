"""Records of the Research Organization Registry as rows: schema 2 of its dump, and the flat form of its extracts. No Django."""

from typing import Any

from twinward.foundation.registry.importing import checks
from twinward.foundation.registry.importing.columns import LONGEST, MOST_NAMES, Fault, Refusal, Row, Value

#: What an organisation is first of all, by its types in this order.
KIND_OF_TYPE = {
    "healthcare": "hospital",
    "education": "university",
    "facility": "research",
    "government": "agency",
    "nonprofit": "other",
    "company": "other",
    "archive": "other",
    "other": "other",
    "funder": "donor",
}
STANDINGS = ("active", "inactive", "withdrawn")
_USES = ("label", "acronym", "alias")


def row(record: Any, number: int) -> tuple[Row, list[Fault], list[Refusal]]:
    """What is sound in one record, the names and the website of it that were left out, and everything that is wrong with it."""
    if not isinstance(record, dict):
        return Row(number, {}, {}, [], []), [], [Refusal("", "import_not_a_record")]
    faults = checks.Faults()
    identifier = faults.checked(checks.ror, record.get("id"), "id")
    names, left_out = _names(record, number, faults)
    place = faults.checked(_place, record)
    fields: dict[str, Value] = {"name": names[0][0] if names else None, "kind": faults.checked(_kind, record)}
    if place is not None:
        fields["country_id"] = faults.checked(checks.country, place.get("country"), "country")
        for part in ("region", "city"):
            fields[part] = faults.checked(checks.line, place.get(part), part, LONGEST[part])
        where = checks.place(place.get("lat"), place.get("lng"), ("lat", "lng"), faults)
        fields["latitude_microdegrees"], fields["longitude_microdegrees"] = where
    links = faults.checked(_listed, record.get("links"), "links")
    try:
        fields["website"] = _website(links or [])
    except Refusal as refusal:  # the register has no say in what stands there, and all else of the record is sound
        left_out.append(Fault(number, refusal.field, refusal.code, refusal.values))
    fields["is_active"] = faults.checked(checks.one_of, record.get("status", "active"), "status", STANDINGS) == "active"
    return Row(number, {"ror": identifier} if identifier else {}, fields, names, []), left_out, faults.found


def _listed(value: Any, field: str) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise Refusal(field, "import_not_a_list")
    return value


def _kind(record: dict[str, Any]) -> str:
    types = [one for one in _listed(record.get("types"), "types") if one not in (None, "")]
    if not types:
        raise Refusal("types", "import_missing_one_of", known=", ".join(KIND_OF_TYPE))
    for known, kind in KIND_OF_TYPE.items():
        if known in types:
            return kind
    raise Refusal("types", "import_not_one_of", given=f"{types!r:.60}", known=", ".join(KIND_OF_TYPE))


def _names(record: dict[str, Any], number: int, faults: checks.Faults) -> tuple[list[tuple[str, str, str]], list[Fault]]:
    """Every sound name with language and use, its own first, and those left out since they mix look-alike letters."""
    given = faults.checked(_listed, record.get("names"), "names")
    if given is not None and len(given) > MOST_NAMES:
        faults.found.append(Refusal("names", "import_too_many", most=MOST_NAMES))
        given = None
    if given is None and "name" not in record:
        return [], []
    given = given or []
    own = faults.checked(_own_name, record, given)
    names: dict[tuple[str, str, str], None] = {}
    left_out: list[Fault] = []
    for place, one in enumerate(given):
        try:
            names[_one_name(one, f"names[{place}]")] = None
        except Refusal as refusal:
            if refusal.code != "name_mixed":
                faults.found.append(refusal)
            else:
                left_out.append(Fault(number, refusal.field, refusal.code, refusal.values))
    if not own:
        return [], left_out
    first = [name for name in names if name[0] == own] or [(own, "", "label")]
    return list(dict.fromkeys([*first, *names])), left_out


def _own_name(record: dict[str, Any], given: list[Any]) -> str:
    own = checks.name(record.get("name") if "name" in record else _displayed(given), "name")
    if not own:
        raise Refusal("name", "import_missing")
    return own


def _displayed(given: list[Any]) -> Any:
    for one in given:
        if isinstance(one, dict) and "ror_display" in _listed(one.get("types"), "names"):
            return one.get("value")
    return None


def _one_name(one: Any, field: str) -> tuple[str, str, str]:
    if not isinstance(one, dict):
        raise Refusal(field, "import_not_a_record")
    value = checks.name(one.get("value"), f"{field}.value")
    if not value:
        raise Refusal(f"{field}.value", "import_missing")
    types = _listed(one.get("types"), f"{field}.types")
    use = "label" if "ror_display" in types else next((use for use in _USES if use in types), "alias")
    return value, checks.text(one.get("lang"), f"{field}.lang", 8), use


def _place(record: dict[str, Any]) -> dict[str, Any]:
    """country, region, city, lat and lng, from the record itself or from its first location."""
    locations = _listed(record.get("locations"), "locations")
    if not locations:
        return record
    details = locations[0].get("geonames_details") if isinstance(locations[0], dict) else None
    if not isinstance(details, dict):
        raise Refusal("locations[0].geonames_details", "import_missing")
    region, city = details.get("country_subdivision_name"), details.get("name")
    return {"country": details.get("country_code"), "region": region, "city": city} | {name: details.get(name) for name in ("lat", "lng")}


def _website(links: list[Any]) -> str:
    for link in links:
        if isinstance(link, dict):
            if link.get("type") == "website":
                return checks.website(link.get("value"), "links")
        else:
            return checks.website(link, "links")
    return ""
