"""Running a node: a demo, a home that is served, the tests."""

from typing import Annotated

import typer

from twinward.site.commands.terminal import Home, Port, open_node, told_plainly, where_data_live
from twinward.site.folders import require_node, require_place_of_demo
from twinward.site.home import bring_up_to_date, open_home
from twinward.site.in_use import require_unserved


def demo(
    home: Home = None,
    port: Port = 8460,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open a browser.")] = True,
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="Serve, or build and exit.")] = True,
) -> None:
    """Build and serve a demo: the programme as publicly reported.

    Everything is made from nothing, and served on 127.0.0.1. A folder that holds other things is refused.
    """
    with told_plainly():
        from twinward.site import serving

        where = where_data_live(home)
        if serve:
            require_unserved(where)
            serving.require_free(port)
        require_place_of_demo(where)
        open_home(where, create=True, serving=serve)
        serving.build_demo(where)
        if serve:
            serving.serve(port, open_browser=browser)


def serve(
    home: Home = None,
    port: Port = 8460,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open a browser.")] = False,
    new: Annotated[bool, typer.Option("--new", help="Begin a new, empty node where there is none.")] = False,
    work: Annotated[bool, typer.Option("--work/--no-work", help="Send mail and remind too, or leave that to twinward work.")] = True,
) -> None:
    """Serve a home on 127.0.0.1.

    A folder that does not exist, or holds other things, is refused without --new; an empty one becomes a new node. Several servers may have one
    home where its data are in PostgreSQL; otherwise one at a time.
    """
    with told_plainly():
        from twinward.site import serving

        where = where_data_live(home)
        require_unserved(where)
        serving.require_free(port)
        if not new:
            require_node(where)
        open_home(where, create=True, serving=True)
        bring_up_to_date()
        serving.serve(port, open_browser=browser, works=work)


def work(home: Home = None) -> None:
    """Send mail, remind, and seal the ledger, until told to stop.

    For a node that several processes serve; one that is served by a single process does so by itself, and nothing is done twice where both do.
    """
    with told_plainly():
        open_node(home)
        from twinward.site.working import work_alone

        work_alone()
