"""What `demo` and `serve` take: the same word for whether a browser is opened."""

import threading
from collections.abc import Sequence
from datetime import date

import pytest
from django.db import OperationalError, connections
from django.utils import timezone
from typer.testing import CliRunner

from twinward.site import cli, serving
from twinward.site.commands import running


@pytest.mark.parametrize(
    ("arguments", "is_opened"),
    [
        (("demo",), True),
        (("demo", "--no-browser"), False),
        (("serve",), False),
        (("serve", "--browser"), True),
        (("serve", "--no-browser"), False),
    ],
)
def test_demo_and_serve_are_told_alike_whether_to_open_a_browser(
    monkeypatch: pytest.MonkeyPatch, arguments: Sequence[str], *, is_opened: bool
):
    opened: list[bool] = []
    monkeypatch.setattr(serving, "require_free", lambda _port: None)
    monkeypatch.setattr(serving, "build_demo", lambda _where: None)
    monkeypatch.setattr(serving, "serve", lambda _port, *, open_browser: opened.append(open_browser))
    monkeypatch.setattr(running, "require_node", lambda _home: None)
    monkeypatch.setattr(running, "require_place_of_demo", lambda _home: None)
    monkeypatch.setattr(running, "open_home", lambda home, **_how: home)
    monkeypatch.setattr(running, "bring_up_to_date", lambda: None)

    result = CliRunner().invoke(cli.app, arguments)

    assert (result.exit_code, opened) == (0, [is_opened]), result.output


def test_a_server_that_stays_up_reminds_once_on_each_new_day_and_again_only_when_it_could_not(monkeypatch: pytest.MonkeyPatch):
    days = iter([date(2025, 11, 3), date(2025, 11, 4), date(2025, 11, 4), date(2025, 11, 4), date(2025, 11, 5)])
    outcomes = iter([OperationalError("database is locked"), None, None])
    reminded: list[date] = []
    seen: list[date] = []

    def remind() -> int:
        if error := next(outcomes):
            raise error
        reminded.append(seen[-1])
        return 0

    def today() -> date:
        seen.append(next(days))
        return seen[-1]

    class Ticks(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            return len(seen) == 5

    monkeypatch.setattr(timezone, "localdate", today)
    monkeypatch.setattr(serving, "remind_of_what_is_due", remind)
    monkeypatch.setattr(connections, "close_all", lambda: None)
    serving.keep_reminding(date(2025, 11, 3), Ticks())
    assert reminded == [date(2025, 11, 4), date(2025, 11, 5)]
