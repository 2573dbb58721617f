"""The publication gate: what may be told outside, of which record, how finely, and how soon. The public side gets every record through it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Self, TypeVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

R = TypeVar("R", bound=models.Model)

#: What a record may be published as, coarse to fine: by the value of its `public_precision`, the columns of its place that may be told.
PRECISIONS: Mapping[str, tuple[str, ...]] = {"country": (), "region": ("region",), "place": ("region", "city")}


#: What a form says beside a field whose text may reach the public side.
MAY_BE_READ = _("The public may read it. Name nobody.")


class NotPublic(RuntimeError):
    """A page was about to tell what the gate keeps back: a column that is not classed public, or a record that does not pass."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record is, as far as may be told. country: ISO 3166-1 alpha-2; the rest is empty where it is kept back. Never coordinates."""

    country: str
    region: str = ""
    city: str = ""


@dataclass(frozen=True, slots=True)
class Gate:
    """The gate on a day. delay_days: how long what happened is kept back, 0 for not at all."""

    today: date
    delay_days: int = 0

    @classmethod
    def now(cls) -> Self:
        """The gate today, with the delay that this node has chosen (setting PUBLICATION_DELAY_DAYS, none by default)."""
        return cls(timezone.localdate(), getattr(settings, "PUBLICATION_DELAY_DAYS", 0))

    @property
    def latest(self) -> date:
        """The last day of which anything may be told. Nothing that is known to have happened later is counted, listed or drawn."""
        return self.today - timedelta(days=max(self.delay_days, 0))

    def asked(self, day: date) -> date:
        """The day that a public page answers for when `day` is asked: never later than `latest`."""
        return min(day, self.latest)

    def passes(self, record: models.Model) -> bool:
        """Whether a record may be told at all: nothing illustrative, nothing marked as not public, nothing merged into another, no draft."""
        return not (
            getattr(record, "is_illustrative", False)
            or not getattr(record, "is_public", True)
            or getattr(record, "merged_into_id", None) is not None
            or getattr(record, "state", "") not in ("", "agreed")
        )

    def passing(self, records: Iterable[R]) -> Iterator[R]:
        """Those that may be told, in their order."""
        return (record for record in records if self.passes(record))

    def tell(self, record: models.Model, *columns: str) -> dict[str, Any]:
        """The values of public columns. Raises NotPublic for a record that does not pass, a column of any other class, or a relation."""
        if not self.passes(record):
            raise NotPublic(f"{record._meta.label} {record.pk}")
        privacy = getattr(record, "privacy", None)
        for column in columns:
            if privacy is None or privacy.class_of(column) != "public" or record._meta.get_field(column).is_relation:
                raise NotPublic(f"{record._meta.label}.{column}")
        return {column: getattr(record, column) for column in columns}

    def place(self, record: Any) -> Place:
        """Where a record is, no finer than its public precision: by country unless it says otherwise. Raises NotPublic as `tell` does."""
        if not self.passes(record):
            raise NotPublic(f"{record._meta.label} {record.pk}")
        finer = PRECISIONS.get(getattr(record, "public_precision", "country"), ())
        return Place(record.country_id, **{column: getattr(record, column) for column in finer})
