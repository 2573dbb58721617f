"""What the twinning room can count: countries that joined, and those that owe a list."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from twinward.foundation.kernel.days import Basis, Day, Known
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.measures import Catalogue, Measure, Row
from twinward.programme.instruments.models import Act
from twinward.programme.twinning.models import CHASED, ListStep
from twinward.programme.twinning.standings import Standing, standings


def _joined_rows(asked: date) -> Iterator[Row]:
    for one in standings(CHASED, asked):
        if one.joining is not None:
            yield _row(one, one.joined.known, one.joining, one.joined_on)


def _owed_rows(asked: date) -> Iterator[Row]:
    for one in standings(CHASED, asked):
        if (ground := one.debt_ground(asked)) is not None:
            yield _row(one, one.owes.known, ground, ground.day if isinstance(ground, ListStep) else one.joined_on)


def _row(one: Standing, known: Known, ground: Act | ListStep, day: Day | None) -> Row:
    """A row with its ground: of a joining that was corrected, on the basis and by the source that it has since."""
    source = ground.source if isinstance(ground, ListStep) else one.joining_source
    basis = day.basis if day else Basis(ground.basis)
    return Row(
        record=key_of(one.coverage),
        label=one.country,
        country=one.country,
        known=known,
        day=str(day or Day.unknown()),
        source=source.key if source else "",
        basis=basis,
        why=ground.why if basis == ground.basis else "",
        is_documented=basis == Basis.DONE_HERE or (bool(getattr(ground, "document_id", None)) and basis == Basis.STATED),
    )


MEASURES = Catalogue(
    (
        Measure(
            key="countries_joined",
            unit=_("countries"),
            rule=_(
                "Counts countries whose joining of the declaration is on record by that day and not withdrawn. The host is not counted."
            ),
            asks=_joined_rows,
        ),
        Measure(
            key="lists_owed",
            unit=_("countries"),
            rule=_("Counts countries that had joined by that day and had no agreed list of institutions by then."),
            asks=_owed_rows,
            counts_absence=True,
        ),
    )
)
