"""Signing in step by step, for tests."""

from typing import Any

from django.test import Client
from django.urls import reverse

from twinward.foundation.identity import factors
from twinward.foundation.identity.models import Account
from twinward.foundation.identity.tests.makers import recovery_codes
from twinward.foundation.kernel.keys import fresh_key, key_of
from twinward.foundation.kernel.models import Event

PASSWORD = "seven wards, one roof"
WRONG = "This code is wrong, too old or was used before."
TOO_MANY = "Too many were wrong."
PAGES = ("mfa_index", "mfa_activate_totp", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes")


def send(client: Client, name: str, **typed: str) -> Any:
    """The answer to a form of the page `name`."""
    return client.post(reverse(name), {"once": str(fresh_key()), **typed})


def first_step(account: Account, client: Client | None = None, **more: str) -> Client:
    """Somebody who has sent the e-mail and the password of the account."""
    client = client or Client()
    answer = send(client, "sign-in", username=account.email, password=PASSWORD, **more)
    assert answer.status_code == 302, text(answer)
    return client


def signed_in(account: Account) -> Client:
    """Somebody who has signed in with the password and, where there is an app, a recovery code."""
    client = first_step(account)
    if factors.app_of(account):
        assert send(client, "mfa_authenticate", code=recovery_codes(account)[-1]).status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get(reverse("account")).status_code == 200


def told(account: Account) -> list[str]:
    """What the ledger tells of the account."""
    return list(Event.objects.filter(record=key_of(account)).order_by("id").values_list("verb", flat=True))


def text(answer: Any) -> str:
    return answer.content.decode()
