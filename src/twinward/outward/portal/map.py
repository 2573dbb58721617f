"""The regional map: shapes of countries from a file that the operator may replace, drawn as one SVG after a table that says the same."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

#: What a country can be on the map: the host, one that joined, one that joined and owes its list, one of which it is not known.
STATES = ("host", "on", "owed", "unsure")
OWN_FILE = Path(__file__).parent / "data" / "region.json"
WORLD_FILE = Path(__file__).parent / "data" / "world.json"

_PATH = re.compile(r"[MLHVZ0-9 ,.\-]+")
_BOX = re.compile(r"0 0 (\d{2,5}) (\d{2,5})")
_CODE = re.compile(r"[A-Z]{2}")
LABEL_WIDTH, LABEL_HEIGHT = 28, 19
#: Where a label may stand beside the middle of its country, nearest first; farther ones get a leading line.
ASIDE = ((0, 0), (0, -12), (0, 12), (-16, 0), (16, 0), (-26, -14), (26, -14), (-26, 16), (26, 16), (-38, 0), (38, 0), (0, -30), (0, 30))
LEADING_FROM = 15


class MapUnreadable(ValueError):
    """A map file that is absent, no JSON, or not of the form that docs/how-to/replace-the-map.md describes; the message says which."""


@dataclass(frozen=True, slots=True)
class State:
    """A country's shape as an SVG path, and the middle of the place where it has most room."""

    path: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Region:
    """A map without colours; lengths are units of the picture.

    states: by ISO 3166-1 alpha-2 code. points: (code, x, y) of places that must lie in a country.
    """

    width: int
    height: int
    states: Mapping[str, State]
    points: Mapping[str, tuple[str, float, float]]
    source: str

    def lacks(self, codes: Iterable[str]) -> tuple[str, ...]:
        """The codes that this map does not show, sorted: a page must name them in words."""
        return tuple(sorted(set(codes) - set(self.states)))

    def state_at(self, x: float, y: float) -> str:
        """The code of the country in whose shape a point lies; empty when it lies in none. By the even-odd rule."""
        return next((code for code, state in self.states.items() if _is_within(x, y, state.path)), "")


@lru_cache(maxsize=4)
def read_region(file: Path = OWN_FILE) -> Region:
    """The map in a file. Raises MapUnreadable for one that cannot be drawn safely."""
    try:
        raw = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise MapUnreadable(f"{file}: {error.strerror}") from error
    except ValueError as error:
        raise MapUnreadable(f"{file} is no JSON in UTF-8: {error}") from error
    return _region(raw, str(file))


def region_in_use() -> Region:
    """The map that the operator has named in TWINWARD_MAP_FILE, otherwise our own. Raises MapUnreadable."""
    return read_region(Path(settings.MAP_FILE) if settings.MAP_FILE else OWN_FILE)


def _region(raw: object, where: str) -> Region:
    if not isinstance(raw, dict) or not isinstance(raw.get("states"), dict) or not raw["states"]:
        raise MapUnreadable(f'{where}: "states" is absent or empty')
    if not (box := _BOX.fullmatch(str(raw.get("viewBox", "")))):
        raise MapUnreadable(f'{where}: "viewBox" is not "0 0 WIDTH HEIGHT" in whole numbers')
    states = {code: _state(code, given, where) for code, given in raw["states"].items()}
    points = {str(place): _point(place, given, where) for place, given in dict(raw.get("points") or {}).items()}
    return Region(int(box[1]), int(box[2]), states, points, str(raw.get("source", "")))


def _state(code: str, given: object, where: str) -> State:
    if not _CODE.fullmatch(code):
        raise MapUnreadable(f"{where}: {code!r} is no ISO 3166-1 alpha-2 code")
    match given:
        case {"path": str(path), "x": int() | float() as x, "y": int() | float() as y} if _PATH.fullmatch(path):
            return State(path, x, y)
    raise MapUnreadable(f'{where}: {code} needs "path" (M, L, H, V, Z and numbers), "x" and "y"')


def _point(place: object, given: object, where: str) -> tuple[str, float, float]:
    match given:
        case [str(code), int() | float() as x, int() | float() as y]:
            return code, x, y
    raise MapUnreadable(f"{where}: the point {place!r} is not [code, x, y]")


def _rings(path: str) -> Iterator[list[tuple[float, float]]]:
    """The corners of each ring of a path that consists of M, L and Z."""
    for ring in filter(None, path.split("Z")):
        numbers = [float(number) for number in re.findall(r"-?\d+\.?\d*", ring)]
        yield list(zip(numbers[::2], numbers[1::2], strict=True))


def _is_within(x: float, y: float, path: str) -> bool:
    crossings = 0
    for ring in _rings(path):
        for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True):
            crossings += (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax
    return crossings % 2 == 1


@dataclass(frozen=True, slots=True)
class Label:
    """A country's code where no other label stands; (from_x, from_y) is its country when a leading line is due."""

    code: str
    x: float
    y: float
    from_x: float
    from_y: float

    @property
    def is_led(self) -> bool:
        """Whether the label stands so far off that a line must lead to it."""
        return abs(self.x - self.from_x) + abs(self.y - self.from_y) > LEADING_FROM

    def overlaps(self, other: "Label") -> bool:
        """Whether two labels would be printed over each other."""
        return abs(self.x - other.x) < LABEL_WIDTH and abs(self.y - other.y) < LABEL_HEIGHT


def labels(region: Region, codes: Iterable[str]) -> list[Label]:
    """A label for each code on the map; two overlap only when there is no free place near by. Equal codes give equal places."""
    placed: list[Label] = []
    for code in sorted(set(codes) & set(region.states)):
        state = region.states[code]
        tried = [
            Label(code, _kept(state.x + dx, region.width, LABEL_WIDTH), _kept(state.y + dy, region.height, LABEL_HEIGHT), state.x, state.y)
            for dx, dy in ASIDE
        ]
        placed.append(next((label for label in tried if not any(label.overlaps(other) for other in placed)), tried[0]))
    return placed


def _kept(at: float, most: int, size: int) -> float:
    """The same place, moved so that a label of that size stays inside the picture."""
    return min(max(at, size / 2), most - size / 2)


def draw(
    region: Region,
    states: Mapping[str, str],
    names: Mapping[str, str],
    *,
    heading: str,
    words: str,
    key: str = "map",
    lettered: Iterable[str] | None = None,
) -> SafeString:
    """The map as SVG without a style of its own. Countries that it lacks are left out: see `Region.lacks`.

    states: "host", "on", "owed" or "unsure" by country code, ValueError for any other. names: what each is called, shown when a pointer rests on it.
    heading, words: what the picture shows, for who cannot see it. key: unique on the page.
    lettered: the codes that get a label, by default all of `states` (too many for a map of the world).
    """
    if unknown := set(states.values()) - set(STATES):
        raise ValueError(f"no such state of a country: {', '.join(sorted(unknown))}")
    quiet = format_html_join(
        "", '<path class="land" d="{}"/>', ((state.path,) for code, state in region.states.items() if code not in states)
    )
    shown = (_country(code, state, states[code], names.get(code, code), key) for code, state in region.states.items() if code in states)
    told = format_html_join("", "{}", ((country,) for country in shown))
    placed = labels(region, states if lettered is None else set(lettered) & set(states))
    leads = format_html_join("", '<path class="lead" d="M{} {}L{} {}"/>', ((x.from_x, x.from_y, x.x, x.y) for x in placed if x.is_led))
    texts = format_html_join("", '<text class="lab{}" x="{}" y="{}">{}</text>', ((_tone(states[x.code]), x.x, x.y, x.code) for x in placed))
    return format_html(
        '<svg class="map" viewBox="0 0 {0} {1}" role="img" aria-labelledby="{2}-heading {2}-words"><title id="{2}-heading">{3}</title>'
        '<desc id="{2}-words">{4}</desc>{5}{6}{7}{8}{9}</svg>',
        *(region.width, region.height, key, heading, words, hatch(key), quiet, told, leads, texts),
    )


def hatch(key: str) -> SafeString:
    """The pattern of an owed list, for a map or its key; `key` is unique on the page."""
    return format_html(
        '<defs><pattern id="{}-hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect class="hatch-bg" width="6" height="6"/><rect class="hatch-fg" width="2.4" height="6"/></pattern></defs>',
        key,
    )


def _country(code: str, state: State, told: str, name: str, key: str) -> SafeString:
    if told == "owed":
        return format_html(
            '<path class="owed" fill="url(#{}-hatch)" data-code="{}" d="{}"><title>{}</title></path>', key, code, state.path, name
        )
    return format_html('<path class="land {}" data-code="{}" d="{}"><title>{}</title></path>', told, code, state.path, name)


def _tone(told: str) -> str:
    return " on-host" if told == "host" else ""
