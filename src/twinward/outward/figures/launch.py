"""When the programme began: before that day nothing of it is told as something that may have been; nor at all by a node that has none on record."""

from datetime import date

from twinward.foundation.kernel.days import Day, Known, happened_by
from twinward.programme.twinning.models import CHASED
from twinward.programme.twinning.standings import standings


def is_on_record(asked: date) -> bool:
    """Whether the programme is on record here at all."""
    return bool(standings(CHASED, asked))


def launched_after(asked: date) -> Day | None:
    """When the programme was launched, if that was surely later than a day; else None."""
    covered = [one for one in standings(CHASED, asked) if happened_by(one.coverage.programme.day, asked).known is Known.NO]
    return covered[0].coverage.programme.day if covered else None
