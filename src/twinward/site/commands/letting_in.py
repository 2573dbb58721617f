"""Letting somebody in who has lost what they sign in with, where nobody else can."""

import sys
from typing import Annotated

import typer

from twinward.site.asked_for import Trouble
from twinward.site.commands.terminal import Home, Port, operating, told_plainly


def way_in(
    email: Annotated[str, typer.Argument(help="The e-mail that they sign in with.", metavar="E-MAIL", show_default=False)],
    lost_factor: Annotated[
        bool, typer.Option("--lost-factor", help="Take their second factor away: they are signed out everywhere.")
    ] = False,
    home: Home = None,
    port: Port = 8460,
) -> None:
    """Print a link by which somebody chooses another password.

    For an administrator whom no other can help, on a node that sends no mail. The link works once, for an hour, and until they sign in; until it is
    used, the password is what it was. The ledger tells of all this. Run it with the settings of the server, or the link opens nothing there.
    """
    with told_plainly(), operating("way-in", home) as operator:
        from django.conf import settings
        from django.utils import timezone

        from twinward.foundation.identity.factors import take_away
        from twinward.foundation.identity.losing import make_way_in
        from twinward.foundation.kernel.lifecycle import Refused
        from twinward.foundation.kernel.sentences import say

        try:
            way = make_way_in(email, by=operator, at=timezone.now())
            if lost_factor:
                take_away(account=way.account, by=operator, at=timezone.now())
        except Refused as refused:
            raise Trouble(f"{email}: {' '.join(map(say, refused.faults))}") from None
    until = timezone.localtime(way.until).strftime("%Y-%m-%d %H:%M %Z")
    print(f"Whoever opens this link by {until} chooses the password of {way.account.full_name}:", file=sys.stderr, flush=True)
    print(next(map(str, settings.ADDRESSES), f"http://localhost:{port}") + way.path)
