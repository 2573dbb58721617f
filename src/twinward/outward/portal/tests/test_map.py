"""The regional map: whose place is where, what is drawn, and which files are refused."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from twinward.outward.portal.map import OWN_FILE, WORLD_FILE, MapUnreadable, Region, State, draw, labels, read_region, region_in_use

pytestmark = pytest.mark.pure

JOINED = ["AT", "CH", "DE", "DK", "EE", "ES", "FI", "GB", "IE", "IT", "LT", "LV", "MD", "MK", "NO", "PL", "SE", "SK"]
SVG = "{http://www.w3.org/2000/svg}"


def square(left: float, top: float, size: float = 40) -> State:
    path = f"M{left},{top}L{left + size},{top}L{left + size},{top + size}L{left},{top + size}Z"
    return State(path, left + size / 2, top + size / 2)


def region(**states: State) -> Region:
    return Region(200, 100, states, {}, "a test")


def drawn(on: Region, states: dict[str, str], names: dict[str, str] | None = None) -> ElementTree.Element:
    text = draw(on, states, names or {}, heading="Who joined", words="The table says the same.")
    return ElementTree.fromstring(text.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


PLACES = {
    "Simferopol": "UA",
    "Sevastopol": "UA",
    "Kerch": "UA",
    "Donetsk": "UA",
    "Luhansk": "UA",
    "Khankendi": "AZ",
    "Nakhchivan": "AZ",
    "Tiraspol": "MD",
    "Tskhinvali": "GE",
}
#: Wide enough to be told apart at the scale of the world.
FAR_FROM_BORDERS = ("Simferopol", "Donetsk", "Luhansk", "Khankendi", "Tskhinvali")


@pytest.mark.parametrize(("file", "place"), [(OWN_FILE, place) for place in PLACES] + [(WORLD_FILE, place) for place in FAR_FROM_BORDERS])
def test_each_place_lies_in_the_country_to_which_it_belongs(file: Path, place: str) -> None:
    shown = read_region(file)
    recorded, x, y = shown.points[place]

    assert (recorded, shown.state_at(x, y)) == (PLACES[place], PLACES[place])


def test_every_country_that_joined_is_on_the_regional_map() -> None:
    assert read_region().lacks([*JOINED, "UA", "AZ", "TR", "PT"]) == ()


def test_a_country_beyond_the_map_is_named_and_not_drawn() -> None:
    assert read_region().lacks(["US", "JP", "UA"]) == ("JP", "US")
    assert read_region(WORLD_FILE).lacks(["US", "JP", "CA", "CU"]) == ()


def test_labels_of_the_reported_programme_never_overlap_and_stay_inside() -> None:
    shown = read_region()
    placed = labels(shown, [*JOINED, "UA"])

    assert [label.code for label in placed] == sorted([*JOINED, "UA"])
    assert not [(a.code, b.code) for a in placed for b in placed if a.code < b.code and a.overlaps(b)]
    assert all(0 < label.x < shown.width and 0 < label.y < shown.height for label in placed)


def test_a_label_that_had_to_move_is_led_back_to_its_country() -> None:
    crowded = region(
        AA=square(50, 30, 4), BB=square(51, 31, 4), CC=square(52, 30, 4), DD=square(53, 31, 4), EE=square(52, 32, 4), FF=square(51, 30, 4)
    )
    picture = drawn(crowded, dict.fromkeys(crowded.states, "on"))

    assert picture.findall(f"{SVG}path[@class='lead']")


def test_each_state_of_a_country_is_drawn_its_own_way() -> None:
    picture = drawn(
        region(UA=square(0, 0), PL=square(50, 0), DE=square(100, 0), FR=square(150, 0)), {"UA": "host", "PL": "on", "DE": "owed"}
    )
    looks = {path.get("data-code"): (path.get("class"), path.get("fill")) for path in picture.findall(f"{SVG}path")}

    assert looks == {"UA": ("land host", None), "PL": ("land on", None), "DE": ("owed", "url(#map-hatch)"), None: ("land", None)}
    assert [text.text for text in picture.findall(f"{SVG}text")] == ["DE", "PL", "UA"]


def test_only_the_asked_codes_are_lettered() -> None:
    text = draw(region(UA=square(0, 0), PL=square(50, 0)), {"UA": "host", "PL": "on"}, {}, heading="", words="", lettered=["PL", "FR"])

    assert (text.count("<text"), ">PL</text>" in text) == (1, True)


def test_a_map_carries_its_words_and_no_style_of_its_own() -> None:
    picture = drawn(region(UA=square(0, 0)), {"UA": "host"}, {"UA": "Ukraine"})

    assert [picture.findtext(f"{SVG}title"), picture.findtext(f"{SVG}desc")] == ["Who joined", "The table says the same."]
    assert picture.findtext(f"{SVG}path/{SVG}title") == "Ukraine"
    assert not [node for node in picture.iter() if "style" in node.attrib or node.tag == f"{SVG}style"]


def test_names_are_escaped() -> None:
    text = draw(region(UA=square(0, 0)), {"UA": "host"}, {"UA": "<script>"}, heading="<b>", words="&")

    assert "<script>" not in text
    assert "<b>" not in text


def test_an_unknown_state_is_refused() -> None:
    with pytest.raises(ValueError, match="no such state of a country: maybe"):
        draw(region(UA=square(0, 0)), {"UA": "maybe"}, {}, heading="", words="")


GOOD = {"viewBox": "0 0 100 100", "states": {"UA": {"path": "M0,0L1,0L1,1Z", "x": 1, "y": 1}}}


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("{", "is no JSON"),
        ("[]", '"states" is absent or empty'),
        (json.dumps(GOOD | {"states": {}}), '"states" is absent or empty'),
        (json.dumps(GOOD | {"viewBox": '0 0 1" onload="x'}), '"viewBox" is not'),
        (json.dumps(GOOD | {"states": {"Ukraine": {}}}), "no ISO 3166-1"),
        (json.dumps(GOOD | {"states": {"UA": {"path": "M0,0", "x": 1}}}), "UA needs"),
        (json.dumps(GOOD | {"states": {"UA": {"path": 'M0"><script>', "x": 1, "y": 1}}}), "UA needs"),
        (json.dumps(GOOD | {"points": {"Kyiv": ["UA", "1", 2]}}), "the point 'Kyiv'"),
    ],
)
def test_a_file_that_is_no_map_is_refused_with_the_reason(tmp_path: Path, raw: str, reason: str) -> None:
    file = tmp_path / "map.json"
    file.write_text(raw)

    with pytest.raises(MapUnreadable, match=reason):
        read_region(file)


def test_an_absent_file_is_refused_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(MapUnreadable, match=r"absent\.json: No such file"):
        read_region(tmp_path / "absent.json")


def test_a_file_of_the_operators_own_is_read(tmp_path: Path, settings) -> None:
    file = tmp_path / "own.json"
    file.write_text(json.dumps(GOOD))

    settings.MAP_FILE = str(file)

    assert (region_in_use().width, region_in_use().lacks(["UA", "PL"])) == (100, ("PL",))


def test_without_a_file_of_ones_own_our_map_is_in_use(settings) -> None:
    settings.MAP_FILE = ""

    assert region_in_use() is read_region(OWN_FILE)
