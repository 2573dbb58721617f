"""What `demo` and `serve` take: the same word for whether a browser is opened."""

from collections.abc import Sequence

import pytest
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
    monkeypatch.setattr(serving, "serve", lambda _port, *, open_browser, **_how: opened.append(open_browser))
    monkeypatch.setattr(running, "require_node", lambda _home: None)
    monkeypatch.setattr(running, "require_place_of_demo", lambda _home: None)
    monkeypatch.setattr(running, "open_home", lambda home, **_how: home)
    monkeypatch.setattr(running, "bring_up_to_date", lambda: None)

    result = CliRunner().invoke(cli.app, arguments)

    assert (result.exit_code, opened) == (0, [is_opened]), result.output
