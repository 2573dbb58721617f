"""How tests of this room ask for pages and send forms."""

from collections.abc import Callable
from typing import Any

from django.test import Client
from django.urls import reverse

from twinward.foundation.identity.models import Account
from twinward.foundation.kernel.keys import fresh_key
from twinward.programme.instruments.tests.looking import everything


def client_of(account: Account) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(account)
    return client


def get(account: Account, name: str, *args: Any, **query: str) -> Any:
    return client_of(account).get(reverse(name, args=args), query)


def post(account: Account, name: str, *args: Any, data: dict[str, Any]) -> Any:
    return client_of(account).post(reverse(name, args=args), {"once": str(fresh_key()), **data})


def unchanged(answer: Callable[[], Any]) -> Any:
    """What is answered when nothing may be written."""
    before = everything()
    got = answer()
    assert everything() == before
    return got


def words(response: Any) -> str:
    return " ".join(response.content.decode().split())


def seen_at(account: Account, name: str, *args: Any) -> dict[str, str]:
    """What the form remembers of its record, as its page has it now."""
    return {"seen": get(account, name, *args).context["meanwhile"].seen}


def shown_at(account: Account, instrument: int, name: str) -> dict[str, str]:
    """What the page of a move remembers of what it showed, as it has it now."""
    return {"shown": get(account, "instrument-move", instrument, name).context["shown"]}
