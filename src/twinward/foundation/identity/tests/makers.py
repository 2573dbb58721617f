"""Accounts and roles for tests."""

import itertools
from datetime import UTC, date, datetime
from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.auth.hashers import PBKDF2PasswordHasher

from twinward.foundation.identity.models import Account, Membership
from twinward.foundation.identity.rules import ADMINISTRATOR, OFFICER
from twinward.foundation.kernel.actors import Operator
from twinward.foundation.registry.actions import add_organisation
from twinward.foundation.registry.models import Organisation

NOON = datetime(2025, 11, 3, 12, tzinfo=UTC)
TODAY = NOON.date()
BY = Operator("test")
BEGAN = date(2023, 9, 6)
#: What an administrator types who invites somebody to the institution that `make_ministry` puts on record.
INVITED = {
    "full_name": "Nina Bondar",
    "email": "nina@ministry.example",
    "language": "uk",
    "role": OFFICER,
    "organisation": "Ministry of Health of Ukraine",
    "starts_on": "1 September 2025",
    "ends_on": "31.12.2030",
}
_numbers = itertools.count(1)


def make_ministry(name: str = "Ministry of Health of Ukraine", country: str = "UA", kind: str = "ministry") -> Organisation:
    """An organisation on record."""
    return add_organisation(name=name, kind=kind, country=country, by=BY, at=NOON)


def make_account(*roles: tuple[str, Organisation], password: str = "", **fields: Any) -> Account:
    """Somebody with these roles since the launch; without a password unless one is given."""
    number = next(_numbers)
    account = Account(**({"email": f"person{number}@ministry.example", "full_name": f"Person {number}"} | fields))
    if password:
        account.set_password(password)
    else:
        account.set_unusable_password()
    account.save()
    for role, organisation in roles:
        Membership.objects.create(account=account, organisation=organisation, role=role, starts_on=BEGAN)
    return account


def with_a_password(account: Account) -> Account:
    """The account, which can sign in: with the password that it has, else with one that costs no time to make."""
    if not account.has_usable_password():
        account.password = PBKDF2PasswordHasher().encode("seven wards, one roof", "salt", iterations=1)
        account.save(update_fields=["password"])
    return account


def make_administrator(ministry: Organisation, **fields: Any) -> Account:
    """Somebody who manages accounts, and can sign in to do so."""
    return with_a_password(make_account((ADMINISTRATOR, ministry), **fields))


def make_officer(ministry: Organisation, **fields: Any) -> Account:
    """Somebody who does not."""
    return make_account((OFFICER, ministry), **fields)


def code_at(secret: str, at: datetime) -> str:
    """The code that an authenticator app shows at an instant."""
    return format_hotp_value(hotp_value(secret, int(at.timestamp()) // 30))


def with_an_app(account: Account) -> str:
    """The account has an authenticator app and recovery codes, kept by their owner. The secret of the app."""
    secret = generate_totp_secret()
    TOTP.activate(account, secret)
    RecoveryCodes.activate(account).mark_as_viewed()
    return secret


def recovery_codes(account: Account) -> list[str]:
    """The recovery codes that still work."""
    return RecoveryCodes.activate(account).get_unused_codes()
