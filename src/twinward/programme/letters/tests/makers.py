"""Records for tests of letters: ministries, people who may write, letters."""

import itertools
from datetime import UTC, date, datetime
from typing import Any

from twinward.foundation.identity.models import Account, Membership
from twinward.foundation.identity.rules import OFFICER
from twinward.foundation.kernel.actors import Operator
from twinward.foundation.registry.actions import add_organisation
from twinward.foundation.registry.models import Organisation
from twinward.programme.letters import actions
from twinward.programme.letters.models import Letter

NOON = datetime(2025, 11, 3, 12, tzinfo=UTC)
TODAY = NOON.date()
BY = Operator("test")
_numbers = itertools.count(1)


def make_organisation(
    name: str = "Ministry of Health of Ukraine", country: str = "UA", kind: str = "ministry", **fields: Any
) -> Organisation:
    """An organisation on record."""
    return add_organisation(name=name, kind=kind, country=country, by=BY, at=NOON, **fields)


def make_account(organisation: Organisation, role: str = OFFICER, **fields: Any) -> Account:
    """Somebody who holds a role at the organisation since 2023."""
    account = Account(**({"email": f"person{next(_numbers)}@twinward.example", "full_name": "A Person"} | fields))
    account.set_unusable_password()
    account.save()
    Membership.objects.create(account=account, organisation=organisation, role=role, starts_on=date(2023, 9, 6))
    return account


def make_draft(ours: Organisation, country: str = "DE", **fields: Any) -> Letter:
    """A draft that lacks nothing but its number and day."""
    given = {"subject": "List of institutions", "body": "Please send it.", "their_country_id": country} | fields
    return actions.draft(ours=ours, by=BY, at=NOON, **given)


def make_letter(ours: Organisation, country: str = "DE", **fields: Any) -> Letter:
    """A letter on record, sent by us on 2 October 2025 with a reply asked for by 30 October, unless told otherwise.

    Its number is 25-04/1 for the first of its organisation.
    """
    given = {
        "direction": "out",
        "their_country_id": country,
        "subject": "List of institutions",
        "body": "Please send it.",
        "our_number": "25-04/1",
        "dated_on": date(2025, 10, 2),
        "reply_by": date(2025, 10, 30),
    }
    if "our_number" not in fields and Letter.objects.unscoped("a number is given once").filter(our_number="25-04/1", ours=ours).exists():
        given["our_number"] = f"25-04/1/{next(_numbers)}"
    return actions.record(ours=ours, by=BY, at=NOON, **(given | fields))


def make_answer(to: Letter, **fields: Any) -> Letter:
    """What the other side wrote back on 20 October 2025, unless told otherwise; it asks for no reply."""
    given = {
        "direction": "in",
        "in_reply_to": to,
        "dated_on": date(2025, 10, 20),
        "reply_by": None,
        "our_number": "",
        "their_number": "7/1",
    }
    return make_letter(to.ours, to.their_country_id, **(given | fields))
