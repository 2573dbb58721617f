"""The first administrator of a node: somebody who opens the link that is shown to whoever starts the server, while nobody manages accounts."""

from datetime import datetime, timedelta

from django.core.signing import BadSignature, TimestampSigner
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate

from twinward.foundation.identity.actions import ADMINISTRATORS, choose_password, give_role, open_account
from twinward.foundation.identity.models import Account, Membership
from twinward.foundation.identity.rules import ADMINISTRATOR
from twinward.foundation.kernel.actors import Operator
from twinward.foundation.kernel.days import Basis
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.locks import one_at_a_time
from twinward.foundation.registry.actions import add_organisation
from twinward.foundation.registry.models import Organisation

WORKS_FOR = timedelta(hours=24)
_SIGNER = TimestampSigner(salt="twinward.begin")
_SAID = "begin"


def is_awaited() -> bool:
    """Whether nobody has been given the right to manage accounts yet."""
    return not Membership.objects.filter(role=ADMINISTRATOR).exists()


def begin_link() -> str:
    """The address at which the first administrator begins: for WORKS_FOR, and once, since then one is there. Kept nowhere: the node's key signs it."""
    return reverse("begin", args=[_SIGNER.sign(_SAID)])


def opens(token: str) -> bool:
    """Whether a link of this token was made by this node within WORKS_FOR."""
    try:
        return _SIGNER.unsign(token, max_age=WORKS_FOR) == _SAID
    except BadSignature:
        return False


@transaction.atomic
def begin(*, full_name: str, email: str, language: str, password: str, organisation: str, kind: str, country: str, at: datetime) -> Account:
    """The first administrator has an account with a password, at the institution that runs the node; it is registered where it was not.

    Raises Refused (node_begun) when somebody else was first.
    """
    one_at_a_time(ADMINISTRATORS)
    if not is_awaited():
        raise Refused("begin", ["node_begun"])
    by = Operator("serve")
    account = open_account(email=email, full_name=full_name, language=language, by=by, at=at)
    give_role(
        account=account,
        organisation=_running(organisation, kind=kind, country=country, by=by, at=at),
        role=ADMINISTRATOR,
        starts_on=localdate(at),
        by=by,
        at=at,
    )
    choose_password(account=account, password=password, at=at)
    return account


def _running(name: str, *, kind: str, country: str, by: Operator, at: datetime) -> Organisation:
    """The institution that runs the node: the one of the register that is called so in this country, else a new one."""
    standing = Organisation.objects.unscoped("the institution that runs the node").standing()
    known = standing.filter(name__iexact=name, country=country).order_by("pk").first()
    return known or add_organisation(name=name, kind=kind, country=country, basis=Basis.DONE_HERE, by=by, at=at)
