"""The two books of a topic: what was said in public, line by line with its sources, and what this register can show. They have no total."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from twinward.foundation.kernel.days import Day, Known, happened_by
from twinward.foundation.kernel.measures import Counted
from twinward.foundation.kernel.wording import number, on_day
from twinward.outward.figures.catalogue import Figure
from twinward.outward.figures.said import Notes, Said
from twinward.outward.figures.sayings import TOPICS, Figures, Sentence, Topic, part_remarks, plainly
from twinward.outward.figures.wording import amounts, bare_amount, in_list, phrase
from twinward.programme.instruments.measures import is_documented, memorandums
from twinward.programme.twinning.measures import standings

PROGRAMME = "imp"


@dataclass(frozen=True, slots=True)
class StatedLine:
    """Amounts that one publisher stated in the same way. day: of publication, where one source says it all and its day is known."""

    amounts: str
    speaker: str
    publisher: str
    day: Day | None
    notes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A topic as a page shows it: the sentence, the left book line by line, the right book, and what is counted and how."""

    key: str
    heading: str
    keys: tuple[str, ...]
    sentence: SafeString
    stated: tuple[StatedLine, ...]
    shown: SafeString
    remarks: tuple[str, ...]


def told(topic: Topic, figures: Figures, notes: Notes) -> Told:
    """The topic, with its sources numbered in `notes`."""
    own = [figures[key] for key in topic.keys]
    sentence = topic.say(figures)
    shown = SHOWN.get(topic.key)
    right = shown(own[0]) if shown else format_html("<b>-</b> {}", topic.nothing)
    return _told(topic.key, str(topic.heading), topic.keys, sentence, right, own, notes)


def told_alone(figure: Figure, notes: Notes) -> Told:
    """One figure for a page of its own: in its topic's words where it has that topic to itself."""
    topic = next((topic for topic in TOPICS if topic.keys == (figure.key,)), None)
    if topic:
        return told(topic, {figure.key: figure}, notes)
    right = counted_plainly(figure) if figure.counted else format_html("<b>-</b> {}", gettext("Nothing of the kind is on record here."))
    return _told(figure.key, str(figure.name), (figure.key,), plainly(figure), right, [figure], notes)


def _told(
    key: str, heading: str, keys: tuple[str, ...], sentence: Sentence, right: SafeString, own: Sequence[Figure], notes: Notes
) -> Told:
    scopes = dict.fromkeys(phrase(one.scope) for one in sentence.told if one.scope)
    rules = dict.fromkeys(str(figure.rule) for figure in own)
    remarks = (*rules, *(f"{scope}." for scope in scopes), *part_remarks(own), *_doubts(sentence.told, own[0].as_of))
    return Told(key, heading, keys, sentence.text, _lines(sentence.told, notes), right, remarks)


def _lines(claims: Sequence[Said], notes: Notes) -> tuple[StatedLine, ...]:
    def alike(one: Said) -> tuple[str, str]:
        return one.operator, one.source.publisher

    order = list(dict.fromkeys(alike(one) for one in claims))
    groups = groupby(sorted(claims, key=lambda one: order.index(alike(one))), key=alike)
    return tuple(_line(list(group), notes) for _alike, group in groups)


def _line(group: list[Said], notes: Notes) -> StatedLine:
    sources = [one.source for one in group]
    speakers = {source.speaker for source in sources}
    days = {source.day for source in sources}
    return StatedLine(
        amounts(group),
        speakers.pop() if len(speakers) == 1 else "",
        sources[0].publisher,
        day if len(days) == 1 and not (day := days.pop()).is_unknown else None,
        notes.numbers(sources),
    )


def _doubts(claims: Sequence[Said], as_of: date) -> list[str]:
    """What cannot be said of the chosen day: figures without a day, and figures of a day that may lie after it."""
    unsure = [one for one in claims if one.known is Known.NOT_KNOWN]
    undated = [bare_amount(one.value, one.unit) for one in unsure if one.day.is_unknown]
    doubts = [gettext("The day of {amounts} is not stated.").format(amounts=in_list(undated))] if undated else []
    if any(not one.day.is_unknown for one in unsure):
        doubts.append(gettext("Whether it was so by {day} already is not known.").format(day=on_day(as_of)))
    return doubts


def _sentences(*parts: str | SafeString) -> SafeString:
    return format_html(" ".join(["{}"] * len(parts)), *parts)


def _confirmed(counted: Counted) -> SafeString:
    if not counted.confirmed:
        return format_html("{}", gettext("None confirmed yet."))
    words = ngettext("<b>{n} confirmed</b> by a paper on record.", "<b>{n} confirmed</b> by papers on record.", counted.confirmed)
    return format_html(words, n=number(counted.confirmed))


def _joinings(figure: Figure) -> SafeString:
    counted = figure.counted
    if counted is None or not counted.rows:
        return format_html("<b>-</b> {}", gettext("No joining is on record."))
    parts = [_confirmed(counted), ngettext("We hold {n} name.", "We hold {n} names.", counted.value).format(n=number(counted.value))]
    concluded = sum(row.known is Known.YES and row.basis in ("inferred", "reconstructed") for row in counted.rows)
    if concluded:
        words = ngettext(
            "{n} of them is our conclusion from several pages; a conclusion confirms nothing.",
            "{n} of them are our conclusion from several pages; a conclusion confirms nothing.",
            concluded,
        )
        if concluded == counted.value:
            words = gettext("They are put together from several pages; a reconstruction confirms nothing.")
        parts.append(words.format(n=number(concluded)))
    return _sentences(*parts, *_unknown(counted))


def _unknown(counted: Counted) -> Iterable[str]:
    if counted.not_known:
        yield ngettext("Of {n} more it is not known.", "Of {n} more it is not known.", counted.not_known).format(
            n=number(counted.not_known)
        )


def _lists(figure: Figure) -> SafeString:
    """How many lists with their contents are here: what is missing cannot be documented, only what is not."""
    here = sum(
        any(
            step.contents_known and not step.is_illustrative and happened_by(step.day, figure.as_of).known is Known.YES
            for step in one.steps
        )
        for one in standings(PROGRAMME, figure.as_of)
    )
    if not here:
        return format_html("<b>-</b> {}", gettext("No list of any country is on record."))
    words = ngettext("The list of <b>{n} country</b> is on record.", "The lists of <b>{n} countries</b> are on record.", here)
    return format_html(words, n=number(here))


def _memorandums(figure: Figure) -> SafeString:
    found = [memorandum for memorandum, _answer in memorandums(figure.as_of)]
    counted = figure.counted
    if counted is None or not found:
        return format_html("<b>-</b> {}", gettext("No memorandum is on record."))
    named = sum(memorandum.texts_counted is not None for memorandum in found)
    here = sum(is_documented(memorandum) for memorandum in found)
    words = ngettext("{n} is named by a source.", "{n} are named by a source.", named)
    if named < len(found):
        words = ngettext(
            "{n} is named by a source, and one or more without a number.",
            "{n} are named by a source, and one or more without a number.",
            named,
        )
    papers = ngettext("{n} has its text on record.", "{n} have their text on record.", here).format(n=number(here))
    signed = format_html(
        gettext("Signed by {day}: <b>yes {yes}, not known {not_known}</b>."),
        day=on_day(figure.as_of),
        yes=number(counted.value),
        not_known=number(counted.not_known),
    )
    return _sentences(words.format(n=number(named)), papers if here else gettext("None has its text on record."), signed)


def counted_plainly(figure: Figure) -> SafeString:
    """What is counted here, for a figure without words of its own."""
    if figure.counted is None or not figure.counted.rows:
        return format_html("<b>-</b> {}", gettext("Nothing of the kind is on record here."))
    words = gettext("By {day}: <b>yes {yes}, not known {not_known}</b>.")
    yes, not_known = number(figure.counted.value), number(figure.counted.not_known)
    return _sentences(format_html(words, day=on_day(figure.as_of), yes=yes, not_known=not_known), _confirmed(figure.counted))


SHOWN: Mapping[str, Callable[[Figure], SafeString]] = {"countries": _joinings, "lists": _lists, "memorandums": _memorandums}
