"""The worker that is killed wherever it is: every mail arrives, and one arrives twice only where a kill fell between its sending and its note."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from textwrap import indent
from typing import Any

import pytest

from tests import stores
from tests.counts import count, is_deep
from tests.journeys.test_command_line import answer, run
from twinward.foundation.mail.tests.servers import Taking, mail_server

pytestmark = pytest.mark.store

MAILS = count(gate=30, deep=600)
KILLS = count(gate=2, deep=40)
COMMAND = [sys.executable, "-m", "twinward.site", "work", "--home"]

#: What is run in a process of its own: an empty node comes to be; and beside it: mails are written; those that wait have their turn now; how they stand.
BEGINS = """
import os
from pathlib import Path
from textwrap import indent
from twinward.site.home import open_home, update_store
open_home(Path(os.environ["TWINWARD_HOME"]), create=True)
update_store()
"""
WRITES = """
from django.utils import timezone
from twinward.foundation.kernel.actors import Operator
from twinward.foundation.mail.actions import Addressee, write
for number in range({mails}):
    write(f"mail:{{number}}", kind="test", about="identity.account:1", to=Addressee(f"person{{number}}@ministry.example", "en"),
          subject="A test", text="Nothing to do.", by=Operator("test"), at=timezone.now())
"""
HURRIES = """
from django.utils import timezone
from twinward.foundation.mail.models import Mail
Mail.objects.unscoped("the test").waiting().update(next_at=timezone.now())
"""
TELLS = """
import json
from twinward.foundation.mail.models import Mail
rows = Mail.objects.unscoped("the test")
print(json.dumps({"sent": rows.exclude(sent_at=None).count(), "waiting": rows.waiting().count(), "failures": sum(rows.values_list("failures", flat=True))}))
"""


class Slow(Taking):
    """A server that takes its time with each mail, so that a kill finds one on its way."""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - the library's own name
        answer = await super().handle_DATA(server, session, envelope)
        time.sleep(0.01)
        return answer


def beside(environment: dict[str, str], code: str) -> str:
    """What the code prints that is run beside the node."""
    begins = "import django; django.setup()\nfrom twinward.foundation.kernel.row_security import everything\n"
    seeing = "with everything('the test writes and looks'):\n" + indent(code, "    ")
    ended = subprocess.run([sys.executable, "-c", begins + seeing], env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


@pytest.fixture
def node(tmp_path: Path) -> Iterator[tuple[dict[str, str], Taking]]:
    """An empty node with a server for its mail, and what that takes."""
    with stores.installation(tmp_path / "home") as environment, mail_server(Slow()) as (where, taking):
        told = {
            "MAIL_URL": f"smtp://{where.host}:{where.port}",
            "MAIL_FROM": "partners@ministry.example",
            "ADDRESS": "http://localhost:8460",
        }
        environment |= {f"TWINWARD_{name}": value for name, value in told.items()}
        environment["DJANGO_SETTINGS_MODULE"] = "twinward.site.settings"
        subprocess.run([sys.executable, "-c", BEGINS], env=environment, check=True)
        yield environment, taking


def test_over_kills_of_the_worker_every_mail_arrives_and_none_oftener_than_it_was_cut_off(node: tuple[dict[str, str], Taking]):
    environment, taking = node
    beside(environment, WRITES.format(mails=MAILS))
    drawn = random.Random(None if is_deep() else 7)
    for _kill in range(KILLS):
        with subprocess.Popen([*COMMAND, environment["TWINWARD_HOME"]], env=environment) as worker:
            before, until = len(taking.taken), time.monotonic() + 30
            while len(taking.taken) == before and time.monotonic() < until:
                time.sleep(0.005)
            time.sleep(drawn.uniform(0, 0.2))
            worker.send_signal(signal.SIGKILL)
        beside(environment, HURRIES)

    with subprocess.Popen([*COMMAND, environment["TWINWARD_HOME"]], env=environment) as worker:
        until = time.monotonic() + 60
        while len(set(taking.addressees)) < MAILS and time.monotonic() < until:
            time.sleep(0.05)
        worker.terminate()
        assert worker.wait(30) == 0

    assert sorted(set(taking.addressees)) == sorted(f"person{number}@ministry.example" for number in range(MAILS))
    assert len(taking.taken) - MAILS <= KILLS
    assert len({message["Message-ID"] for _address, message in taking.taken}) == MAILS
    assert json.loads(beside(environment, TELLS)) == {"sent": MAILS, "waiting": 0, "failures": 0}
    assert answer(environment, "verify")["findings"] == []


def test_a_worker_that_is_told_to_stop_ends_with_what_it_has_begun(node: tuple[dict[str, str], Taking]):
    environment, taking = node
    beside(environment, WRITES.format(mails=MAILS))
    with subprocess.Popen([*COMMAND, environment["TWINWARD_HOME"]], env=environment) as worker:
        until = time.monotonic() + 30
        while not taking.taken and time.monotonic() < until:
            time.sleep(0.005)
        os.kill(worker.pid, signal.SIGTERM)
        assert worker.wait(10) == 0
    told = json.loads(beside(environment, TELLS))
    assert told == {"sent": len(taking.taken), "waiting": MAILS - len(taking.taken), "failures": 0}
    assert told["waiting"] > 0


def test_a_restored_node_sends_what_it_writes_itself_and_nothing_that_its_forerunner_may_have_sent(
    node: tuple[dict[str, str], Taking], tmp_path: Path
):
    environment, taking = node
    beside(environment, WRITES.format(mails=2))
    assert run(environment, "backup", str(tmp_path / "backup")).returncode == 0
    ours = {
        name: value for name, value in environment.items() if name.startswith("TWINWARD_") and name not in ("TWINWARD_HOME", stores.URL)
    }
    with stores.installation(tmp_path / "new") as bare:
        anew = {**bare, **ours}
        restored = run(anew, "restore", str(tmp_path / "backup"))
        assert "Mails that waited to be sent when the backup was made: 2. They are withdrawn" in restored.stderr
        beside(anew, WRITES.format(mails=3))
        with subprocess.Popen([*COMMAND, anew["TWINWARD_HOME"]], env=anew) as worker:
            until = time.monotonic() + 60
            while not taking.taken and time.monotonic() < until:
                time.sleep(0.05)
            worker.terminate()
            assert worker.wait(30) == 0
        assert taking.addressees == ["person2@ministry.example"]
        assert json.loads(beside(anew, TELLS)) == {"sent": 1, "waiting": 0, "failures": 0}
        assert answer(anew, "verify")["findings"] == []
