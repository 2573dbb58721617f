"""What the instruments room can count: memorandums signed, and institutions that have a sister."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from django.conf import settings
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from twinward.foundation.kernel.days import Answer, Basis, Day, Known
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.measures import OWN_CONCLUSIONS, Catalogue, Measure, Row
from twinward.foundation.kernel.models import Source
from twinward.foundation.kernel.one_reading import read_once
from twinward.foundation.registry.models import Organisation
from twinward.programme.instruments.consent import live_acts, signed
from twinward.programme.instruments.evidence import has_text, standing
from twinward.programme.instruments.facts import ActKind, InstrumentKind
from twinward.programme.instruments.models import Act, Instrument, Party
from twinward.programme.instruments.rules import wording_faults


@read_once
def memorandums(asked: date) -> tuple[tuple[Instrument, Answer], ...]:
    """Every public memorandum that can be told, by key, and whether all its required parties had signed by a day. Four queries; nothing invented counts."""
    return tuple((memorandum, _signed(memorandum, asked)) for memorandum in _on_record())


def can_be_told(memorandum: Instrument) -> bool:
    """Whether it is one as far as it is on record (I8): of two sides in two countries; and, made elsewhere, whether somebody says so.

    What it lacks is a gap of its own page, and no figure. That a source does not name a side is no such lack.
    """
    lacking = set(wording_faults(memorandum.sides())) - {"party_unnamed"}
    return not lacking and (memorandum.is_here or said_by(memorandum) is not None)


def _signed(memorandum: Instrument, asked: date) -> Answer:
    facts = memorandum.alone()
    return signed(facts.parties, facts.acts, asked, recorded=facts.recorded)


@read_once
def _on_record() -> list[Instrument]:
    found = (
        Instrument.objects.public()
        .filter(kind=InstrumentKind.MEMORANDUM)
        .select_related("source", "drafted_at")
        .prefetch_related(
            Prefetch("parties", Party.objects.select_related("organisation").order_by("id")),
            Prefetch("acts", Act.objects.filter(is_illustrative=False).select_related("source").order_by("id")),
            "texts",
        )
        .order_by("key")
    )
    return [memorandum for memorandum in found if can_be_told(memorandum)]


def is_documented(memorandum: Instrument) -> bool:
    """Whether the side that keeps it has the paper on record. A scan that another party has attached is not told outside in the keeper's stead.

    The keeping side is the node's own country where none is on record. Otherwise the rule is that which tells the gap of its own page.
    """
    return has_text(memorandum, scanned_in=memorandum.drafted_at.country_id if memorandum.drafted_at else settings.NODE_COUNTRY)


def signed_on(memorandum: Instrument) -> Day:
    """When the last of the signatures on record was given, as far as known; the unknown day when there is none."""
    days = [act.day for act in live_acts(memorandum.alone().acts) if act.kind is ActKind.SIGN]
    return Day.latest(*days) if days else Day.unknown(Basis(memorandum.basis))


def said_by(memorandum: Instrument) -> Source | None:
    """Who says that, and when, it was signed: whom the last correction of the day of its last signature cites, else the source of its record,
    else that of its last signature.
    """
    acts = memorandum.acts.all()
    told = [one for one in standing(acts, live_acts(memorandum.alone().acts)) if one.says.kind is ActKind.SIGN and one.source]
    in_time = sorted(told, key=lambda one: (one.says.day.not_after or date.max, one.last.pk), reverse=True)
    corrected = (one.source for one in in_time if one.correction and one.last.day != one.act.day)
    return next(corrected, None) or memorandum.source or next((one.source for one in in_time), None)


def _signed_rows(asked: date) -> Iterator[Row]:
    yield from (_row(memorandum, answer) for memorandum, answer in memorandums(asked))


def _row(memorandum: Instrument, answer: Answer) -> Row:
    day, source = signed_on(memorandum), said_by(memorandum)
    return Row(
        record=key_of(memorandum),
        label=memorandum.title,
        labels=memorandum.titles,
        known=answer.known,
        day=str(day),
        source=source.key if source else "",
        basis=day.basis,
        is_documented=is_documented(memorandum) and not answer.rests_on_inferred,
        counts_as=memorandum.texts_counted or 1,
    )


def _sister_rows(asked: date) -> Iterator[Row]:
    """One row an institution of the host: what is told of the memorandum by which it has a sister, as far as any may count."""
    found: dict[int, tuple[Organisation, list[Row]]] = {}
    for memorandum, answer in memorandums(asked):
        parties = list(memorandum.parties.all()) if answer.known is not Known.NO else []
        for party in parties:
            abroad = any(other.country_id != party.country_id for other in parties)
            if party.organisation and not party.organisation.is_illustrative and party.country_id == settings.NODE_COUNTRY and abroad:
                found.setdefault(party.organisation.pk, (party.organisation, []))[1].append(_row(memorandum, answer))
    for organisation, rows in found.values():
        told = min(rows, key=_firmest_first)
        yield replace(
            told,
            record=key_of(organisation),
            label=organisation.name,
            labels=organisation.labels,
            country=organisation.country_id,
            is_documented=told.is_documented and told.known is Known.YES,
            counts_as=1,
        )


def _firmest_first(row: Row) -> tuple[bool, bool, bool, bool]:
    """What surely was signed before what may have been, with its paper here before without, on the firmest ground."""
    return row.known is not Known.YES, not row.is_documented, row.basis in OWN_CONCLUSIONS, row.basis == Basis.RECONSTRUCTED


MEASURES = Catalogue(
    (
        Measure(
            key="memorandums_signed",
            unit=_("memorandums"),
            rule=_(
                "Counts memorandums of parties in different countries signed by all of them by that day, not institutions; of those made "
                "elsewhere only what a source tells. Where one record stands for several texts, each counts; where their number is not stated, one."
            ),
            asks=_signed_rows,
        ),
        Measure(
            key="institutions_with_sister",
            unit=_("institutions"),
            rule=_("Counts institutions of the host that had signed a memorandum with an institution abroad by that day, each once."),
            asks=_sister_rows,
        ),
    )
)
