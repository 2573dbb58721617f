"""The time for which an office was held, as far as it is known: when it began, when it ended, and days on which it was seen."""

from collections.abc import Iterator
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from twinward.foundation.kernel.days import ONE_DAY, Answer, Day, all_of, happened_by

#: A day of which nothing is known; of the end of a term, also that it goes on.
UNKNOWN = Day.unknown()


class Term(models.Model):
    """Columns of a term whose ends may each lie anywhere within an interval; a known day has both equal, an unknown one neither.

    It began from `starts_on` to `starts_by`; the first day after it lies from `ends_from` to `ends_before`, both empty while it goes on.
    It is known to have stood from `seen_from` to `seen_until`.
    """

    starts_on = models.DateField(_("from"), null=True, blank=True)
    starts_by = models.DateField(_("from, at the latest"), null=True, blank=True)
    seen_from = models.DateField(null=True, blank=True)
    seen_until = models.DateField(null=True, blank=True)
    ends_from = models.DateField(_("until, at the earliest"), null=True, blank=True)
    ends_before = models.DateField(_("until, not including"), null=True, blank=True)

    #: By the column after which people call it, the two that hold one day: not before, not after.
    told_together = {"starts_on": ("starts_on", "starts_by"), "ends_before": ("ends_from", "ends_before")}

    class Meta:
        abstract = True

    @property
    def begins(self) -> Day:
        """The day on which it began, as it was told."""
        return Day(self.starts_on, self.starts_by)

    @property
    def ends(self) -> Day:
        """The first day after it, as it was told; the unknown day while it goes on."""
        return Day(self.ends_from, self.ends_before)

    @property
    def began(self) -> Day:
        """The day on which it began, as far as that can be told from all that is known of it."""
        latest = [day for day in (self.starts_by, self.seen_from, self.ends_before and self.ends_before - ONE_DAY) if day]
        return Day(self.starts_on, min(latest, default=None))

    @property
    def over(self) -> Day | None:
        """The first day after it, as far as that can be told; None where nothing speaks of an end, so that it goes on."""
        if not (self.ends_from or self.seen_until or self.ends_before):
            return None
        after = [day + ONE_DAY for day in (self.starts_on, self.seen_until) if day]
        earliest = [day for day in (self.ends_from, *after) if day]
        return Day(max(earliest, default=None), self.ends_before)

    def stood_on(self, asked: date) -> Answer:
        """Whether it had begun and was not over on a day. Beyond the days on which it was seen nobody knows."""
        begun = happened_by(self.began, asked)
        return all_of(begun, happened_by(self.over, asked).negated) if self.over else begun


#: What every row of a term keeps to.
FORWARD = [
    models.CheckConstraint(
        condition=Q(starts_on=None) | Q(ends_before=None) | Q(starts_on__lt=F("ends_before")), name="appointment_runs_forward"
    ),
    models.CheckConstraint(
        condition=Q(starts_on=None) | Q(starts_by=None) | Q(starts_on__lte=F("starts_by")), name="appointment_begins_within"
    ),
    models.CheckConstraint(
        condition=Q(ends_from=None) | Q(ends_before=None) | Q(ends_from__lte=F("ends_before")), name="appointment_ends_within"
    ),
    models.CheckConstraint(
        condition=Q(seen_from=None, seen_until=None) | Q(seen_from__isnull=False, seen_until__isnull=False, seen_from__lte=F("seen_until")),
        name="appointment_seen_both_or_neither",
    ),
    models.CheckConstraint(
        condition=Q(starts_on=None) | Q(seen_from=None) | Q(starts_on__lte=F("seen_from")), name="appointment_seen_after_it_began"
    ),
    models.CheckConstraint(
        condition=Q(ends_before=None) | Q(seen_until=None) | Q(seen_until__lt=F("ends_before")), name="appointment_seen_before_it_ended"
    ),
]


def columns_of(begins: Day, ends: Day) -> dict[str, date | None]:
    """The columns of a term that began and ended so; the unknown day for an end that nobody knows of."""
    return {"starts_on": begins.not_before, "starts_by": begins.not_after, "ends_from": ends.not_before, "ends_before": ends.not_after}


def term_faults(term: Term) -> Iterator[str]:
    """It can have begun before it ended, and every day on which it is known to have stood lies between."""
    first, last = term.starts_on, term.ends_before
    if first and last and last <= first:
        yield "appointment_runs_backward"
    if first and term.seen_from and term.seen_from < first:
        yield "appointment_begins_after_it_was_seen"
    if last and term.seen_until and last <= term.seen_until:
        yield "appointment_ends_before_it_was_seen"
