"""What a room can count: a named measure with its unit, its counting rule and the rows behind every value."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils.functional import Promise

from twinward.foundation.kernel.days import Basis, Known

OWN_CONCLUSIONS = frozenset({Basis.INFERRED.value, Basis.RECONSTRUCTED.value})


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that a measure asked about, and the answer.

    record: its record key. label: its name or code, in no particular language; labels: what it is called in some (by ISO 639-1).
    country: ISO 3166-1 alpha-2 or "".
    day: as days.parse_day reads it. source: the source's key, "" when none. is_documented: we hold the paper, or it was done here;
    what was inferred or reconstructed never is. counts_as: how many of the unit it stands for; a paper confirms one of them.
    """

    record: str
    label: str
    known: Known
    country: str = ""
    day: str = "-"
    source: str = ""
    basis: str = ""
    why: str = ""
    is_documented: bool = False
    counts_as: int = 1
    labels: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Counted:
    """A measure on a day. value and not_known are counted apart; confirmed is None when nothing of the kind is on record at all."""

    value: int
    not_known: int
    confirmed: int | None
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Measure:
    """key: stable name. unit: what one row is. rule: what is counted and what is not, a sentence in the reader's language.

    asks: every row that could count on a day, each with its answer. counts_absence: it counts what is missing, so no paper can confirm it.
    """

    key: str
    unit: Promise
    rule: Promise
    asks: Callable[[date], Iterable[Row]]
    counts_absence: bool = False

    def on(self, as_of: date) -> Counted:
        """The measure as of the end of a day. `value` is what its rows whose answer is yes stand for, all together."""
        rows = tuple(self.asks(as_of))
        yes = [row for row in rows if row.known is Known.YES]
        unsure = [row for row in rows if row.known is Known.NOT_KNOWN]
        confirmed = (
            None
            if self.counts_absence or not (yes or unsure)
            else sum(row.is_documented and row.basis not in OWN_CONCLUSIONS for row in yes)
        )
        value, not_known = (sum(row.counts_as for row in rows) for rows in (yes, unsure))
        return Counted(value, not_known, confirmed, tuple(yes + unsure))


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Measures by key. Building one raises ValueError when a key stands twice."""

    measures: tuple[Measure, ...]
    by_key: Mapping[str, Measure] = field(init=False)

    def __post_init__(self) -> None:
        by_key = {measure.key: measure for measure in self.measures}
        if len(by_key) != len(self.measures):
            raise ValueError("a measure's key stands twice")
        object.__setattr__(self, "by_key", by_key)
