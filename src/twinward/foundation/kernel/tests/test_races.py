"""Several people press at once; a process dies in the middle. One event, clean refusals, nothing half-written."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.counts import count
from tests.crowd import PEOPLE, at_once
from twinward.foundation.kernel.actors import Operator
from twinward.foundation.kernel.ledger import append, carry_out, seal
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.models import Event
from twinward.foundation.kernel.tests.papers import NOON, PAPER, Clerk, Paper, make_paper, stored
from twinward.foundation.kernel.verify import verify_ledger


def test_four_people_who_press_the_same_button_make_one_event(lasting_paper_table: None):
    for number in range(count(gate=8, deep=60)):
        paper = make_paper(id=number)
        got = at_once(lambda number=number: carry_out(PAPER, "send", Paper.objects.get(id=number), by=Clerk(), at=NOON))

        refused = [one for one in got if isinstance(one, Refused)]
        assert [one for one in got if not isinstance(one, Event | Refused)] == []
        assert [one.faults for one in refused] == [("wrong_state",)] * (PEOPLE - 1)
        assert stored(paper) == "sent"
        assert Event.objects.filter(record=f"kernel.paper:{number}").count() == 1
    assert verify_ledger().findings == ()


def test_four_writers_at_once_lose_nothing_and_seal_one_tree(transactional_db: None):
    each = count(gate=10, deep=200)

    def write() -> None:
        for _number in range(each):
            append(record="kernel.paper:1", verb="note", by=Operator("test"), at=NOON)

    assert at_once(write) == [None] * PEOPLE
    assert seal().size == Event.objects.count() == PEOPLE * each
    assert verify_ledger().findings == ()


WRITER = """
import sys, time
import django
django.setup()
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from twinward.foundation.kernel.actors import Operator
from twinward.foundation.kernel.ledger import append, append_many
from twinward.foundation.kernel.models import Source
if sys.argv[1] == "prepare":
    call_command("migrate", verbosity=0)
    append(record="kernel.paper:1", verb="kept", by=Operator("test"), at=timezone.now())
elif sys.argv[1] == "half":
    with transaction.atomic():
        Source.objects.create(key="half", publisher="Half")
        rows = [(f"kernel.paper:{number}", "half", {}) for number in range(500)]
        append_many(rows, whole=("kernel.import:1", "half", {}), by=Operator("test"), at=timezone.now())
        print("written", flush=True)
        time.sleep(600)
else:
    from twinward.foundation.kernel.models import Event
    from twinward.foundation.kernel.verify import verify_ledger
    append(record="kernel.paper:2", verb="kept", by=Operator("test"), at=timezone.now())
    print(Source.objects.count(), *Event.objects.values_list("verb", flat=True), *verify_ledger().findings)
"""


@pytest.mark.store
def test_a_writer_that_is_killed_in_mid_transaction_leaves_nothing_half_written(own_store: dict[str, str]):
    environment = {**own_store, "DJANGO_SETTINGS_MODULE": "twinward.site.settings"}
    Path(own_store["TWINWARD_HOME"]).mkdir()
    command = [sys.executable, "-c", WRITER]
    subprocess.run([*command, "prepare"], env=environment, check=True, timeout=120)
    with subprocess.Popen([*command, "half"], env=environment, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "written\n"
        writer.send_signal(signal.SIGKILL)
    after = subprocess.run([*command, "look"], env=environment, check=True, capture_output=True, text=True, timeout=120)

    assert after.stdout.split() == ["0", "kept", "kept"]
