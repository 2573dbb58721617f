"""Where the parts of small pictures stand: strips over days, bars of a score, graphs of links. Pure: values in, positions out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

#: One answer over a period: kind ("yes", "no" or "gap"), word, first day, the day after the last.
Answered = tuple[str, str, date, date]
#: One record in a graph of links: heading, detail, the link's word, whether the link is stated.
Linked = tuple[str, str, str, bool]

NO_WORDS: Mapping[str, Sequence[str]] = MappingProxyType({})
GRAPH_WIDTH, BOX_GAP, BOX_HEIGHT, LANE = 704, 8, 48, 56
WIDEST_BOX, SELF_WIDTH, MOST_BOXES, PORT = 300, 560, 5, 44
#: A share of a strip: nearer to an end, half a day's name would not fit.
NEAR_AN_END = 0.18
#: Mean advance of Inter at the two sizes of a graph, in its units.
ADVANCE, ADVANCE_SMALL = 7.3, 6.5


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a strip or bar: x and width in per cent, as SVG writes them; word is empty where it would not fit."""

    kind: str
    x: str
    width: str
    word: str


@dataclass(frozen=True, slots=True)
class Box:
    """A record in a graph: the corner, the size, and the two lines that fit into it."""

    x: int
    y: int
    width: int
    heading: str
    detail: str

    @property
    def centre(self) -> int:
        """The middle of the box along x."""
        return self.x + self.width // 2


@dataclass(frozen=True, slots=True)
class Link:
    """A link between the record and a box: its SVG path (empty where an earlier link draws it), and its word with the place of that."""

    path: str
    word: str
    x: int
    y: int
    is_stated: bool


@dataclass(frozen=True, slots=True)
class Graph:
    """A laid out graph: the record itself in the middle, what it rests on above, what rests on it below."""

    height: int
    self_box: Box
    boxes: tuple[Box, ...]
    links: tuple[Link, ...]


def percent(part: float, whole: float) -> str:
    """`part` of `whole` in per cent, as SVG writes it; bounded to 0 and 100."""
    return f"{min(max(part / whole, 0), 1) * 100:.2f}%" if whole > 0 else "0.00%"


def place(day: date, first: date, end: date) -> str:
    """Where a day stands between two others, in per cent."""
    return percent((day - first).days, (end - first).days)


def anchor(day: date, first: date, end: date) -> str:
    """From which of its ends the word of a day is written at its place, so that it stays within the picture."""
    share = (day - first).days / ((end - first).days or 1)
    return "start" if share < NEAR_AN_END else "end" if share > 1 - NEAR_AN_END else "middle"


def is_late(day: date, first: date, end: date) -> bool:
    """Whether the mark of a day would cross a word that ends where the strip does."""
    return (day - first).days > 0.6 * (end - first).days


def spans(answers: Sequence[Answered], first: date, end: date, shorter: Mapping[str, Sequence[str]] = NO_WORDS) -> list[Span]:
    """The parts of one strip between `first` and `end`; what lies outside is cut off, and a word stands only where it has room.

    shorter: by kind what is written where the word has none, the longest first.
    """
    days = (end - first).days
    cut = [(kind, word, max(starts_on, first), min(ends_before, end)) for kind, word, starts_on, ends_before in answers]
    return [
        Span(
            kind,
            place(starts_on, first, end),
            percent((ends_before - starts_on).days, days),
            _fitting((word, *shorter.get(kind, ())), (ends_before - starts_on).days / days),
        )
        for kind, word, starts_on, ends_before in cut
        if starts_on < ends_before
    ]


def _fitting(words: Sequence[str], share: float) -> str:
    """The first word for which a strip as narrow as a phone's (some 45 letters) has room, and for what stands before and after it."""
    return next((word for word in words if len(str(word)) + 3 <= share * 45), "")


def bars(parts: Sequence[tuple[str, float]]) -> list[Span]:
    """The parts of a score beside each other; their kinds say how they are drawn: "first", "more" or "plain"."""
    whole, done, drawn = sum(value for _kind, value in parts), 0.0, []
    for kind, value in parts:
        drawn.append(Span(kind, percent(done, whole), percent(value, whole), ""))
        done += value
    return drawn


def _cut(text: str, width: int, advance: float) -> str:
    room = int((width - 24) / advance)
    return text if len(text) <= room else f"{text[: room - 1].rstrip()}…"


def _row(linked: Sequence[Linked], y: int) -> Iterator[Box]:
    """Boxes of equal width beside each other, in the middle of the graph."""
    count = len(linked)
    width = min(WIDEST_BOX, (GRAPH_WIDTH - 2 - BOX_GAP * (count - 1)) // count)
    left = (GRAPH_WIDTH - (width * count + BOX_GAP * (count - 1))) // 2
    for at, (heading, detail, _word, _is_stated) in enumerate(linked):
        yield Box(left + at * (width + BOX_GAP), y, width, _cut(str(heading), width, ADVANCE), _cut(str(detail), width, ADVANCE_SMALL))


def _links(linked: Sequence[Linked], boxes: Sequence[Box], hub: Box, is_above: bool) -> Iterator[Link]:
    """One branching line for the stated links and one for the others; they leave the record side by side when there are both."""
    both = len({is_stated for *_words, is_stated in linked}) == 2
    for stated in (True, False):
        group = [(box, str(word)) for (_heading, _detail, word, is_stated), box in zip(linked, boxes, strict=True) if is_stated is stated]
        if group:
            yield from _branch(group, hub, is_above, stated, (-PORT if stated else PORT) if both else 0)


def _branch(group: Sequence[tuple[Box, str]], hub: Box, is_above: bool, is_stated: bool, aside: int) -> Iterator[Link]:
    """The line of one group; a word that its neighbour on the left says already is not repeated."""
    lane = (hub.y - LANE // 2 if is_above else hub.y + BOX_HEIGHT + LANE // 2) + (PORT // 11 if aside > 0 else 0)
    port_x, port_y = hub.centre + aside, hub.y if is_above else hub.y + BOX_HEIGHT
    ends = [box.centre for box, _word in group]
    drops = "".join(f"M{box.centre} {lane}V{box.y + (BOX_HEIGHT if is_above else 0)}" for box, _word in group)
    path = f"M{port_x} {port_y}V{lane}M{min(*ends, port_x)} {lane}H{max(*ends, port_x)}{drops}"
    said = ""
    for box, word in group:
        text_y = lane - 10 if is_above else lane + 18
        yield Link(path, "" if word == said else word, box.centre + 8, text_y, is_stated)
        path, said = "", word


def lay_out(this: tuple[str, str], above: Sequence[Linked], below: Sequence[Linked]) -> Graph:
    """What a record rests on (above) and what rests on it (below), stated links first; at most five of each: the list beside it has all."""
    above, below = (sorted(linked[:MOST_BOXES], key=lambda link: not link[3]) for linked in (above, below))
    top = 1 + (BOX_HEIGHT + LANE if above else 0)
    hub = Box(
        (GRAPH_WIDTH - SELF_WIDTH) // 2,
        top,
        SELF_WIDTH,
        _cut(str(this[0]), SELF_WIDTH, ADVANCE),
        _cut(str(this[1]), SELF_WIDTH, ADVANCE_SMALL),
    )
    upper = tuple(_row(above, 1)) if above else ()
    lower = tuple(_row(below, top + BOX_HEIGHT + LANE)) if below else ()
    links = (*_links(above, upper, hub, True), *_links(below, lower, hub, False))
    return Graph(top + BOX_HEIGHT + 1 + (LANE + BOX_HEIGHT if below else 0), hub, (*upper, *lower), links)
