"""What the instruments room can count: memorandums signed, and institutions that have a sister."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from twinward.foundation.kernel.days import Answer, Basis, Known, any_of
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.measures import Catalogue, Measure, Row
from twinward.programme.instruments.consent import signed
from twinward.programme.instruments.facts import InstrumentKind
from twinward.programme.instruments.models import Act, Instrument, Party


def memorandums(asked: date) -> Iterator[tuple[Instrument, Answer]]:
    """Every public memorandum, by key, and whether all its required parties had signed by a day."""
    found = (
        Instrument.objects.public()
        .filter(kind=InstrumentKind.MEMORANDUM)
        .select_related("source")
        .prefetch_related(
            Prefetch("parties", Party.objects.select_related("organisation").order_by("id")), Prefetch("acts", Act.objects.order_by("id"))
        )
        .order_by("key")
    )
    for memorandum in found:
        facts = memorandum.facts()
        yield memorandum, signed(facts.parties, facts.acts, asked, recorded=facts.recorded)


def is_documented(memorandum: Instrument) -> bool:
    """Whether the paper is here: its text is on record, or it was signed here."""
    acts = list(memorandum.acts.all())
    return bool(memorandum.texts.all()) or (bool(acts) and all(act.basis == Basis.DONE_HERE for act in acts))


def _signed_rows(asked: date) -> Iterator[Row]:
    for memorandum, answer in memorandums(asked):
        acts = list(memorandum.acts.all())
        yield Row(
            record=key_of(memorandum),
            label=memorandum.title,
            known=answer.known,
            day=str(acts[-1].day) if acts else "-",
            source=memorandum.source.key if memorandum.source else "",
            basis=acts[-1].basis if acts else memorandum.basis,
            is_documented=is_documented(memorandum),
        )


def _sister_rows(asked: date) -> Iterator[Row]:
    """One row an institution of the host, whichever memorandum says so soonest."""
    found: dict[int, tuple[Party, list[Answer], Instrument]] = {}
    for memorandum, answer in memorandums(asked):
        parties = list(memorandum.parties.all())
        for party in parties:
            abroad = any(other.country_id != party.country_id for other in parties)
            if party.organisation and party.country_id == "UA" and abroad:
                found.setdefault(party.organisation.pk, (party, [], memorandum))[1].append(answer)
    for party, answers, memorandum in found.values():
        yield Row(
            record=key_of(party.organisation),
            label=party.organisation.name,
            country=party.country_id,
            known=any_of(*answers).known,
            source=memorandum.source.key if memorandum.source else "",
            basis=memorandum.basis,
            is_documented=any(answer.known is Known.YES for answer in answers) and is_documented(memorandum),
        )


MEASURES = Catalogue(
    (
        Measure(
            key="memorandums_signed",
            unit=_("memorandums"),
            rule=_(
                "Counts memorandums signed by all their parties by that day, not institutions. One whose number of texts is not stated counts once."
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
