"""The two books of a topic: what was said in public, line by line with its sources, and what this register can show. They have no total."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from twinward.foundation.kernel.days import Day, Known
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.measures import Counted
from twinward.foundation.kernel.models import Source
from twinward.foundation.kernel.publication import Gate
from twinward.foundation.kernel.wording import number, on_day
from twinward.outward.figures.catalogue import Figure
from twinward.outward.figures.launch import launched_after
from twinward.outward.figures.said import Notes, Said, cited
from twinward.outward.figures.sayings import TOPICS, Figures, Sentence, Topic, part_remarks, plainly
from twinward.outward.figures.wording import amount, amounts, bare_amount, going_on, in_list, moment, phrase
from twinward.programme.instruments.measures import is_documented, memorandums, said_by
from twinward.programme.instruments.models import Instrument
from twinward.programme.twinning.models import CHASED, ListStep
from twinward.programme.twinning.rules import agreed, agreed_by_conclusion
from twinward.programme.twinning.standings import Standing, standings


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
    """A topic as a page shows it: the sentence, the left book line by line, the right book with its notes, and what is counted and how."""

    key: str
    heading: str
    keys: tuple[str, ...]
    sentence: SafeString
    stated: tuple[StatedLine, ...]
    shown: SafeString
    shown_notes: tuple[int, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Right:
    """The right book of a topic: its words, and the sources of the records that they speak of."""

    words: SafeString
    sources: Sequence[Source] = ()


def told(topic: Topic, figures: Figures, notes: Notes, gate: Gate) -> Told:
    """The topic, with its sources numbered in `notes`."""
    own = [figures[key] for key in topic.keys]
    sentence = topic.say(figures)
    shown = SHOWN.get(topic.key)
    right = shown(own[0]) if shown else _nothing(topic.nothing)
    return _told(topic.key, str(topic.heading), topic.keys, sentence, right, own, notes, gate)


def told_alone(figure: Figure, notes: Notes, gate: Gate) -> Told:
    """One figure for a page of its own: in its topic's words where it has that topic to itself."""
    topic = next((topic for topic in TOPICS if topic.keys == (figure.key,)), None)
    if topic:
        return told(topic, {figure.key: figure}, notes, gate)
    right = Right(counted_plainly(figure)) if figure.counted else _nothing(gettext("Nothing of the kind is on record here."))
    return _told(figure.key, str(figure.name), (figure.key,), plainly(figure), right, [figure], notes, gate)


def _nothing(words: str | Promise) -> Right:
    return Right(format_html("<b>-</b> {}", words))


def _told(
    key: str, heading: str, keys: tuple[str, ...], sentence: Sentence, right: Right, own: Sequence[Figure], notes: Notes, gate: Gate
) -> Told:
    rules = dict.fromkeys(str(figure.rule) for figure in own)
    remarks = (*rules, *dict.fromkeys(_scopes(sentence.told)), *part_remarks(own), *_doubts(sentence.told, own[0].as_of))
    lines = _lines(sentence.told, notes)
    return Told(
        key, heading, keys, sentence.text, lines, right.words, notes.numbers(cited(source, gate) for source in right.sources), remarks
    )


def _scopes(claims: Sequence[Said]) -> Iterable[str]:
    """What each figure covers; of one among several of its kind, by its day."""
    for one in claims:
        alone = sum(other.figure == one.figure for other in claims) == 1
        if one.scope and alone:
            yield f"{phrase(one.scope)}."
        elif one.scope:
            words = gettext("The figure of {amount} ({moment}) is limited as follows: {scope}.")
            yield words.format(amount=amount(one), moment=moment(one), scope=going_on(one.scope))


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
    undated = [bare_amount(one.value, one.unit) for one in claims if one.day.is_unknown]
    unsure = [bare_amount(one.value, one.unit) for one in claims if one.known is Known.NOT_KNOWN and not one.day.is_unknown]
    doubts = [gettext("The day of {amounts} is not stated.").format(amounts=in_list(undated))] if undated else []
    if unsure:
        words = gettext("{amounts}: whether it was so by {day} already is not known.")
        doubts.append(words.format(amounts=in_list(unsure), day=on_day(as_of)))
    return doubts


def _sentences(*parts: str | SafeString) -> SafeString:
    return format_html(" ".join(["{}"] * len(parts)), *parts)


def _confirmed(counted: Counted) -> SafeString:
    if not counted.confirmed:
        return format_html("{}", gettext("None confirmed yet."))
    words = ngettext("<b>{n} confirmed</b> by a paper on record.", "<b>{n} confirmed</b> by papers on record.", counted.confirmed)
    return format_html(words, n=number(counted.confirmed))


def _joinings(figure: Figure) -> Right:
    counted = figure.counted
    if counted is None or not counted.rows:
        return _nothing(gettext("No joining by this day is on record."))
    sources = [one.joining_source for one in standings(CHASED, figure.as_of)]
    return Right(_names_held(counted, figure.as_of), list({source.pk: source for source in sources if source}.values()))


def _names_held(counted: Counted, as_of: date) -> SafeString:
    parts: list[str | SafeString] = [_confirmed(counted)]
    if counted.value:
        parts.append(ngettext("We hold {n} name.", "We hold {n} names.", counted.value).format(n=number(counted.value)))
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
    if counted.not_known:
        parts.append(of_countries_not_known(counted.not_known, as_of))
    return _sentences(*parts)


def of_countries_not_known(count: int, as_of: date) -> str:
    """Of how many countries nobody can say whether they had joined by a day."""
    words = ngettext(
        "Of {n} country it is not known whether it had joined by {day}.",
        "Of {n} countries it is not known whether they had joined by {day}.",
        count,
    )
    return words.format(n=number(count), day=on_day(as_of))


def _lists(figure: Figure) -> Right:
    """How many lists are owed as we count them, and how many are agreed: those with their contents, and those of which only that is known."""
    found = [one for one in standings(CHASED, figure.as_of) if _is_agreed(one, figure.as_of)]
    here = sum(_has_contents(one) for one in found)
    bare = len(found) - here
    lists = _agreed_lists(here, bare)
    if figure.counted is None or not figure.counted.rows:
        return Right(format_html("{}", lists)) if here or bare else _nothing(lists)
    return Right(_sentences(_counted_by(figure.counted, figure.as_of), lists))


def _agreed_lists(here: int, bare: int) -> str | SafeString:
    """How many lists are agreed. here: with their contents; bare: without."""
    if not bare:
        words = ngettext(
            "The agreed list of <b>{n} country</b> is on record.", "The agreed lists of <b>{n} countries</b> are on record.", here
        )
        return format_html(words, n=number(here)) if here else gettext("No agreed list of institutions is on record.")
    words = ngettext("The list of <b>{n} country</b> is agreed.", "The lists of <b>{n} countries</b> are agreed.", here + bare)
    unnamed = ngettext("Of {n} of them the contents are not known.", "Of {n} of them the contents are not known.", bare)
    return _sentences(format_html(words, n=number(here + bare)), unnamed.format(n=number(bare)))


def _is_agreed(one: Standing, asked: date) -> bool:
    """Whether it had joined by a day and its list was agreed, and not only by our own conclusion: as the table of countries and the map say it.

    A proposed list is none yet, one that was sent back none any more.
    """
    is_agreed = agreed([step.facts() for step in one.steps], asked).known is Known.YES
    concluded = agreed_by_conclusion([step.facts() for step in one.happened], date.max)
    return is_agreed and not concluded and one.joined.known is not Known.NO


def _has_contents(one: Standing) -> bool:
    """Whether an agreement names its institutions."""
    return any(step.kind == ListStep.Kind.AGREED and step.contents_known for step in one.happened)


def _memorandums(figure: Figure) -> Right:
    """Those that may have been signed by the day: of one that surely was signed later, nobody could have known by then."""
    counted = figure.counted
    counts = {row.record for row in counted.rows} if counted else set[str]()
    found = [memorandum for memorandum, _answer in memorandums(figure.as_of) if key_of(memorandum) in counts]
    if counted is None or not found:
        if launched_after(figure.as_of):
            return _nothing(gettext("No memorandum of the programme is on record by this day."))
        return _nothing(gettext("No memorandum by this day is on record."))
    sources = {source.pk: source for memorandum in found if (source := said_by(memorandum))}
    return Right(_memorandums_named(found, counted, figure.as_of), list(sources.values()))


def _memorandums_named(found: Sequence[Instrument], counted: Counted, as_of: date) -> SafeString:
    here = sum(is_documented(memorandum) for memorandum in found)
    papers = ngettext("{n} has its text on record.", "{n} have their text on record.", here).format(n=number(here))
    signed = format_html(
        gettext("Signed by {day}: <b>yes {yes}, not known {not_known}</b>."),
        day=on_day(as_of),
        yes=number(counted.value),
        not_known=number(counted.not_known),
    )
    return _sentences(*_named_by_sources(found), papers if here else gettext("None has its text on record."), signed)


def _named_by_sources(found: Iterable[Instrument]) -> Iterable[str]:
    """How many of them sources name; nothing where none does, because they were made here."""
    sourced = [memorandum for memorandum in found if said_by(memorandum)]
    named = sum(memorandum.texts_counted or 0 for memorandum in sourced)
    words = ngettext("Sources name {n} memorandum.", "Sources name {n} memorandums.", named)
    if any(memorandum.texts_counted is None for memorandum in sourced):
        words = ngettext(
            "Sources name {n} memorandum, and one or more without saying how many.",
            "Sources name {n} memorandums, and one or more without saying how many.",
            named,
        )
    if sourced:
        yield words.format(n=number(named))


def counted_plainly(figure: Figure) -> SafeString:
    """What is counted here, for a figure without words of its own."""
    if figure.counted is None or not figure.counted.rows:
        return format_html("<b>-</b> {}", gettext("Nothing of the kind is on record here."))
    return _sentences(_counted_by(figure.counted, figure.as_of), _confirmed(figure.counted))


def _counted_by(counted: Counted, as_of: date) -> SafeString:
    words = gettext("By {day}: <b>yes {yes}, not known {not_known}</b>.")
    return format_html(words, day=on_day(as_of), yes=number(counted.value), not_known=number(counted.not_known))


SHOWN: Mapping[str, Callable[[Figure], Right]] = {"countries": _joinings, "lists": _lists, "memorandums": _memorandums}
