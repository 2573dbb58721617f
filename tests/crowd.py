"""Several people who do the same thing at the same moment, each over a connection to the store of their own."""

import threading
from collections.abc import Callable
from contextvars import copy_context

from django.db import connections

PEOPLE = 4


def at_once(press: Callable[[], object], people: int = PEOPLE) -> list[object]:
    """What each of them got, or the exception that it ended with; all begin together."""
    gate, got = threading.Barrier(people), list[object]()

    def one() -> None:
        gate.wait()
        try:
            got.append(press())
        except Exception as error:  # noqa: BLE001 - how a thread ended is what the test looks at
            got.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=copy_context().run, args=(one,)) for _person in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return got
