"""Pages on which something is done, in a real browser: no axe violation, no sideways scroll on a phone, no error in the console."""

import itertools
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests.counts import is_deep
from tests.journeys.demo import load_demo
from tests.journeys.test_every_page import LANGUAGES, LOOKS, context, faults, session_of
from twinward.foundation.identity.models import Account, Membership
from twinward.foundation.registry.models import Appointment, Person
from twinward.outward.figures.models import Claim, Conflict
from twinward.programme.instruments.models import Act, Instrument, Link, Party
from twinward.programme.letters.models import Letter
from twinward.programme.letters.tests.makers import make_draft
from twinward.programme.twinning.models import ListStep

WHO = ("officer.kyiv@twinward.example", "administrator@twinward.example")
PARTS = 4
WAYS = list(zip(itertools.cycle(LANGUAGES), LOOKS, strict=False))
Candidates = Callable[[], Iterable[Mapping[str, Any]]]


def each(model: type[Model], **more: str) -> Candidates:
    """What may stand in an address for each record of a model, the oldest first; `more` is the same for all."""
    return lambda: [{"pk": pk, **more} for pk in model._base_manager.order_by("pk").values_list("pk", flat=True)]


def parts(model: type[Model], instrument: str, word: str) -> Candidates:
    """The same of what is part of an instrument. instrument: its column, word: what it is called in the address."""
    return lambda: [{"pk": of, word: pk} for of, pk in model._base_manager.order_by("pk").values_list(instrument, "pk")]


#: By the name of its address: of which records it is asked until one answers.
PAGES: Mapping[str, Candidates] = {
    "account-new": lambda: [{}],
    "account-record": each(Account),
    "accounts": lambda: [{}],
    "appointment-correct": each(Appointment),
    "appointment-end": each(Appointment),
    "appointment-new": each(Person),
    "appointment-strike": each(Appointment),
    "claim-correct": each(Claim),
    "claim-strike": each(Claim),
    "conflict-settle": each(Conflict),
    "instrument-act": each(Instrument),
    "instrument-act-correct": parts(Act, "party__instrument", "act"),
    "instrument-act-elsewhere": each(Instrument),
    "instrument-correct": each(Instrument),
    "instrument-link": each(Instrument),
    "instrument-link-withdraw": parts(Link, "from_instrument", "link"),
    "instrument-party": each(Instrument),
    "instrument-party-correct": parts(Party, "instrument", "party"),
    "instrument-party-name": parts(Party, "instrument", "party"),
    "instrument-party-strike": parts(Party, "instrument", "party"),
    "instrument-strike": each(Instrument),
    "instrument-text": each(Instrument),
    "ledger": lambda: [{}],
    "letter-correct": each(Letter),
    "letter-edit": each(Letter),
    "letter-move": each(Letter, name="discard"),
    "list-ask": each(ListStep),
    "list-correct": each(ListStep),
    "organisation-merge": lambda: [{}],
    "person-edit": each(Person),
    "role-end": each(Membership),
    "role-new": each(Account),
}


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_on_which_something_is_done_is_sound(live_server: LiveServer, browser: Browser, part: int):
    """Each page in one language and look at the gate, in each language and each look in the deep run."""
    load_demo()
    make_draft(Letter._base_manager.earliest("pk").ours)  # the demo holds none
    for number, (name, candidates) in list(enumerate(PAGES.items()))[part::PARTS]:
        who, address = open_to_somebody(name, candidates())
        for language, look in WAYS if is_deep() else [WAYS[number % len(WAYS)]]:
            with_look = context(browser, live_server.url, language, look)
            with_look.add_cookies([{"name": "sessionid", "value": session_of(who), "url": live_server.url}])
            assert faults(with_look.new_page(), live_server.url + address) == [], f"{address} in {language}, {look}, to {who}"
            with_look.close()


def open_to_somebody(name: str, candidates: Iterable[Mapping[str, Any]]) -> tuple[str, str]:
    """Who may open the page, and its address for the first record of which it answers."""
    clients = {who: Client() for who in WHO}
    for who, client in clients.items():
        client.force_login(Account.objects.get(email=who))
    found = ((who, reverse(name, kwargs=dict(one))) for one in candidates for who in WHO)
    return next((who, address) for who, address in found if clients[who].get(address).status_code == 200)
