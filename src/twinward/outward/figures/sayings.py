"""Each figure as a sentence that is built from what was said and what is counted: change the claim, and the sentence changes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from twinward.foundation.kernel.alphabet import alphabetical
from twinward.foundation.kernel.days import Known
from twinward.foundation.kernel.wording import country, on_day
from twinward.outward.figures.catalogue import MEASURES, Figure
from twinward.outward.figures.said import Said
from twinward.outward.figures.wording import amount, as_recorded, bare_amount, by_moment, in_list, moment, on_moment, opening_amount, phrase

Figures = Mapping[str, Figure]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, and the claims that it repeats."""

    text: SafeString
    told: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """Figures that are told together. keys: of the catalogue, in the order in which they are told. nothing: what the right book lacks."""

    key: str
    heading: Promise
    keys: tuple[str, ...]
    say: Callable[[Figures], Sentence]
    nothing: Promise


def lead(figure: Figure) -> Said | None:
    """The claim that speaks of the latest day; one that is no part of another. One whose day had surely come goes before the rest."""
    whole = [one for one in figure.stated if not one.part_of]
    sure = [one for one in whole if one.known is Known.YES]
    return max(sure or whole, key=_in_time, default=None)


def _in_time(one: Said) -> tuple[str, str]:
    return str(one.day.not_after or ""), one.key


def _unsaid(figure: Figure) -> Sentence:
    return Sentence(format_html(gettext("<b>-</b> No source on record had given a figure by {day}."), day=on_day(figure.as_of)), ())


def countries_joined(figures: Figures) -> Sentence:
    """How many had joined."""
    one = lead(figures["countries_joined"])
    if one is None:
        return _unsaid(figures["countries_joined"])
    words = ngettext(
        "<b>{amount} country</b> had joined the Open Declaration on health workforce partnerships by {moment}.",
        "<b>{amount} countries</b> had joined the Open Declaration on health workforce partnerships by {moment}.",
        one.value,
    )
    return Sentence(format_html(words, amount=opening_amount(one), moment=on_moment(one)), (one,))


def lists_owed(figures: Figures) -> Sentence:
    """How many of those that joined had no agreed list; which, when the source of the figure names just as many."""
    one = lead(figures["lists_owed"])
    if one is None:
        return _unsaid(figures["lists_owed"])
    values = {"amount": opening_amount(one), "moment": on_moment(one)}
    if names := _named_by(one):
        words = ngettext(
            "<b>{amount} country</b> that had joined had no agreed list of institutions on {moment}: {names}.",
            "<b>{amount} countries</b> that had joined had no agreed list of institutions on {moment}: {names}.",
            one.value,
        )
        return Sentence(format_html(words, names=in_list(names), **values), (one,))
    words = ngettext(
        "<b>{amount} country</b> that had joined had no agreed list of institutions on {moment}.",
        "<b>{amount} countries</b> that had joined had no agreed list of institutions on {moment}.",
        one.value,
    )
    return Sentence(format_html(words, **values), (one,))


def _named_by(one: Said) -> list[str]:
    """The countries that the source of a figure itself names for its day; none unless they are as many as it says."""
    if one.day.not_after is None:
        return []
    rows = MEASURES["lists_owed"].on(one.day.not_after).rows
    named = [country(row.country) for row in rows if row.known is Known.YES and row.source == one.source.key and row.basis == "stated"]
    return alphabetical(named) if len(named) == one.value else []


def memorandums_signed(figures: Figures) -> Sentence:
    """How many at each time that somebody said so; a number that is only repeated stands once, with the later day."""
    told = in_time(figures["memorandums_signed"])
    if not told:
        return _unsaid(figures["memorandums_signed"])
    first, *others = changes(told)
    words = ngettext("<b>{amount} memorandum</b>", "<b>{amount} memorandums</b>", first.value)
    parts = [by_moment(first, format_html(words, amount=amount(first)))]
    parts += [by_moment(one, format_html("<b>{}</b>", amount(one))) for one in others]
    return Sentence(format_html(gettext("Ukrainian institutions had signed {counts}."), counts=in_list(parts)), tuple(told))


def in_time(figure: Figure) -> list[Said]:
    """The whole claims of a figure in the order of their days; those that may be of any later day last."""
    return sorted((one for one in figure.stated if not one.part_of), key=lambda one: (one.day.not_after is None, *_in_time(one)))


def changes(told: Sequence[Said]) -> list[Said]:
    """Of claims in the order of time the last before each change of the value."""
    return [list(same)[-1] for _value, same in groupby(told, key=lambda one: one.value)]


def doctors_abroad(figures: Figures) -> Sentence:
    """How many went to learn."""
    one = lead(figures["doctors_abroad"])
    if one is None:
        return _unsaid(figures["doctors_abroad"])
    words = ngettext(
        "<b>{amount} doctor</b> took part in educational and scientific events and exchanges of experience abroad ({moment}).",
        "<b>{amount} doctors</b> took part in educational and scientific events and exchanges of experience abroad ({moment}).",
        one.value,
    )
    return Sentence(format_html(words, amount=opening_amount(one), moment=moment(one)), (one,))


def aid_from_azerbaijan(figures: Figures) -> Sentence:
    """How much, in the unit that was spoken, and what it is worth; one sentence when both are of one day."""
    mass, worth = lead(figures["aid_from_azerbaijan_mass"]), lead(figures["aid_from_azerbaijan_value"])
    weight = _aid_weight(mass) if mass else ""
    price = format_html("<b>{}</b>", amount(worth)) if worth else ""
    if mass and worth and moment(mass) == moment(worth):
        words = gettext("By {moment} Azerbaijan had sent {weight} of humanitarian aid, worth {price}.")
        return Sentence(format_html(words, moment=on_moment(mass), weight=weight, price=price), (mass, worth))
    by_mass = gettext("By {moment} Azerbaijan had sent {weight} of humanitarian aid.")
    by_price = gettext("By {moment} Azerbaijan had sent humanitarian aid worth {price}.")
    parts = [format_html(by_mass, moment=on_moment(mass), weight=weight)] if mass else []
    parts += [format_html(by_price, moment=on_moment(worth), price=price)] if worth else []
    told = tuple(one for one in (mass, worth) if one)
    return (
        Sentence(format_html_join(" ", "{}", ((part,) for part in parts)), told) if told else _unsaid(figures["aid_from_azerbaijan_mass"])
    )


def _aid_weight(mass: Said) -> SafeString:
    return format_html(ngettext("<b>{amount} ton</b>", "<b>{amount} tons</b>", mass.value), amount=amount(mass))


def brigades(figures: Figures) -> Sentence:
    """How many people came, and how many patients they attended."""
    members, patients = lead(figures["brigade_members"]), lead(figures["brigade_patients"])
    parts: list[SafeString] = []
    if members:
        words = ngettext(
            "The second Cuban brigade in Azerbaijan had <b>{amount} member</b>.",
            "The second Cuban brigade in Azerbaijan had <b>{amount} members</b>.",
            members.value,
        )
        parts.append(format_html(words, amount=amount(members)))
    if patients:
        words = ngettext(
            "The Cuban brigades there attended <b>{amount} patient</b> ({moment}).",
            "The Cuban brigades there attended <b>{amount} patients</b> ({moment}).",
            patients.value,
        )
        parts.append(format_html(words, amount=amount(patients), moment=moment(patients)))
    told = tuple(one for one in (members, patients) if one)
    return Sentence(format_html_join(" ", "{}", ((part,) for part in parts)), told) if parts else _unsaid(figures["brigade_members"])


_FACILITIES: Mapping[str, Promise] = {
    "facilities_damaged": _("<b>{amount}</b> damaged"),
    "facilities_destroyed": _("<b>{amount}</b> destroyed"),
    "facilities_restored": _("<b>{amount}</b> fully restored"),
    "facilities_partly_restored": _("<b>{amount}</b> partly restored"),
}


def facilities(figures: Figures) -> Sentence:
    """The latest of each series; one day for all when it is the same."""
    told = [(one, str(words)) for key, words in _FACILITIES.items() if (one := lead(figures[key]))]
    if not told:
        return _unsaid(figures["facilities_damaged"])
    parts = [format_html(words, amount=amount(one)) for one, words in told]
    claims = tuple(one for one, _words in told)
    if len({moment(one) for one in claims}) == 1:
        words = gettext("Medical facilities of Ukraine by {moment}: {counts}.")
        return Sentence(format_html(words, moment=on_moment(claims[0]), counts=in_list(parts)), claims)
    dated = [by_moment(one, part) for one, part in zip(claims, parts, strict=True)]
    return Sentence(format_html(gettext("Medical facilities of Ukraine: {counts}."), counts=in_list(dated)), claims)


def plainly(figure: Figure) -> Sentence:
    """Any figure as a sentence of its own, for those that have no better one."""
    one = lead(figure)
    if one is None:
        return _unsaid(figure)
    same_day = [other for other in figure.stated if other.day == one.day and other.what == one.what and not other.part_of]
    values = dict.fromkeys(amount(other) for other in same_day)
    words = format_html_join(gettext(" or "), "<b>{}</b>", ((value,) for value in values))
    return Sentence(format_html("{}.", by_moment(one, format_html("{}: {}", as_recorded(one.what), words))), tuple(same_day))


TOPICS: Sequence[Topic] = (
    Topic("countries", _("Countries"), ("countries_joined",), countries_joined, _("No joining is on record.")),
    Topic("lists", _("Lists owed"), ("lists_owed",), lists_owed, _("No agreed list of institutions is on record.")),
    Topic("memorandums", _("Memorandums"), ("memorandums_signed",), memorandums_signed, _("No memorandum is on record.")),
    Topic("doctors", _("Doctors abroad"), ("doctors_abroad",), doctors_abroad, _("No visit is on record.")),
    Topic(
        "aid",
        _("Aid from Azerbaijan"),
        ("aid_from_azerbaijan_mass", "aid_from_azerbaijan_value"),
        aid_from_azerbaijan,
        _("No consignment is on record."),
    ),
    Topic("brigades", _("Cuban brigades"), ("brigade_members", "brigade_patients"), brigades, _("No brigade is on record.")),
    Topic("facilities", _("Facilities"), tuple(_FACILITIES), facilities, _("No damage to a facility is on record.")),
)


def part_remarks(figures: Sequence[Figure]) -> list[str]:
    """What is contained in what: "More than 605 tons ... are part of it (inferred)." One sentence for each claim that is part of another."""
    return [_part_remark(one) for figure in figures for one in figure.stated if one.part_of]


def _part_remark(one: Said) -> str:
    value = bare_amount(one.value, one.unit)
    words = gettext("{what}: {amount} {unit}, part of it.")
    if one.part_of_basis == "inferred":
        words = gettext("{what}: {amount} {unit}, part of it (inferred).")
    unit = ngettext("ton", "tons", one.value) if one.unit == "ton as spoken" else phrase(one.unit)
    return words.format(what=phrase(one.what), amount=amount(one) if value else "-", unit=unit)
