"""What to ask for first when a record lacks evidence: one thing an instrument, and many instruments in one row when one answer serves them."""

from collections.abc import Callable, Collection, Hashable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from twinward.programme.instruments.evidence import standing_acts
from twinward.programme.instruments.facts import InstrumentKind, Standing
from twinward.programme.instruments.models import Instrument

#: Only what was agreed to, or is already carried out, is asked for its evidence.
AGREED_TO = (Standing.CONCLUDED, Standing.RUNNING)


@dataclass(frozen=True, slots=True)
class Chase:
    """One kind of evidence.

    label: what is wanted, as a filter names it. codes: the gaps that call for it. one, many: the task for one instrument (`title`), for
    several (`n`, `place`). awaited: the same to whoever waits for it. step: the words of the button. loss: what cannot be said while it is
    missing; open_loss: the same of a text open to joining, where that is another. page: where it is entered; empty: the remedy of the gap
    says it. by_source: only memorandums of one source are asked about in one go. quotes: what the source says of it instead is quoted.
    wants: whether an instrument with such a gap is meant.
    """

    name: str
    label: Promise
    codes: frozenset[str]
    one: Promise
    many: Promise
    awaited: Promise
    step: Promise
    loss: Promise | str = ""
    open_loss: Promise | str = ""
    page: str = ""
    by_source: bool = False
    quotes: bool = False
    wants: Callable[[Instrument], bool] = lambda _instrument: True

    def loses(self, instrument: Instrument) -> str:
        """What cannot be said of an instrument while it is missing. Of a text open to joining nobody asks whether it is in force."""
        return str((instrument.open_to_joining and self.open_loss) or self.loss)


def _without_any_day(instrument: Instrument) -> bool:
    return any(one.says.day.is_unknown for one in standing_acts(instrument))


PARTY = Chase(
    name="party",
    label=_("who signed"),
    codes=frozenset({"party_unnamed"}),
    one=_("Name the institutions that signed: %(title)s"),
    many=ngettext_lazy(
        "Name the institutions that signed %(n)s memorandum", "Name the institutions that signed %(n)s memorandums", "count"
    ),
    awaited=_("the names of the institutions that signed: %(title)s"),
    step=_("Complete"),
    loss=_("the source leaves them unnamed"),
)
YEAR = Chase(
    name="year",
    label=_("the year"),
    codes=frozenset({"day_unknown"}),
    one=_("State the year in which it was signed: %(title)s"),
    many=ngettext_lazy(
        "State the year of %(n)s memorandum signed in %(place)s", "State the year of %(n)s memorandums signed in %(place)s", "count"
    ),
    awaited=_("the year in which it was signed: %(title)s"),
    step=_("Complete"),
    by_source=True,
    quotes=True,
    wants=_without_any_day,
)
DAY = Chase(
    name="day",
    label=_("the day of signature"),
    codes=frozenset({"day_unknown", "day_inferred"}),
    one=_("Confirm the day on which it was signed: %(title)s"),
    many=ngettext_lazy(
        "Confirm the day on which %(n)s memorandum was signed", "Confirm the day on which %(n)s memorandums were signed", "count"
    ),
    awaited=_("the day on which it was signed: %(title)s"),
    step=_("Confirm"),
    by_source=True,
    quotes=True,
)
TEXT = Chase(
    name="text",
    label=_("the signed text"),
    codes=frozenset({"no_text"}),
    one=_("Attach the signed text: %(title)s"),
    many=ngettext_lazy("Attach the signed text of %(n)s memorandum", "Attach the signed texts of %(n)s memorandums", "count"),
    awaited=_("the signed text: %(title)s"),
    step=_("Attach"),
    loss=_("without it nobody can say whether it is in force"),
    open_loss=_("without it nobody can read what was joined"),
    page="instrument-text",
)
BASIS = Chase(
    name="basis",
    label=_("a legal basis"),
    codes=frozenset({"no_legal_basis"}),
    one=_("Find the legal basis: %(title)s"),
    many=ngettext_lazy("Find the legal basis of %(n)s memorandum", "Find the legal basis of %(n)s memorandums", "count"),
    awaited=_("its legal basis: %(title)s"),
    step=_("Look"),
    loss=_("link the agreement on which it rests, or waive it with a reason"),
    page="instrument-link",
)
ENTRY = Chase(
    name="entry",
    label=_("the clause on entry into force"),
    codes=frozenset({"entry_rule_unknown"}),
    one=_("Record when it enters into force: %(title)s"),
    many=ngettext_lazy("Record when %(n)s memorandum enters into force", "Record when %(n)s memorandums enter into force", "count"),
    awaited=_("the clause on entry into force: %(title)s"),
    step=_("Look"),
    loss=_("the clause on entry into force is not on record"),
    page="instrument-correct",
)

#: What is chased, in this order, by (whether it is for a lawyer to settle, whether it is a memorandum: there first who signed, and when).
ORDERS: dict[tuple[bool, bool], tuple[Chase, ...]] = {
    (False, True): (PARTY, YEAR, DAY, TEXT),
    (False, False): (TEXT, DAY),
    (True, True): (BASIS, ENTRY),
    (True, False): (ENTRY,),
}


#: Every kind by its name.
CHASES: dict[str, Chase] = {chase.name: chase for chase in (PARTY, YEAR, DAY, TEXT, BASIS, ENTRY)}


def first_chase(instrument: Instrument, found: Collection[str], *, legal: bool) -> Chase | None:
    """What is chased first of a recorded instrument with these gaps: the evidence, or what a lawyer settles. None when nothing of the kind is."""
    if instrument.is_here or instrument.standing not in AGREED_TO:
        return None
    order = ORDERS[legal, instrument.kind == InstrumentKind.MEMORANDUM]
    return next((chase for chase in order if not chase.codes.isdisjoint(found) and chase.wants(instrument)), None)


def wanted(instrument: Instrument, found: Collection[str]) -> frozenset[str]:
    """The names of what is chased first of a recorded instrument with these gaps, by whomever."""
    chases = (first_chase(instrument, found, legal=legal) for legal in (False, True))
    return frozenset(chase.name for chase in chases if chase)


def group_of(instrument: Instrument, chase: Chase) -> Hashable:
    """Instruments of one group are asked about in one go: memorandums from one source, signed in one place; anything else stands alone."""
    if instrument.kind != InstrumentKind.MEMORANDUM or chase is PARTY:
        return (chase.name, instrument.pk)
    return (chase.name, instrument.source_id, instrument.remark, place_of([instrument])) if chase.by_source else (chase.name,)


def place_of(instruments: Iterable[Instrument]) -> str:
    """Where they were signed, when all in one place; otherwise empty."""
    places = {act.place for instrument in instruments for act in instrument.acts.all()}
    return places.pop() if len(places) == 1 else ""
