"""A step that was recorded wrongly: struck out or corrected it counts on no day, stays to be seen, and what the partner did stands."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.crowd import at_once
from twinward.foundation.identity import guests
from twinward.foundation.identity.models import GuestQuestion
from twinward.foundation.identity.rules import FOCAL_POINT
from twinward.foundation.kernel.actors import NotAllowed
from twinward.foundation.kernel.days import Basis, Day
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.models import Event
from twinward.programme.letters.tests.makers import BY, NOON, TODAY, make_account, make_organisation
from twinward.programme.twinning.actions import answer_proposal, correct_step, strike_step
from twinward.programme.twinning.chase import pursued
from twinward.programme.twinning.measures import MEASURES
from twinward.programme.twinning.models import Coverage, ListStep, StepCorrection
from twinward.programme.twinning.tests.makers import make_programme, make_source, make_step, sent

pytestmark = pytest.mark.usefixtures("at_noon")

DAYS = [date(2025, 3, 1), date(2025, 3, 2), date(2025, 3, 3)]
ASKED = [date(2025, 2, 1), *DAYS, TODAY]
STEPS = st.lists(st.tuples(st.sampled_from(ListStep.Kind.values), st.sampled_from(DAYS)), min_size=1, max_size=5)


def seen(code: str) -> list[Any]:
    """Whatever is told of a country and its list on each of the days."""
    return [_on(code, asked) for asked in ASKED]


def _on(code: str, asked: date) -> Any:
    one = next(found for found in pursued(BY, asked) if found.code == code)
    owed = [row.known for row in MEASURES.by_key["lists_owed"].on(asked).rows if row.country == code]
    steps = [(step.kind, step.day) for step in one.standing.steps]
    return one.turn, one.list_state, one.standing.owes, one.standing.last_step, one.owed_since, owed, steps


@pytest.mark.django_db
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, wrong=st.integers(0, 4), day=st.sampled_from(DAYS))
def test_what_is_struck_out_was_never_recorded_and_what_is_corrected_was_always_right(steps: list[tuple[str, date]], wrong: int, day: date):
    wrong %= len(steps)
    with transaction.atomic():
        found = make_programme(["AT", "DE", "FI", "SK"])
        struck, corrected = ([make_step(found[code], kind, Day.on(on)) for kind, on in steps] for code in ("DE", "FI"))
        strike_step(struck[wrong], reason="Another country was meant", by=BY, at=NOON)
        correct_step(corrected[wrong], reason="A slip", day=Day.on(day), source=make_source(), by=BY, at=NOON)
        for number, (kind, on) in enumerate(steps):
            if number != wrong:
                make_step(found["AT"], kind, Day.on(on))
            make_step(found["SK"], kind, Day.on(day if number == wrong else on))
        assert (seen("DE"), seen("FI")) == (seen("AT"), seen("SK"))
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_the_wrong_step_stays_and_the_ledger_tells_of_its_correction():
    coverage = make_programme()["DE"]
    clinic = make_organisation("Clinic in Ulm", "DE", "hospital")
    wrong = make_step(coverage, "agreed")
    done = correct_step(wrong, reason=" A slip ", day=Day.on(TODAY), source=make_source(), organisations=[clinic], by=BY, at=NOON)

    assert done.instead is not None
    assert (done.reason, done.corrected_on, done.recorded_by) == ("A slip", TODAY, BY.key)
    assert (list(coverage.steps.all()), list(ListStep.every.order_by("id"))) == ([done.instead], [wrong, done.instead])
    assert [entry.organisation for entry in done.instead.entries.all()] == [clinic]
    assert list(Event.objects.filter(record=key_of(done)).values_list("verb", flat=True)) == ["add"]


def _twice(step: ListStep) -> None:
    strike_step(step, reason="A slip", by=BY, at=NOON)
    strike_step(step, reason="A slip", by=BY, at=NOON)


def _answered(step: ListStep) -> None:
    answer_proposal(step, is_agreed=True, by=BY, at=NOON)
    strike_step(step, reason="A slip", by=BY, at=NOON)


def _corrected(day: Day, **fields: Any) -> Callable[[ListStep], Any]:
    return lambda step: correct_step(step, reason="A slip", day=day, by=BY, at=NOON, **fields)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("act", "fault"),
    [
        (_twice, "step_struck_out"),
        (_answered, "step_was_answered"),
        (lambda step: strike_step(step, reason=" ", by=BY, at=NOON), "step_correction_without_reason"),
        (_corrected(Day.on(TODAY)), "step_without_source"),
        (_corrected(Day.on(TODAY, Basis.DONE_HERE)), "step_not_done_here"),
        (_corrected(Day.on(TODAY, Basis.INFERRED)), "step_without_reason"),
        (_corrected(Day.on(TODAY + timedelta(days=1), Basis.INFERRED), why="So it seems"), "day_in_the_future"),
    ],
)
def test_a_correction_that_cannot_be_is_refused(act: Callable[[ListStep], Any], fault: str):
    step = make_step(make_programme()["DE"])
    with pytest.raises(Refused) as refused:
        act(step)
    assert refused.value.faults == (fault,)


@pytest.mark.django_db
def test_who_may_not_record_a_step_may_not_strike_one_out():
    step = make_step(make_programme()["DE"])
    partner = make_account(make_organisation("Ministry", "DE"), FOCAL_POINT)
    with pytest.raises(NotAllowed):
        strike_step(step, reason="Ours to say", by=partner, at=NOON)
    assert not StepCorrection.objects.exists()


def asked(proposal: ListStep) -> tuple[GuestQuestion, str]:
    given = {"asked_of": "Mária Nováková", "language": "en", "works_for": timedelta(days=14), "by": BY, "at": timezone.now()}
    return guests.ask("proposed-list", proposal, **given)


@pytest.mark.django_db
def test_a_proposal_that_was_struck_out_is_not_answered(client: Client, kyiv: Client, covered: dict[str, Coverage]):
    proposal = ListStep.objects.get(kind="proposed")
    _question, token = asked(proposal)
    strike_step(proposal, reason="It came from another country", by=BY, at=NOON)
    told = "This proposal was struck out or corrected since"

    closed = client.get(reverse("guest", args=[token]))
    assert (closed.status_code, told in closed.content.decode(), "another country" in closed.content.decode()) == (410, True, False)
    ours = sent(kyiv, reverse("list-answer", args=[proposal.pk, "agreed"]))
    assert (ours.status_code, told in ours.content.decode()) == (409, True)
    again = sent(kyiv, reverse("list-ask", args=[proposal.pk]), asked_of="Mária Nováková", language="en", days="14")
    assert (again.status_code, told in again.content.decode()) == (409, True)
    assert "closed: the proposal was struck out" in kyiv.get(reverse("country", args=["SK"])).content.decode()


@pytest.mark.django_db
def test_what_the_partner_itself_answered_is_not_struck_out_here(kyiv: Client, covered: dict[str, Coverage]):
    proposal = ListStep.objects.get(kind="proposed")
    question, _token = asked(proposal)
    guests.answer(question, guests.Given("yes"), at=NOON)
    theirs = ListStep.objects.latest("id")

    for fields in ({"says_instead": "no"}, {"says_instead": "yes", "basis": "stated", "source": str(make_source().pk)}):
        refused = sent(kyiv, reverse("list-correct", args=[theirs.pk]), reason="Ours to say", **fields)
        assert (refused.status_code, "record the next step" in refused.content.decode()) == (409, True), fields
    assert reverse("list-correct", args=[theirs.pk]) not in kyiv.get(reverse("country", args=["SK"])).content.decode()
    with pytest.raises(Refused) as told:
        strike_step(proposal, reason="A slip", by=BY, at=NOON)
    assert told.value.faults == ("step_was_answered",)


@pytest.mark.django_db
def test_a_step_is_struck_out_on_its_page_and_shown_so(kyiv: Client, baku: Client, covered: dict[str, Coverage]):
    agreed = ListStep.objects.get(kind="agreed")
    page = reverse("country", args=["AT"])
    assert reverse("list-correct", args=[agreed.pk]) in kyiv.get(page).content.decode()
    unsaid = sent(kyiv, reverse("list-correct", args=[agreed.pk]), says_instead="no", reason="")
    assert (unsaid.status_code, unsaid.context["form"].errors.keys()) == (422, {"reason"})
    assert sent(kyiv, reverse("list-correct", args=[agreed.pk]), says_instead="no", reason="Of Australia").status_code == 302

    ours, theirs = (client.get(page).content.decode() for client in (kyiv, baku))
    assert ("<del>agreed</del>" in ours, "did not happen" in ours, "Of Australia" in ours, "No step is on record" in ours) == (
        True,
        True,
        True,
        False,
    )
    assert ("<del>agreed</del>" in theirs, "struck out on 3 Nov 2025" in theirs, "Of Australia" in theirs) == (True, True, False)


@pytest.mark.django_db
def test_the_form_begins_with_what_is_on_record(kyiv: Client, covered: dict[str, Coverage]):
    proposal = ListStep.objects.get(kind="proposed")
    address = reverse("list-correct", args=[proposal.pk])
    said = kyiv.get(address).context["form"].initial
    assert (said["day"], said["source"], said["organisations"].text) == ("1 November 2025", proposal.source, "Clinic in Košice")

    typed = {"day": "2 November 2025", "organisations": "Clinic in Košice", "basis": "stated", "source": str(proposal.source_id)}
    assert sent(kyiv, address, says_instead="yes", reason="Misread", **typed).status_code == 302
    right = ListStep.objects.get(kind="proposed")
    assert (right.not_after, right.contents_known, right.place) == (date(2025, 11, 2), True, proposal.pk)
    assert "corrected, see what is right" in kyiv.get(reverse("country", args=["SK"])).content.decode()


def test_of_striking_out_and_answering_at_once_one_counts(transactional_db: None):
    make_organisation()  # countries stand by themselves
    proposal = make_step(make_programme(["SK"])["SK"])
    question, _token = asked(proposal)
    doers = iter((lambda: strike_step(proposal, reason="A slip", by=BY, at=NOON), lambda: _answer(question)) * 2)
    turns = [next(doers) for _ in range(4)]
    got = at_once(lambda: turns.pop()())

    struck, agreed = StepCorrection.objects.count(), ListStep.objects.filter(kind="agreed").count()
    assert (struck + agreed, sum(isinstance(one, Refused) for one in got)) == (1, 3)


def _answer(question: GuestQuestion) -> None:
    found = GuestQuestion.objects.unscoped("a test looks").get(pk=question.pk)
    guests.answer(found, guests.Given("yes"), at=NOON)
