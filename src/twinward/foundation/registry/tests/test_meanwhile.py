"""A form counts for the record that its page showed, also where two are sent in the same moment."""

import threading
from datetime import UTC, datetime

import pytest
from django.test import RequestFactory

from tests.crowd import at_once
from twinward.foundation.kernel.actors import Operator
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.ledger import change
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.meanwhile import Meanwhile
from twinward.foundation.kernel.models import Event
from twinward.foundation.registry.actions import add_organisation
from twinward.foundation.registry.models import Organisation

BY, NOON = Operator("test"), datetime(2025, 11, 3, 12, tzinfo=UTC)


def sent(record: Organisation, seen: str) -> Meanwhile:
    """What comes of a form about the record, of which its page had shown `seen`."""
    return Meanwhile(RequestFactory().post("/", {"seen": seen}), record, BY)


def shown(record: Organisation) -> str:
    return Meanwhile(RequestFactory().get("/"), record, BY).seen


@pytest.mark.django_db(transaction=True)
def test_of_forms_that_were_all_received_before_any_was_done_one_counts():
    record = add_organisation(name="A clinic", kind="hospital", country="UA", by=BY, at=NOON)
    seen, received = shown(record), threading.Barrier(4)

    def send() -> object:
        own = Organisation._base_manager.get(pk=record.pk)
        meanwhile = sent(own, seen)
        received.wait()
        with meanwhile.as_shown():
            return change(own, by=BY, at=NOON, website=f"https://{threading.get_ident()}.example")

    got = at_once(send)
    assert [one.faults for one in got if isinstance(one, Refused)] == [("changed_meanwhile",)] * 3
    assert Event.objects.filter(record=key_of(record), verb="change").count() == 1


@pytest.mark.django_db
def test_what_was_refused_says_what_changed_and_counts_when_it_is_sent_from_there():
    record = add_organisation(name="A clinic", kind="hospital", country="UA", by=BY, at=NOON)
    seen = shown(record)
    with sent(record, seen).as_shown():
        change(record, by=BY, at=NOON, website="https://first.example")
    late = sent(record, seen)
    with pytest.raises(Refused), late.as_shown():
        change(record, by=BY, at=NOON, website="https://never.example")
    assert [one.verb for one in late.moments] == ["change"]
    assert late.seen == shown(record)
    with sent(record, late.seen).as_shown():
        pass


@pytest.mark.django_db
@pytest.mark.parametrize("seen", ["", "0", "-1", "many", "9" * 30])
def test_a_form_that_remembers_nothing_sound_was_shown_nothing(seen: str):
    record = add_organisation(name="A clinic", kind="hospital", country="UA", by=BY, at=NOON)
    late = sent(record, seen)
    with pytest.raises(Refused), late.as_shown():
        pass
    assert late.seen == shown(record)
