"""Links to partners on the page of their country: how each stands, who takes one back, and what the guest then finds."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.crowd import at_once
from twinward.foundation.identity import guests
from twinward.foundation.identity.models import Account, GuestQuestion
from twinward.foundation.identity.rules import LAWYER
from twinward.foundation.kernel.actors import NotAllowed
from twinward.foundation.kernel.days import Day
from twinward.foundation.kernel.keys import fresh_key, key_of
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.models import Event
from twinward.foundation.kernel.verify import verify_ledger
from twinward.foundation.registry.models import Organisation
from twinward.programme.letters.tests.makers import BY, NOON, TODAY, make_account
from twinward.programme.twinning.actions import answer_proposal
from twinward.programme.twinning.chase import pursued
from twinward.programme.twinning.models import ListStep
from twinward.programme.twinning.tests.makers import make_programme, make_step, sent

pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.fixture
def proposal(db: None) -> ListStep:
    return make_step(make_programme(["SK"])["SK"])


@pytest.fixture
def officer(client: Client, ministry: Organisation) -> Account:
    account = make_account(ministry)
    client.force_login(account)
    return account


def asked(proposal: ListStep, **fields: Any) -> tuple[GuestQuestion, str]:
    given = {"asked_of": "Mária Nováková", "language": "en", "works_for": timedelta(days=14), "by": BY, "at": timezone.now()}
    return guests.ask("proposed-list", proposal, **(given | fields))


def told(client: Client) -> str:
    """What the page of the country says."""
    return client.get(reverse("country", args=["SK"])).content.decode()


def guest_page(client: Client, token: str) -> Any:
    return client.get(reverse("guest", args=[token]))


def withdraw_address(question: GuestQuestion) -> str:
    return reverse("link-withdraw", args=[question.pk])


def test_an_open_link_says_until_when_it_works_and_can_be_taken_back_by_a_colleague(client: Client, officer: Account, proposal: ListStep):
    question, token = asked(proposal)
    assert "no answer yet, open until 17 Nov 2025" in told(client)
    assert withdraw_address(question) in told(client)
    assert "Mária Nováková" in client.get(withdraw_address(question)).content.decode()
    assert guest_page(client, token).status_code == 200

    assert sent(client, withdraw_address(question))["Location"] == reverse("country", args=["SK"])
    closed = guest_page(client, token)
    assert (closed.status_code, "Whoever sent you this link has withdrawn it." in closed.content.decode()) == (410, True)
    assert "withdrawn on 3 Nov 2025" in told(client)
    assert withdraw_address(question) not in told(client)
    assert Event.objects.get(record=key_of(question), verb="change").by == officer.key
    assert verify_ledger().findings == ()


def test_a_step_that_came_by_a_link_says_so_and_to_who_may_see_the_link_whom_it_was_for(
    client: Client, officer: Account, proposal: ListStep, baku: Client
):
    question, _token = asked(proposal)
    guests.answer(question, guests.Given("yes"), at=timezone.now())
    known = '<td class="why">the partner answered by a link'

    assert f"{known}: Mária Nováková</td>" in told(client)
    assert f"{known}</td>" in told(baku)
    answer_proposal(make_step(proposal.coverage, "proposed", Day.on(TODAY)), is_agreed=True, by=officer, at=timezone.now())
    assert (told(client).count(known), '<td class="why">done here</td>' in told(client)) == (1, True)


def test_once_its_link_is_withdrawn_the_list_waits_for_us_and_until_then_for_the_partner(officer: Account, proposal: ListStep):
    question, _token = asked(proposal, at=NOON - timedelta(days=2))
    assert pursued(officer, TODAY)[0].turn == "confirming"

    guests.withdraw(question, by=officer, at=timezone.now())
    assert pursued(officer, TODAY)[0].turn == "check_list"
    assert pursued(officer, date(2025, 11, 2))[0].turn == "confirming"


def test_a_new_link_begins_with_whoever_was_asked_before(client: Client, officer: Account, proposal: ListStep):
    question, _token = asked(proposal, language="az")
    assert "Make another link for the partner" in told(client)
    sent(client, withdraw_address(question))

    form = client.get(reverse("list-ask", args=[proposal.pk])).content.decode()
    assert 'value="Mária Nováková"' in form
    assert '<option value="az" selected' in form
    assert sent(client, reverse("list-ask", args=[proposal.pk]), asked_of="The minister", language="az", days="7").status_code == 302
    assert ("withdrawn on" in told(client), "no answer yet, open until 10 Nov 2025" in told(client)) == (True, True)


def test_another_link_withdraws_the_one_that_is_open_and_the_form_says_so_beforehand(client: Client, officer: Account, proposal: ListStep):
    address = reverse("list-ask", args=[proposal.pk])
    assert "Making another withdraws" not in client.get(address).content.decode()
    former, token = asked(proposal)
    assert "1 link is open, for: Mária Nováková. Making another withdraws it." in client.get(address).content.decode()
    amiss = sent(client, address, asked_of="", language="en", days="7")
    assert (amiss.status_code, "1 link is open" in amiss.content.decode()) == (422, True)

    assert sent(client, address, asked_of="The minister", language="en", days="7").status_code == 302
    former.refresh_from_db()
    assert (former.withdrawn_at, guest_page(client, token).status_code) == (timezone.now(), 410)
    assert Event.objects.get(record=key_of(former), verb="change").by == officer.key
    assert [one.asked_of for one in guests.open_links("proposed-list", proposal, at=timezone.now())] == ["The minister"]
    assert verify_ledger().findings == ()


def test_another_link_leaves_the_links_alone_that_are_over_and_those_of_other_lists(officer: Account):
    covered = make_programme(["SK", "FI"])
    proposal, other = make_step(covered["SK"]), make_step(covered["FI"])
    expired, _token = asked(proposal, works_for=timedelta(days=1))
    elsewhere, _token = asked(other)
    asked(proposal, by=officer, at=NOON + timedelta(days=2))

    for link in (expired, elsewhere):
        link.refresh_from_db()
        assert link.withdrawn_at is None


def test_who_asks_in_vain_withdraws_nothing(officer: Account, proposal: ListStep):
    former, _token = asked(proposal)
    answer_proposal(proposal, is_agreed=True, by=officer, at=timezone.now())
    with pytest.raises(Refused):
        asked(proposal, by=officer)
    former.refresh_from_db()
    assert former.withdrawn_at is None


def test_of_links_that_are_made_at_once_one_stays_open(transactional_db: None):
    proposal = make_step(make_programme(["SK"])["SK"])
    asked(proposal)
    got = at_once(lambda: asked(proposal) and None)

    assert set(got) == {None}
    assert len(guests.open_links("proposed-list", proposal, at=timezone.now())) == 1


@pytest.mark.parametrize(
    ("end", "words", "fault"),
    [
        ("used", "used on 3 Nov 2025", "guest_link_used"),
        ("withdrawn", "withdrawn on 3 Nov 2025", "guest_link_withdrawn"),
        ("moved on", "closed: the list has moved on", "question_closed"),
    ],
)
def test_a_link_that_is_over_says_how_and_is_not_withdrawn(
    client: Client, officer: Account, proposal: ListStep, end: str, words: str, fault: str
):
    question, _token = asked(proposal)
    if end == "used":
        guests.answer(question, guests.Given("yes"), at=timezone.now())
    elif end == "withdrawn":
        guests.withdraw(question, by=officer, at=timezone.now())
    else:
        answer_proposal(proposal, is_agreed=True, by=officer, at=timezone.now())
    events = Event.objects.count()

    assert (words in told(client), withdraw_address(question) in told(client)) == (True, False)
    assert client.get(withdraw_address(question)).status_code == 409
    refused = sent(client, withdraw_address(question))
    assert (refused.status_code, f'data-fault="{fault}"' in refused.content.decode()) == (409, True)
    assert Event.objects.count() == events


def test_a_link_that_expired_says_when(client: Client, officer: Account, proposal: ListStep):
    question, _token = asked(proposal)
    with time_machine.travel(NOON + timedelta(days=14), tick=False):
        client.force_login(officer)
        assert "no answer, the link expired on 17 Nov 2025" in told(client)
        assert withdraw_address(question) not in told(client)
        with pytest.raises(Refused) as refused:
            guests.withdraw(question, by=officer, at=timezone.now())
    assert refused.value.faults == ("guest_link_late",)


def test_a_guest_who_was_writing_when_the_link_was_withdrawn_reads_so_and_nothing_is_answered(
    client: Client, officer: Account, proposal: ListStep
):
    question, token = asked(proposal)
    checked = {"once": str(fresh_key()), "answer": "no", "remark": "One clinic is missing."}
    browser = Client()
    assert browser.post(reverse("guest", args=[token]), checked).status_code == 200
    guests.withdraw(question, by=officer, at=timezone.now())

    late = browser.post(reverse("guest", args=[token]), checked | {"once": str(fresh_key()), "send": "1"})
    assert (late.status_code, "has withdrawn it" in late.content.decode()) == (410, True)
    assert ListStep.objects.count() == 1


def test_who_may_not_ask_the_partner_neither_sees_nor_withdraws_a_link(proposal: ListStep, ministry: Organisation, baku: Client):
    question, _token = asked(proposal)
    lawyer, reader = make_account(ministry, LAWYER), Client()
    reader.force_login(lawyer)

    for stranger in (reader, baku):
        assert "Mária Nováková" not in told(stranger)
        assert sent(stranger, withdraw_address(question)).status_code == 404
    with pytest.raises(NotAllowed):
        guests.withdraw(question, by=lawyer, at=timezone.now())
    question.refresh_from_db()
    assert question.withdrawn_at is None


def test_whoever_asked_and_may_no_longer_ask_neither_sees_nor_withdraws_the_link(client: Client, officer: Account, proposal: ListStep):
    question, _token = asked(proposal, by=officer)
    assert "Mária Nováková" in told(client)

    officer.memberships.update(ends_before=TODAY)
    assert "Mária Nováková" not in told(client)
    assert sent(client, withdraw_address(question)).status_code == 404


def test_a_link_that_was_never_made_is_not_withdrawn(client: Client, officer: Account, proposal: ListStep):
    assert client.get(reverse("link-withdraw", args=[0])).status_code == 404


def test_of_an_answer_and_a_withdrawal_at_once_one_counts(transactional_db: None):
    proposal = make_step(make_programme(["SK"])["SK"])
    question, _token = asked(proposal)
    presses = iter([lambda one: guests.answer(one, guests.Given("yes"), at=NOON), lambda one: guests.withdraw(one, by=BY, at=NOON)] * 2)

    def press() -> None:
        next(presses)(GuestQuestion.objects.unscoped("a test looks").get(pk=question.pk))

    got = at_once(press)
    question = GuestQuestion.objects.unscoped("a test looks").get(pk=question.pk)
    assert got.count(None) == 1
    assert {one.faults for one in got if isinstance(one, Refused)} <= {("guest_link_used",), ("guest_link_withdrawn",)}
    assert (question.answered_at is None) is (question.withdrawn_at is not None)
    assert ListStep.objects.filter(kind="agreed").count() == (1 if question.answered_at else 0)
