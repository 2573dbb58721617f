"""Mail over a real server: once for each key, in the language of whom it is for, tried again while it makes sense, and forgotten once it is sent."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.crowd import PEOPLE, at_once
from tests.stores import free_port
from twinward.foundation.identity.tests.makers import BY, NOON, make_administrator, make_ministry, make_officer
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.models import Event, PersonalFact
from twinward.foundation.kernel.reached import MailServer
from twinward.foundation.kernel.verify import verify_ledger
from twinward.foundation.mail.actions import (
    Addressee,
    may_be_sent,
    note_failed,
    note_sent,
    take_next,
    withdraw,
    withdraw_from_before,
    write,
)
from twinward.foundation.mail.models import Mail
from twinward.foundation.mail.rules import GIVEN_UP_AFTER, TAKEN_FOR
from twinward.foundation.mail.sending import Delivered, deliver_due
from twinward.foundation.mail.tests.servers import Taking, mail_server

pytestmark = pytest.mark.django_db

LINK = "https://partners.example.org/password/3/abc/"


@pytest.fixture
def server(settings: Any) -> Iterator[Taking]:
    with mail_server() as (where, taking):
        settings.MAIL_SERVER, settings.MAIL_FROM = where, "Partnerships <partners@ministry.example>"
        yield taking


@pytest.fixture
def no_server(settings: Any) -> None:
    settings.MAIL_SERVER = MailServer("127.0.0.1", free_port(), "", "", is_wrapped=False, is_upgraded=False)
    settings.MAIL_FROM = "partners@ministry.example"


def written(key: str = "invitation:1", address: str = "olena@ministry.example", due_at: datetime | None = None) -> Mail:
    return write(
        key,
        kind="invitation",
        about="identity.account:1",
        to=Addressee(address, "uk"),
        subject="Вас запрошено",
        text=f"Відкрийте посилання: {LINK}\n",
        by=BY,
        at=NOON,
        due_at=due_at,
    )


def deliver(at: datetime = NOON) -> Delivered:
    return deliver_due(lambda: at)


def kept(mail: Mail) -> Mail:
    return Mail.objects.unscoped("the test").get(pk=mail.pk)


def test_a_mail_is_sent_once_and_what_it_said_is_forgotten(server: Taking):
    mail = written()
    assert deliver() == Delivered(1, 0)
    assert deliver(NOON + timedelta(days=1)) == Delivered(0, 0)

    ((address, message),) = server.taken
    assert address == "olena@ministry.example"
    assert message["From"] == "Partnerships <partners@ministry.example>"
    assert message["Subject"] == "Вас запрошено"
    assert message["Message-ID"] == mail.message_id
    assert message["Message-ID"].endswith("@ministry.example>")
    assert (message["Auto-Submitted"], message["Content-Language"]) == ("auto-generated", "uk")
    assert LINK in message.get_payload(decode=True).decode()  # pyright: ignore[reportAttributeAccessIssue] - a mail of one part
    sent = kept(mail)
    assert (sent.text, sent.sent_at, sent.failures) == ("", NOON, 0)


def test_the_ledger_tells_of_a_mail_and_holds_nothing_that_it_said(server: Taking):
    mail = written()
    deliver()
    assert list(Event.objects.filter(record=key_of(mail)).order_by("id").values_list("verb", "by")) == [
        ("add", BY.key),
        ("sent", "command:work"),
    ]
    told = [*PersonalFact.objects.values_list("value", flat=True), *map(str, Event.objects.values_list("facts", flat=True))]
    assert "olena@ministry.example" in told
    assert not [value for value in told if LINK in value or "запрошено" in value]
    assert not verify_ledger().findings


def test_for_one_key_one_mail_is_written(server: Taking):
    assert written().pk == written(address="other@ministry.example").pk
    deliver()
    assert server.addressees == ["olena@ministry.example"]


def test_mail_goes_in_the_order_in_which_it_is_due_and_not_before(server: Taking):
    for number, hours in enumerate((2, 0, 1)):
        written(f"digest:{number}", f"person{number}@ministry.example", NOON + timedelta(hours=hours))
    assert deliver(NOON + timedelta(hours=1)) == Delivered(2, 0)
    assert server.addressees == ["person1@ministry.example", "person2@ministry.example"]
    assert deliver(NOON + timedelta(hours=2)) == Delivered(1, 0)


def test_a_recipient_who_is_refused_for_good_is_given_up_and_the_others_have_their_mail(server: Taking):
    gone, other = written("a", "gone@ministry.example"), written("b")
    server.to_recipient["gone@ministry.example"] = "550 5.1.1 No such user"
    assert deliver() == Delivered(1, 1)
    assert server.addressees == ["olena@ministry.example"]
    lost = kept(gone)
    assert (lost.given_up_at, lost.fault, lost.text) == (NOON, "550 5.1.1 No such user", "")
    assert kept(other).sent_at == NOON


@pytest.mark.parametrize("where", ["recipient", "mail"])
def test_a_mail_that_is_refused_for_now_is_tried_again_under_the_same_number(server: Taking, where: str):
    mail = written()
    if where == "recipient":
        server.to_recipient["olena@ministry.example"] = "450 4.2.1 Greylisted"
    else:
        server.to_mail.append("451 4.3.0 Busy")
    assert deliver() == Delivered(0, 1)
    put_off = kept(mail)
    assert (put_off.next_at, put_off.failures, put_off.fault[:3]) == (NOON + timedelta(minutes=1), 1, put_off.fault[:3])
    assert LINK in put_off.text
    server.to_recipient.clear()

    assert deliver(NOON + timedelta(seconds=59)) == Delivered(0, 0)
    assert deliver(NOON + timedelta(minutes=1)) == Delivered(1, 0)
    assert server.taken[0][1]["Message-ID"] == mail.message_id


def test_while_the_server_is_away_one_mail_is_tried_and_the_others_wait_untouched(no_server: None, settings: Any):
    first, second = written("a"), written("b", "taras@ministry.example")
    got = deliver()
    assert (got.sent, got.failed) == (0, 1)
    assert "ConnectionRefusedError" in got.away
    assert kept(first).next_at == NOON + timedelta(minutes=1)
    assert (kept(second).next_at, kept(second).failures) == (NOON, 0)

    with mail_server() as (where, taking):
        settings.MAIL_SERVER = where
        assert deliver(NOON + timedelta(minutes=1)) == Delivered(2, 0)
        assert sorted(taking.addressees) == ["olena@ministry.example", "taras@ministry.example"]


def test_a_mail_that_was_due_three_days_ago_is_given_up(no_server: None):
    mail = written()
    deliver(NOON + GIVEN_UP_AFTER)
    lost = kept(mail)
    assert (lost.given_up_at, lost.text) == (NOON + GIVEN_UP_AFTER, "")


def test_a_mail_that_somebody_took_and_never_sent_is_taken_again(server: Taking):
    mail = written()
    assert take_next(at=NOON) == mail
    assert deliver(NOON + TAKEN_FOR - timedelta(seconds=1)) == Delivered(0, 0)
    assert deliver(NOON + TAKEN_FOR) == Delivered(1, 0)


def test_a_mail_that_was_withdrawn_is_not_sent_and_one_that_was_sent_is_not_withdrawn(server: Taking):
    mail, other = written("a"), written("b")
    assert withdraw(mail, by=BY, at=NOON) is True
    deliver()
    assert (kept(mail).withdrawn_at, kept(mail).text) == (NOON, "")
    assert withdraw(other, by=BY, at=NOON) is False
    assert (kept(other).withdrawn_at, kept(other).sent_at) == (None, NOON)
    assert len(server.taken) == 1


def test_whoever_manages_accounts_sees_mail_and_nobody_else(server: Taking):
    ministry = make_ministry()
    written()
    assert Mail.objects.visible_to(make_administrator(ministry)).count() == 1
    assert Mail.objects.visible_to(make_officer(ministry)).count() == 0


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("mail_ends_in_one_way", {"sent_at": NOON, "withdrawn_at": NOON, "text": ""}),
        ("mail_says_something_until_it_ends", {"text": ""}),
        ("mail_says_something_until_it_ends", {"sent_at": NOON}),
    ],
)
def test_the_store_refuses_a_mail_that_cannot_be(server: Taking, name: str, values: dict[str, Any]):
    mail = written()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Mail.objects.unscoped("the test").filter(pk=mail.pk).update(**values)


def test_without_a_server_none_is_to_be_written(settings: Any):
    settings.MAIL_SERVER = None
    assert not may_be_sent()


@pytest.mark.django_db(transaction=True)
def test_four_workers_at_once_send_every_mail_once(server: Taking):
    addresses = [f"person{number}@ministry.example" for number in range(20)]
    for address in addresses:
        written(address, address)
    got = at_once(deliver)
    assert sum(one.sent for one in got if isinstance(one, Delivered)) == len(addresses), got
    assert len(got) == PEOPLE
    assert sorted(server.addressees) == sorted(addresses)


def test_a_mail_that_was_withdrawn_while_it_was_on_its_way_stays_withdrawn():
    mail = written()
    assert withdraw(mail, by=BY, at=NOON)
    events = Event.objects.count()

    note_sent(mail, by=BY, at=NOON)
    note_failed(mail, "550 no such mailbox", is_for_good=True, by=BY, at=NOON)

    row = kept(mail)
    assert (row.withdrawn_at, row.sent_at, row.given_up_at, row.failures) == (NOON, None, None, 0)
    assert Event.objects.count() == events


def test_what_was_written_before_an_instant_is_withdrawn_and_what_was_sent_stays_so(server: Taking):
    sent, waiting = written("mail:sent"), written("mail:waiting")
    note_sent(sent, by=BY, at=NOON)

    assert withdraw_from_before(NOON, by=BY, at=NOON) == 0
    assert withdraw_from_before(NOON + timedelta(seconds=1), by=BY, at=NOON) == 1

    assert (kept(waiting).withdrawn_at, kept(sent).withdrawn_at) == (NOON, None)
    assert deliver() == Delivered(0, 0)
