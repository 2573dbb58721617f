"""A password that is lost on a node that sends no mail: whoever runs the machine makes a link, as the role that serves people on PostgreSQL."""

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests import stores
from tests.journeys.test_command_line import run

pytestmark = pytest.mark.store

EMAIL, NEW = "nina@ministry.example", "nine wards, one roof"
BEGUN = f"""
import django; django.setup()
from django.utils import timezone
from twinward.foundation.identity.beginning import begin
begin(full_name="Nina Bondar", email="{EMAIL}", language="en", password="seven wards, one roof", organisation="Ministry", kind="ministry",
      country="UA", at=timezone.now())
"""
#: Opens the link, chooses a password by it, and signs in; then tells how that went, and what the ledger says of it.
OPENED = """
import json, sys, uuid; import django; django.setup()
from django.test import Client
from twinward.foundation.kernel.models import Event
link, email, password = sys.argv[1:]
def choose(): return Client(headers={"host": "localhost"}).post(link, {"password": password, "again": password, "once": str(uuid.uuid4())}).status_code
told = [choose(), choose(), Client(headers={"host": "localhost"}).login(username=email, password=password)]
print(json.dumps([told, list(Event.objects.order_by("-id").values_list("by", "verb")[:2])]))
"""


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment of a node with one administrator; on PostgreSQL that of a process that only serves."""
    with stores.installation(tmp_path_factory.mktemp("node") / "home") as environment:
        environment |= {"DJANGO_SETTINGS_MODULE": "twinward.site.settings"}
        if owners := environment.get(stores.URL):
            environment[stores.URL] = owners.replace("//twinward:", f"//{stores.SERVING}:")
        build = "from twinward.site.home import *; open_home(__import__('pathlib').Path(__import__('os').environ['TWINWARD_HOME']), create=True)"
        for script in (f"{build}; bring_up_to_date()", BEGUN):
            owning = {"TWINWARD_OWNER_DATABASE_URL": owners} if owners else {}
            subprocess.run([sys.executable, "-c", script], env=environment | owning, check=True, timeout=120)
        yield environment


def opened(node: dict[str, str], link: str) -> Any:
    done = subprocess.run([sys.executable, "-c", OPENED, link, EMAIL, NEW], env=node, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_by_the_link_a_password_is_chosen_once_and_the_ledger_tells_who_made_it(node: dict[str, str]):
    made = run(node | {"TWINWARD_ADDRESS": "https://partners.example.org"}, "way-in", EMAIL.upper())
    assert made.returncode == 0, made.stderr
    (link,) = made.stdout.splitlines()
    assert link.startswith("https://partners.example.org/password/")
    assert made.stderr.startswith("Whoever opens this link by 20")

    told, events = opened(node, urlsplit(link).path)
    assert told == [302, 410, True]
    assert events[1] == ["command:way-in", "make_way_in"]
    assert events[0][1] == "choose_password"


def test_to_an_e_mail_with_which_nobody_signs_in_no_link_is_made(node: dict[str, str]):
    refused = run(node, "way-in", "nobody@ministry.example")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr == "twinward: nobody@ministry.example: Nobody signs in with this e-mail.\n"
