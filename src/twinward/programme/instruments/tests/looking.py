"""How tests of this room look at what was written, and that a refusal wrote nothing."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from twinward.foundation.kernel.actors import NotAllowed
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.models import Event
from twinward.programme.instruments.models import Act, Instrument, Link, Party, Text, Waiver


def everything() -> list[object]:
    """Every row of this room, and of the ledger."""
    tables = (Event, Act, Link, Party, Text, Waiver)
    rows = [list(table._base_manager.order_by("pk").values()) for table in tables]
    return [*rows, list(Instrument.objects.unscoped("a test looks").order_by("pk").values())]


@contextmanager
def refused(*faults: str) -> Iterator[None]:
    """What is done within is refused with exactly these faults, and leaves nothing behind."""
    before = everything()
    with pytest.raises(Refused) as refusal:
        yield
    assert refusal.value.faults == faults
    assert everything() == before


@contextmanager
def not_allowed() -> Iterator[None]:
    """What is done within may not be done, and leaves nothing behind."""
    before = everything()
    with pytest.raises(NotAllowed):
        yield
    assert everything() == before


def fresh(instrument: Instrument) -> Instrument:
    """The instrument as the store holds it."""
    return Instrument.objects.unscoped("a test looks").get(pk=instrument.pk)
