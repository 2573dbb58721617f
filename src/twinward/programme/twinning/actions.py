"""Writes of the twinning room: programmes, their countries, the steps of lists."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from twinward.foundation.kernel.actors import Actor, require
from twinward.foundation.kernel.days import Basis, Day
from twinward.foundation.kernel.ledger import note_new
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.models import Source
from twinward.foundation.registry.models import Organisation
from twinward.programme.instruments.actions import held
from twinward.programme.letters.models import Letter
from twinward.programme.twinning import corrections, rules
from twinward.programme.twinning.models import LONGEST_REMARK, Coverage, ListEntry, ListStep, Programme, StepCorrection
from twinward.programme.twinning.naming import put_on_record


@transaction.atomic
def open_programme(
    *, key: str, name: str, host: str, launched: Day, countries: Iterable[str], by: Actor, at: datetime, **fields: Any
) -> Programme:
    """A programme is on record with the countries that it covers (alpha-2 codes). Raises NotAllowed; Refused for a declaration that was struck out."""
    programme = Programme(key=key, name=name, host_id=host, not_before=launched.not_before, not_after=launched.not_after, **fields)
    require(by, "twinning.chase", programme)
    if programme.declaration:
        held(programme.declaration)
    programme.save()
    covered = sorted(set(countries))
    Coverage.objects.bulk_create(Coverage(programme=programme, country_id=code) for code in covered)
    note_new(programme, by=by, at=at, countries=covered)
    return programme


@transaction.atomic
def record_step(
    *,
    coverage: Coverage,
    kind: rules.StepKind,
    day: Day,
    by: Actor,
    at: datetime,
    organisations: Iterable[Organisation | rules.Named] = (),
    source: Source | None = None,
    letter: Letter | None = None,
    why: str = "",
    is_illustrative: bool = False,
) -> ListStep:
    """A step of a country's list is on record, with its institutions where they are known. Raises NotAllowed, Refused.

    An institution that the list names and the register lacks is registered in that country, on the ground of the step. A step that rests
    on something invented is invented itself.
    """
    require(by, "twinning.chase", coverage)
    earlier = [one.facts() for one in _locked_steps(coverage)]
    faults = [*rules.step_faults(kind, earlier, today=timezone.localtime(at).date(), day=day, done_here=day.basis is Basis.DONE_HERE)]
    faults += rules.ground_faults(day, why, has_source=source is not None or letter is not None)
    if faults:
        raise Refused(kind, faults)
    step = ListStep(coverage=coverage, kind=kind, basis=day.basis, source=source, letter=letter, why=why, is_illustrative=is_illustrative)
    listed = list(organisations)
    _mark_invented(step, [one for one in listed if isinstance(one, Organisation)])
    return _add(step, day, put_on_record(listed, step, by=by, at=at), by=by, at=at)


def _mark_invented(step: ListStep, listed: Iterable[Organisation]) -> None:
    """What rests on an invented letter, or lists an invented institution, is invented."""
    invented = [step.letter is not None and step.letter.is_illustrative, *(one.is_illustrative for one in listed)]
    step.is_illustrative = step.is_illustrative or any(invented)


@transaction.atomic
def answer_proposal(proposal: ListStep, *, is_agreed: bool, remark: str = "", by: Actor, at: datetime) -> ListStep:
    """The proposed list is agreed with its institutions, or sent back with the remark, today. Raises NotAllowed, Refused.

    An answer to an invented proposal is invented too.
    """
    require(by, "twinning.confirm", proposal)
    kind = ListStep.Kind.AGREED if is_agreed else ListStep.Kind.RETURNED
    if len(remark) > LONGEST_REMARK:
        raise Refused(kind, ["remark_too_long"])
    steps = [one.facts() for one in _locked_steps(proposal.coverage)]
    if is_struck_out(proposal):
        raise Refused(kind, ["proposal_struck_out"])
    if faults := tuple(rules.proposal_faults(proposal.pk, steps)):
        raise Refused(kind, faults)
    listed = [entry.organisation for entry in proposal.entries.select_related("organisation").order_by("id")] if is_agreed else []
    step = ListStep(coverage=proposal.coverage, kind=kind, basis=Basis.DONE_HERE, remark=remark, is_illustrative=proposal.is_illustrative)
    return _add(step, Day.on(timezone.localtime(at).date(), Basis.DONE_HERE), listed, by=by, at=at)


@transaction.atomic
def strike_step(step: ListStep, *, reason: str, by: Actor, at: datetime) -> StepCorrection:
    """The step counts on no day, past or future, since it did not happen; it stays on record, struck out. Raises NotAllowed, Refused."""
    standing = _locked_to_correct(step, reason, by=by)
    if faults := tuple(corrections.strike_faults(step.facts(), standing)):
        raise Refused("correct", faults)
    return _corrected(step, None, reason, by=by, at=at)


@transaction.atomic
def correct_step(
    step: ListStep,
    *,
    reason: str,
    day: Day,
    by: Actor,
    at: datetime,
    organisations: Iterable[Organisation | rules.Named] = (),
    source: Source | None = None,
    letter: Letter | None = None,
    why: str = "",
) -> StepCorrection:
    """A further step of its kind says what the wrong one should have said, in its place; the wrong one stays on record, struck out.

    Raises NotAllowed, Refused. What corrects something invented is invented.
    """
    _locked_to_correct(step, reason, by=by)
    faults = [*rules.step_faults(step.kind, (), today=timezone.localtime(at).date(), day=day, done_here=False)]
    faults += rules.ground_faults(day, why, has_source=source is not None or letter is not None)
    faults += corrections.done_here_faults(step.day, day)
    if faults:
        raise Refused("correct", faults)
    right = ListStep(coverage=step.coverage, kind=step.kind, basis=day.basis, source=source, letter=letter, why=why, remark=step.remark)
    right.is_illustrative, right.place = step.is_illustrative, step.facts().rank
    listed = list(organisations)
    _mark_invented(right, [one for one in listed if isinstance(one, Organisation)])
    instead = _add(right, day, put_on_record(listed, right, by=by, at=at), by=by, at=at)
    return _corrected(step, instead, reason, by=by, at=at)


def is_struck_out(step: ListStep) -> bool:
    """Whether the step was struck out or corrected, as the store has it now."""
    return not ListStep.objects.filter(pk=step.pk).exists()


def _locked_to_correct(step: ListStep, reason: str, *, by: Actor) -> list[rules.Step]:
    """The steps that stand, when this one is among them and may be corrected here. Raises NotAllowed, Refused."""
    require(by, "twinning.chase", step.coverage)
    standing = [one.facts() for one in _locked_steps(step.coverage)]
    faults = [*(["step_struck_out"] if is_struck_out(step) else []), *corrections.partner_faults(is_of_a_guest=step.is_of_a_guest)]
    faults += [] if reason.strip() else ["step_correction_without_reason"]
    if faults:
        raise Refused("correct", faults)
    return standing


def _corrected(step: ListStep, instead: ListStep | None, reason: str, *, by: Actor, at: datetime) -> StepCorrection:
    told = {"reason": reason.strip(), "corrected_on": timezone.localtime(at).date(), "recorded_by": by.key}
    correction = StepCorrection(coverage=step.coverage, step=step, instead=instead, **told)
    correction.save()
    note_new(correction, by=by, at=at)
    return correction


def _locked_steps(coverage: Coverage) -> list[ListStep]:
    """The steps of a country's list, which nobody else adds to until this transaction ends."""
    Coverage.objects.unscoped("lock the country, so that two steps do not cross").select_for_update().get(pk=coverage.pk)
    return list(ListStep.objects.filter(coverage=coverage).order_by("id"))


def _add(step: ListStep, day: Day, organisations: list[Organisation], *, by: Actor, at: datetime) -> ListStep:
    _mark_invented(step, organisations)
    step.not_before, step.not_after = day.not_before, day.not_after
    step.contents_known, step.recorded_by = bool(organisations), by.key
    step.save()
    ListEntry.objects.bulk_create(ListEntry(step=step, organisation=organisation) for organisation in organisations)
    note_new(step, by=by, at=at, organisations=[organisation.pk for organisation in organisations])
    return step
