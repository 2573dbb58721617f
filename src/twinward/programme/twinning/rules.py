"""Who owes a list, and where a list stands on a day. Plain values in, answers and fault codes out: no database, no clock."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from twinward.foundation.kernel.days import Answer, Basis, Day, Known, all_of, happened_by

StepKind = Literal["owed", "requested", "proposed", "returned", "agreed"]
When = Literal["", "summit", "later", "day"]

#: What may follow what, for steps done here. A list recorded from a source may begin anywhere.
FOLLOWS: dict[str, tuple[str, ...]] = {
    "": ("requested", "proposed"),
    "owed": ("requested", "proposed", "agreed"),
    "requested": ("requested", "proposed"),
    "proposed": ("agreed", "returned"),
    "returned": ("requested", "proposed"),
    "agreed": ("proposed",),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a list. Steps count in the order of their days; number tells which of one day was recorded first.

    place: the number of the step in whose place it was recorded, because that one was wrong; 0 when it is in nobody's.
    """

    kind: StepKind
    day: Day
    number: int = 0
    place: int = 0

    @property
    def rank(self) -> int:
        """Where it stands among those of one day."""
        return self.place or self.number

    def may_follow(self, other: "Step") -> bool:
        """Whether it can have happened after the other. Of one day, the one that was recorded later did."""
        return (self.day.not_after or date.max, self.rank) > (other.day.not_before or date.min, other.rank)

    def surely_precedes(self, other: "Step") -> bool:
        """Whether it happened before the other, whenever each did. Of one day, the one that was recorded earlier did."""
        return (self.day.not_after or date.max, self.rank, self.number) < (other.day.not_before or date.min, other.rank, other.number)

    def overtakes(self, other: "Step") -> bool:
        """Whether it moved the list on from the other: it surely happened later, or it may have and was recorded later."""
        return self.may_follow(other) and (self.rank > other.rank or not other.may_follow(self))

    def tells_exactly(self, other: "Step") -> bool:
        """Whether it was recorded after the other, of its kind, and on one of the other's possible days."""
        on, within = self.day.not_before or date.min, other.day
        is_within = self.day.is_known and (within.not_before or date.min) <= on <= (within.not_after or date.max)
        return self.kind == other.kind and self.rank > other.rank and is_within

    def may_wait(self, asked: date) -> bool:
        """Whether it can have happened after the day that is asked about."""
        return self.day.not_after is None or self.day.not_after > asked

    def happened(self, asked: date) -> bool:
        """Whether it had surely happened by the end of the day."""
        return happened_by(self.day, asked).known is Known.YES


@dataclass(frozen=True, slots=True)
class Named:
    """An institution that a list names and that is not on record yet: as far as the list tells of it.

    kind, specialities: codes of the register. besides: primary keys of those on record under that name which it is not.
    """

    name: str
    kind: str
    city: str = ""
    specialities: tuple[str, ...] = ()
    besides: frozenset[int] = frozenset()


def in_order(steps: Iterable[Step]) -> list[Step]:
    """The steps as they happened, for reading: each after all that surely came before it, else in the order in which they were recorded."""
    left, order = sorted(steps, key=lambda step: (step.rank, step.number)), list[Step]()
    while left:
        order.append(next(step for step in left if not any(other.surely_precedes(step) for other in left)))
        left.remove(order[-1])
    return order


def last(steps: Sequence[Step]) -> Step | None:
    """The step from which no other moved the list on, whenever it happened; None when their days leave that open."""
    return next((step for step in steps if not any(other.overtakes(step) for other in steps if other is not step)), None)


def undated(steps: Sequence[Step], asked: date) -> Step | None:
    """The step whose day would tell how a list stands: the last of those that may have happened by then, when it need not have.

    A statement that no list is agreed moves nothing; a day that was told more exactly since is not asked for again.
    """
    moving = [step for step in steps if step.kind != "owed" and (step.day.not_before or date.min) <= asked]
    newest = last(moving)
    return None if newest is None or newest.happened(asked) or any(other.tells_exactly(newest) for other in steps) else newest


def agreed(steps: Iterable[Step], asked: date) -> Answer:
    """Whether a list was agreed by the end of a day: whether an agreement was the last of all agreements and returns by then.

    Not known when the days of these steps, or the order in which they can have happened, decide it.
    """
    deciding = [step for step in steps if step.kind in ("agreed", "returned")]
    told = [step for step in deciding if (step.day.not_before or date.min) <= asked]
    known = _known_agreed(told, asked)
    if known is Known.NOT_KNOWN:
        kinds = {step.kind for step in told if _is_open(step, told, asked)}
        codes = {"agreed": "day_list_agreed", "returned": "day_list_returned"}
        return Answer.not_known(*(code for kind, code in codes.items() if kind in kinds))
    unsaid = [replace(step, day=Day.unknown()) if step.day.is_own_conclusion else step for step in deciding]
    stated = [step for step in unsaid if (step.day.not_before or date.min) <= asked]
    rests_on_inferred = _known_agreed(stated, asked) is not known
    if known is Known.YES:
        return Answer(known, because=("list_agreed",), rests_on_inferred=rests_on_inferred)
    was_agreed = any(step.kind == "agreed" for step in told)
    return Answer(known, because=("list_returned",) if was_agreed else ("no_list_agreed",), rests_on_inferred=rests_on_inferred)


def agreed_by_conclusion(steps: Sequence[Step], asked: date) -> Basis | None:
    """The basis of an agreement that is only our own conclusion: without such agreements none would stand on that day. None when one is stated."""
    concluded = [step for step in steps if step.kind == "agreed" and step.day.is_own_conclusion]
    if not concluded or agreed([step for step in steps if step not in concluded], asked).known is Known.YES:
        return None
    return next((step.day.basis for step in reversed(in_order(concluded)) if step.happened(asked)), None)


def _known_agreed(told: Sequence[Step], asked: date) -> Known:
    """Whether an agreement was the last of these steps, each of which may have happened by then: in every possible world, in some, in none."""
    agreements = [step for step in told if step.kind == "agreed"]
    may_be = _may_be_last("agreed", told, asked)
    may_not_be = all(step.may_wait(asked) for step in agreements) or _may_be_last("returned", told, asked)
    return Known.NOT_KNOWN if may_be and may_not_be else Known.YES if may_be else Known.NO


def _may_be_last(kind: StepKind, told: Sequence[Step], asked: date) -> bool:
    """Whether, in some possible world, the last of these steps by that day is of this kind."""
    others = [step for step in told if step.kind != kind]
    latest = [replace(step, day=Day.by(min(step.day.not_after or asked, asked))) for step in told if step.kind == kind]
    return any(all(other.may_wait(asked) or step.may_follow(other) for other in others) for step in latest)


def _is_open(step: Step, told: Sequence[Step], asked: date) -> bool:
    """Whether knowing its day would tell more: it can have waited until later, or have come before or after one of the other kind."""
    others = (other for other in told if other.kind != step.kind)
    return not step.day.is_known and (step.may_wait(asked) or any(step.may_follow(one) and one.may_follow(step) for one in others))


def owes(joined: Answer, steps: Sequence[Step], asked: date) -> Answer:
    """Whether a country owes a list on a day: it joined by then and has none agreed (I17)."""
    return all_of(joined, agreed(steps, asked).negated)


def standing(steps: Iterable[Step], asked: date) -> str:
    """The kind of the last step that had surely happened by a day; "" when none had, "not_known" when their days leave it open."""
    kinds = {step.kind for step in last_by(steps, asked)}
    return "not_known" if len(kinds) > 1 else next(iter(kinds), "")


def last_by(steps: Iterable[Step], asked: date) -> list[Step]:
    """Of the steps that had surely happened by a day those that can have been the last: one, when their order is known."""
    happened = [step for step in steps if step.happened(asked)]
    return [step for step in happened if all(step.may_follow(other) for other in happened if other is not step)]


def owed_again(steps: Sequence[Step], asked: date) -> list[Step]:
    """The return that began the debt which runs on `asked`: of an agreed list, the first after the agreement. None when joining began it.

    A request, a proposal, or the return of what was only proposed leaves the debt running. Several when their days leave open which it was.
    """
    returned = [step for step in steps if step.kind == "returned" and step.happened(asked)]
    agreements = [step for step in steps if step.kind == "agreed" and (step.day.not_before or date.min) <= asked]
    return last_by([step for step in returned if any(_undoes(step, one, returned) for one in agreements)], asked)


def _undoes(step: Step, agreement: Step, returned: Iterable[Step]) -> bool:
    """Whether it can have been the first return after the agreement: no other surely came between the two."""
    between = (one for one in returned if not agreement.may_follow(one) and not one.may_follow(step) and one is not step)
    return step.may_follow(agreement) and not any(between)


def owed_since(joined_on: Day, steps: Sequence[Step], asked: date) -> Day:
    """From when a country that owes a list on `asked` owes it: since it joined, or since its agreed list was sent back."""
    again = [step.day for step in owed_again(steps, asked)]
    return Day.latest(*again) if again else joined_on


def days_owed(since: Day, asked: date) -> tuple[int | None, bool]:
    """For how many days a list has been owed, at the least, and whether it may be more. None when nothing is known of its beginning."""
    return (None, True) if since.not_after is None else (max(0, (asked - since.not_after).days), not since.is_known)


def joined_when(joined_on: Day, launched: Day) -> When:
    """When a country joined, in the programme's terms: at the summit that launched it, after that, on a known day; "" when nothing is known."""
    if joined_on.is_known:
        return "day"
    if joined_on.not_before is None or launched.not_after is None:
        return ""
    return "summit" if joined_on.not_before <= launched.not_after else "later"


def ground_faults(day: Day, why: str, *, has_source: bool) -> Iterator[str]:
    """A step rests on something: what is done here has one day, what is stated a source or a letter, what we conclude a reason."""
    if day.basis is Basis.DONE_HERE and not day.is_known:
        yield "one_day_needed"
    if day.basis is Basis.STATED and not has_source:
        yield "step_without_source"
    if day.is_own_conclusion and not why.strip():
        yield "step_without_reason"


def proposal_faults(proposal: int, steps: Sequence[Step]) -> Iterator[str]:
    """A proposed list is agreed or sent back only while nothing moved its country's list on. proposal: the number of its step."""
    stands = last(steps)
    if stands is None or (stands.kind, stands.number) != ("proposed", proposal):
        yield "proposal_overtaken"


def step_faults(kind: str, steps: Sequence[Step], *, today: date, day: Day, done_here: bool) -> Iterator[str]:
    """Why a step may not be added now."""
    if day.not_before and day.not_before > today:
        yield "day_in_the_future"
    before = {step.kind for step in last_by(steps, today)} or {""}
    if done_here and not any(kind in FOLLOWS[one] for one in before):
        yield "step_out_of_order"


def step_warnings(
    kind: StepKind, steps: Sequence[Step], *, today: date, day: Day, has_contents: bool, said_on: Day | None
) -> Iterator[str]:
    """What will be missing, or will not fit, once a step is on record: it may be written all the same. said_on: the day of its ground."""
    before = {step.kind for step in last_by(steps, min(day.not_after or today, today))}
    if kind not in {"owed", *before} and before and not any(kind in FOLLOWS[one] for one in before):
        yield "step_does_not_follow"
    newest = max((step.number for step in steps), default=0) + 1
    then = [*steps, Step(kind, day, newest)]
    becomes_open = agreed(then, today).known is Known.NOT_KNOWN and agreed(steps, today).known is not Known.NOT_KNOWN
    if becomes_open or len({step.kind for step in last_by(then, today)}) > 1:
        yield "step_order_open"
    if kind in ("proposed", "agreed") and not has_contents:
        yield "step_without_contents"
    if said_on and said_on.not_after and day.not_before and said_on.not_after < day.not_before:
        yield "source_older_than_act"
