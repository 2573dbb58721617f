"""How each country of a programme stands on a day: whether it joined, whether it owes a list, and what that rests on."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Prefetch

from twinward.foundation.kernel.days import Answer, Basis, Day
from twinward.foundation.kernel.models import Source
from twinward.foundation.kernel.one_reading import read_once
from twinward.foundation.kernel.row_security import everything
from twinward.programme.instruments.consent import joined, joining_by
from twinward.programme.instruments.evidence import standing
from twinward.programme.instruments.facts import InstrumentKind, notice_to_leave
from twinward.programme.instruments.models import Act, Party
from twinward.programme.twinning import rules
from twinward.programme.twinning.models import Coverage, ListStep


@dataclass(frozen=True, slots=True)
class Standing:
    """A country in a programme on a day. joined_on: when it joined, None when no joining on record can have happened by then; joining_source:
    who says so, as it was last corrected.

    steps: in the order of their days; happened: those of them that surely had. last_step: the kind of the last of these, "not_known" when
    their days leave it open.
    """

    coverage: Coverage
    joined: Answer
    owes: Answer
    joined_on: Day | None
    joining: Act | None
    joining_source: Source | None
    steps: tuple[ListStep, ...]
    happened: tuple[ListStep, ...]
    last_step: str

    @property
    def country(self) -> str:
        return self.coverage.country_id

    def owed_since(self, asked: date) -> Day:
        return rules.owed_since(self.joined_on or Day.unknown(), [step.facts() for step in self.steps], asked)

    def debt_ground(self, asked: date) -> Act | ListStep | None:
        """What its debt of a list rests on: the return of its agreed list, else the last that said it owes one, else its joining."""
        again = {step.number for step in rules.owed_again([step.facts() for step in self.steps], asked)}
        began = [step for step in self.happened if step.pk in again]
        said = [step for step in self.happened if step.kind == ListStep.Kind.OWED]
        return next(reversed(began or said), self.joining)

    def agreed_by_conclusion(self, asked: date) -> Basis | None:
        """The basis of its agreed list, when that is only our own conclusion."""
        return rules.agreed_by_conclusion([step.facts() for step in self.steps], asked)

    def counted(self, asked: date) -> "Standing":
        """The same without what is invented: what every number counts. No query."""
        if not any(step.is_illustrative for step in self.steps):
            return self
        return replace(self, **_of_its_list(self.joined, (step for step in self.steps if not step.is_illustrative), asked))


@read_once
def standings(programme: str, asked: date, *, with_illustrative: bool = False) -> tuple[Standing, ...]:
    """Every country that a programme covers, in the order of codes, as of a day. Four queries, whatever their number.

    Invented steps count nowhere but on the screens of the node's own people, which mark them: ask for them `with_illustrative`. Elsewhere
    nothing is told of a programme whose declaration is not public.
    """
    covered = _covered(programme, with_illustrative=with_illustrative)
    declaration = covered[0].programme.declaration if covered else None
    parties = _parties(declaration.pk if declaration else None)
    notice_days = notice_to_leave(InstrumentKind(declaration.kind), declaration.terms()) if declaration else None
    return tuple(_standing(coverage, parties.get(coverage.country_id), asked, notice_days) for coverage in covered)


@read_once
def _covered(programme: str, *, with_illustrative: bool) -> list[Coverage]:
    steps = ListStep.objects.select_related("source").order_by("id")
    told = Coverage.objects.unscoped("which countries take part is known to everybody here; the portal reads it where it is public")
    found = (
        (told if with_illustrative else told.exclude(programme__declaration__is_public=False))
        .filter(programme__key=programme)
        .select_related("programme__declaration")
        .prefetch_related(Prefetch("steps", steps if with_illustrative else steps.filter(is_illustrative=False)))
        .order_by("country_id")
    )
    return list(found)


@read_once
@everything("who joined the declaration of a programme is told wherever the programme is")
def _parties(declaration: int | None) -> dict[str, Party]:
    if declaration is None:
        return {}
    acts = Prefetch("acts", Act.objects.filter(is_illustrative=False).select_related("source").order_by("id"))
    parties = Party.objects.filter(instrument=declaration, organisation=None, described="").prefetch_related(acts)
    return {party.country_id: party for party in parties}


def _standing(coverage: Coverage, party: Party | None, asked: date, notice_days: int | None) -> Standing:
    acts = list(party.acts.all()) if party else []
    facts = [act.facts() for act in acts]
    answer = joined(str(party.pk), facts, asked, notice_days=notice_days) if party else Answer.no("not_joined")
    joining = joining_by(str(party.pk), facts, asked, notice_days=notice_days) if party else None
    said = next(iter(standing(acts, [joining] if joining else [])), None)
    return Standing(
        coverage=coverage,
        joined=answer,
        joined_on=joining.day if joining else None,
        joining=said.act if said else None,
        joining_source=said.source if said else None,
        **_of_its_list(answer, coverage.steps.all(), asked),
    )


def _of_its_list(joined: Answer, steps: Iterable[ListStep], asked: date) -> dict[str, Any]:
    """What of a Standing follows from the steps of the country's list."""
    rows = {step.pk: step for step in steps}
    told = rules.in_order(step.facts() for step in rows.values())
    return {
        "owes": rules.owes(joined, told, asked),
        "steps": tuple(rows[step.number] for step in told),
        "happened": tuple(rows[step.number] for step in told if step.happened(asked)),
        "last_step": rules.standing(told, asked),
    }


def agreed_on(steps: Iterable[rules.Step], asked: date) -> Day:
    """The day of the last agreement that had surely happened by a day; nothing is known of it where several can have been the last."""
    last_of_them = rules.last_by((step for step in steps if step.kind == "agreed"), asked)
    return last_of_them[0].day if len(last_of_them) == 1 else Day.unknown()
