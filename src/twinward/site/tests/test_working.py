"""What a node does without being asked: every duty in its time, whatever becomes of another, until it is told to stop."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import OperationalError, connections

from tests.mail.test_sending import written
from twinward.foundation.kernel.models import Reminder
from twinward.foundation.mail.sending import deliver_due
from twinward.foundation.mail.tests.servers import Taking, mail_server
from twinward.site import working
from twinward.site.working import Duty, duties, work


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Little time between two looks; and the store that the test itself holds stays open."""
    monkeypatch.setattr(working, "LOOKS_EVERY_S", 0.001)
    close_all, test = connections.close_all, threading.current_thread()
    monkeypatch.setattr(connections, "close_all", lambda: None if threading.current_thread() is test else close_all())


def done_until(count: int, *made: tuple[str, float, Callable[[], None]]) -> list[str]:
    """The names of what was done, in order, until there were so many."""
    done, stop = list[str](), threading.Event()

    def counted(name: str, do: Callable[[], None]) -> Callable[[Any], None]:
        def one(_goes_on: Any) -> None:
            done.append(name)
            if len(done) >= count:
                stop.set()
            do()

        return one

    work([Duty(name, every_s, counted(name, do)) for name, every_s, do in made], stop)
    return done


def test_every_duty_is_done_at_once_and_then_in_its_time():
    done = done_until(6, ("often", 0.0, lambda: None), ("seldom", 60.0, lambda: None))
    assert done == ["often", "seldom", "often", "often", "often", "often"]


@pytest.mark.parametrize(("error", "said"), [(OperationalError("server closed the connection"), "tried again"), (KeyError("x"), "failed")])
def test_a_duty_that_fails_is_told_of_and_tried_again_and_keeps_no_other_waiting(
    caplog: pytest.LogCaptureFixture, error: Exception, said: str
):
    def fail() -> None:
        raise error

    with caplog.at_level(logging.WARNING):
        assert done_until(4, ("failing", 0.0, fail), ("sound", 0.0, lambda: None)) == ["failing", "sound", "failing", "sound"]
    assert sum(said in record.message for record in caplog.records) == 2


def test_nothing_more_is_begun_once_it_is_told_to_stop():
    assert done_until(1, ("first", 0.0, lambda: None), ("second", 0.0, lambda: None)) == ["first"]


@pytest.fixture
def server(settings: Any) -> Iterator[Taking]:
    with mail_server() as (where, taking):
        settings.MAIL_SERVER, settings.MAIL_FROM = where, "partners@ministry.example"
        yield taking


@pytest.mark.django_db
def test_of_many_mails_those_that_have_not_begun_wait_once_it_is_told_to_stop(server: Taking):
    for number in range(3):
        written(f"mail:{number}")
    told = iter([True, True, False])
    assert deliver_due(lambda: written().due_at, goes_on=lambda: next(told)).sent == 2
    assert len(server.taken) == 2


@pytest.mark.django_db(transaction=True)
def test_the_duties_of_a_node_are_done_on_its_store(server: Taking):
    mail = written()
    stop = threading.Event()
    worker = threading.Thread(target=work, args=(duties(), stop))
    worker.start()
    until = time.monotonic() + 10
    while not server.taken and time.monotonic() < until:
        time.sleep(0.01)
    stop.set()
    worker.join(10)
    assert [message["Message-ID"] for _address, message in server.taken] == [mail.message_id]
    assert not Reminder.objects.exists()


def test_mail_is_no_duty_where_no_server_takes_it(settings: Any):
    settings.MAIL_SERVER = None
    assert "mail" not in [duty.name for duty in duties()]
    assert "reminders" in [duty.name for duty in duties()]
