"""What a node does without being asked: it reminds, sends mail, seals the ledger. `twinward work` does that alone, `serve` beside answering."""

import logging
import signal
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

logger = logging.getLogger(__name__)
LOOKS_EVERY_S = 1.0


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that is done again and again. Doing it twice, or in two processes at once, does no more than once. do: is given whether to go on."""

    name: str
    every_s: float
    do: Callable[[Callable[[], bool]], object]


def duties() -> tuple[Duty, ...]:
    """Every duty of this node. Django is set up."""
    from django.db import connection

    from twinward.foundation.mail.actions import may_be_sent

    found = [Duty("reminders", 600, _remind)]
    if may_be_sent():
        found.append(Duty("mail", 5, _send_mail))
    if connection.vendor == "postgresql":  # SQLite seals with every write
        found.append(Duty("seal", 60, _seal))
    return tuple(found)


def _remind(_goes_on: Callable[[], bool]) -> None:
    """Everybody who is to be reminded of something today was reminded, once."""
    from django.utils import timezone

    from twinward.foundation.kernel.actors import Operator
    from twinward.foundation.kernel.reminders import remind
    from twinward.foundation.kernel.row_security import acting_for
    from twinward.programme.letters import reminders

    operator = Operator("remind")
    with acting_for(operator):
        remind(reminders.due(timezone.localdate()), by=operator, at=timezone.now())


def _send_mail(goes_on: Callable[[], bool]) -> None:
    """What is due was sent, as far as the server takes it; the log says where it does not.

    What came with a backup is withdrawn: the node that was backed up may have sent it since.
    """
    from django.utils import timezone

    from twinward.foundation.kernel.actors import Operator
    from twinward.foundation.mail.actions import withdraw_from_before
    from twinward.foundation.mail.sending import deliver_due

    if restored := _restored_at():
        withdraw_from_before(restored, by=Operator("restore"), at=timezone.now())
    done = deliver_due(timezone.now, goes_on=goes_on)
    if done.away:
        logger.warning("The server for mail is away, the rest is sent later: %s", done.away)
    elif done.failed:
        logger.warning("%s mails were not taken, %s were", done.failed, done.sent)


@cache
def _restored_at() -> datetime | None:
    """When the store was filled from a backup; None where it never was. It is filled while no process works."""
    from twinward.site.backup import restored_at

    return restored_at()


def _seal(_goes_on: Callable[[], bool]) -> None:
    """What was written to the ledger by now is in its tree."""
    from twinward.foundation.kernel.ledger import seal

    seal()


def work(all_duties: Sequence[Duty], stop: threading.Event) -> None:
    """Every duty was done at once and then in its time, until `stop`. One that fails keeps no other waiting; the log tells of it, and it is tried again."""
    due = dict.fromkeys((duty.name for duty in all_duties), 0.0)
    while not stop.is_set():
        for duty in all_duties:
            if time.monotonic() >= due[duty.name] and not stop.is_set():
                _carry_out(duty, lambda: not stop.is_set())
                due[duty.name] = time.monotonic() + duty.every_s
        stop.wait(LOOKS_EVERY_S)


def _carry_out(duty: Duty, goes_on: Callable[[], bool]) -> None:
    from django.db import OperationalError, connections

    try:
        duty.do(goes_on)
    except OperationalError as error:  # which speaks of the way to the store, and of no row of it
        logger.warning("The store did not answer, %s is tried again: %s", duty.name, str(error).strip())
    except Exception:
        logger.exception("%s failed and is tried again", duty.name)
    finally:
        connections.close_all()  # a store that was started anew is spoken to anew; and processes of the server may be forked at any time


def work_alone() -> None:
    """Works until the process is told to stop; what has begun is ended first."""
    stop = threading.Event()
    for told in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(told, lambda _told, _frame: stop.set())
    work(duties(), stop)


def work_beside() -> None:
    """Works in a thread of this process, for as long as that lives."""
    threading.Thread(target=work, args=(duties(), threading.Event()), daemon=True, name="work").start()
