"""Mail with a link by which somebody does something at the node: the owner of an account, or a guest."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.functional import lazy

from twinward.foundation.identity.models import Account
from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.phrases import phrase
from twinward.foundation.kernel.text_templates import from_template
from twinward.foundation.mail.actions import Addressee, write
from twinward.foundation.mail.models import Mail


def write_link(account: Account, path: str, *, kind: str, turn: object, until: datetime, by: Actor, at: datetime, **facts: Any) -> Mail:
    """One mail of this kind for each turn is on its way to the owner, in their language, with the link to this path of the node."""
    key, to = f"{kind}:{account.pk}:{turn}", Addressee(account.email, account.language)
    return write_link_to(to, path, key=key, kind=kind, about=key_of(account), until=until, by=by, at=at, account=account, **facts)


def write_link_to(
    to: Addressee, path: str, *, key: str, kind: str, about: str, until: datetime, by: Actor, at: datetime, **facts: Any
) -> Mail:
    """One mail for this key is on its way, in the language of whom it is for, with the link to this path of the node.

    kind: the name of its template, which is filled with `facts` too. until: when the link ends. The node must have a server for its mail.
    """
    site = str(settings.ADDRESSES[0])
    node = settings.NODE_NAME or settings.ADDRESSES[0].host
    facts |= {"node": lazy(phrase, str)(node), "site": site, "link": f"{site}{path}", "until": until}
    wording = from_template(f"identity/mail/{kind}", to.language, **facts)
    return write(key, kind=kind, about=about, to=to, subject=wording.subject, text=wording.body, by=by, at=at)
