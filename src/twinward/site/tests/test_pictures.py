"""Strips, scores and graphs stand where they should."""

from datetime import date, timedelta

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from twinward.site.templatetags import pictures, twinward

FIRST, TURN, END = date(2025, 10, 1), date(2025, 11, 1), date(2025, 12, 1)


def test_a_strip_is_cut_to_its_period_and_its_parts_fill_it() -> None:
    spans = pictures.spans([("no", "no", date(2020, 1, 1), TURN), ("yes", "yes", TURN, date(2030, 1, 1))], FIRST, END)

    assert [(span.kind, span.x, span.width, span.word) for span in spans] == [
        ("no", "0.00%", "50.82%", "no"),
        ("yes", "50.82%", "49.18%", "yes"),
    ]


def test_what_lies_outside_a_strip_is_not_drawn() -> None:
    assert pictures.spans([("no", "no", date(2020, 1, 1), FIRST), ("gap", "not known", END, date(2030, 1, 1))], FIRST, END) == []


def test_a_word_stands_only_where_it_has_room() -> None:
    (span,) = pictures.spans([("gap", "a word that is far too long", FIRST, date(2025, 10, 8))], FIRST, END)

    assert span.word == ""


@pytest.mark.parametrize(("days", "word"), [(60, "yes, day inferred"), (20, "yes"), (8, "?")])
def test_where_a_word_has_no_room_a_shorter_one_stands(days: int, word: str) -> None:
    end = FIRST + timedelta(days=days)
    (span,) = pictures.spans([("yes", "yes, day inferred", FIRST, end)], FIRST, FIRST + timedelta(days=80), {"yes": ("yes", "?")})

    assert span.word == word


@given(st.lists(st.integers(min_value=0, max_value=10**6), min_size=1, max_size=6))
def test_the_parts_of_a_score_never_reach_beyond_it(values: list[int]) -> None:
    ends = [float(bar.x.rstrip("%")) + float(bar.width.rstrip("%")) for bar in pictures.bars([("more", value) for value in values])]

    assert all(end <= 100.02 for end in ends)


def linked(count: int, is_stated: bool = False) -> list[pictures.Linked]:
    return [(f"Memorandum {number}", "oncology", "rests on it", is_stated) for number in range(count)]


@pytest.mark.parametrize("above", range(8))
@pytest.mark.parametrize("below", range(8))
def test_boxes_of_a_graph_never_overlap_and_stay_inside(above: int, below: int) -> None:
    graph = pictures.lay_out(("This record", ""), linked(above), linked(below, is_stated=True))
    boxes = [*graph.boxes, graph.self_box]

    assert len(graph.boxes) == min(above, 5) + min(below, 5)
    assert all(box.x >= 0 and box.x + box.width <= pictures.GRAPH_WIDTH and box.y + pictures.BOX_HEIGHT <= graph.height for box in boxes)
    assert not [
        (a, b)
        for at, a in enumerate(boxes)
        for b in boxes[at + 1 :]
        if a.x < b.x + b.width and b.x < a.x + a.width and abs(a.y - b.y) < pictures.BOX_HEIGHT
    ]


def test_the_record_of_a_graph_is_called_by_its_whole_title() -> None:
    title = "Cooperation Agreement in the fields of healthcare and medical science"
    assert pictures.lay_out((title, "this record"), linked(2), []).self_box.heading == title


def test_stated_links_come_first_and_leave_the_record_apart_from_the_others() -> None:
    graph = pictures.lay_out(("This record", ""), [*linked(1), *linked(1, is_stated=True)], [])

    assert [(link.is_stated, bool(link.path)) for link in graph.links] == [(True, True), (False, True)]
    assert graph.links[0].path.split("V")[0] != graph.links[1].path.split("V")[0]


def test_a_word_is_said_once_for_neighbours_that_share_it() -> None:
    graph = pictures.lay_out(("This record", ""), [], linked(3))

    assert [link.word for link in graph.links] == ["rests on it", "", ""]


def test_a_heading_too_long_for_its_box_is_cut() -> None:
    (box,) = pictures.lay_out(("This", ""), [("A" * 200, "", "", True)], []).boxes

    assert box.heading.endswith("…")
    assert len(box.heading) < 50


@pytest.mark.parametrize("call", [lambda: twinward.status("maybe", ""), lambda: twinward.wards("ajar"), lambda: twinward.known("perhaps")])
def test_an_unknown_kind_fails_at_once(call) -> None:
    with pytest.raises(KeyError):
        call()


@pytest.mark.parametrize(
    "call",
    [
        '{% status "yes" bad %}',
        "{% illus bad %}",
        '{% leaf bad "k" meta=bad %}{{ bad }}{% endleaf %}',
        "{% title bad crumbs=crumbs %}{{ bad }}{% endtitle %}",
        '{% note "late" bad %}{{ bad }}{% endnote %}',
        "{% table_region bad %}{{ bad }}{% endtable_region %}",
        "{% books %}{% stated %}{{ bad }}{% endstated %}{% shown %}{{ bad }}{% endshown %}{% endbooks %}",
        "{% rows items %}{% gaps items %}{% moves items %}{% answers answers %}",
        '{% graph "g" bad this linked linked %}',
        '{% progress "p" bad 1 2 %}{% map_key key %}',
    ],
)
def test_no_component_lets_markup_through(call: str) -> None:
    bad = "<script>alert(1)</script>"
    item = {"what": bad, "when": bad, "st": "late", "meta": bad, "url": bad, "step": bad, "step_url": bad, "label": bad, "lacks": [bad]} | {
        "word": bad,
        "text": bad,
    }
    context = {"bad": bad, "crumbs": [(bad, bad)], "items": [item] * 3, "answers": [(bad, bad, bad)], "this": (bad, bad)}
    html = Template("{% load twinward %}" + call).render(Context(context | {"linked": [(bad, bad, bad, True)], "key": [("on", bad)]}))

    assert "<script" not in html
    assert "&lt;script" in html


@pytest.mark.parametrize(("day", "anchored"), [(1, "start"), (10, "start"), (50, "middle"), (91, "end"), (100, "end")])
def test_the_word_of_a_day_stays_within_the_picture(day: int, anchored: str) -> None:
    first = date(2025, 1, 1)
    assert pictures.anchor(first + timedelta(days=day), first, first + timedelta(days=100)) == anchored
    assert pictures.anchor(first, first, first) == "start"
