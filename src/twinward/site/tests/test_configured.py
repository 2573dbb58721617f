"""Settings: each wrong one is refused before anything starts, with what to write instead; all that is wrong is told at once."""

import os
from pathlib import Path

import pytest

from twinward.foundation.kernel.reached import Address, MailServer
from twinward.site.configured import PREFIX, SETTINGS, SettingsWrong, load_file, read

#: For each setting: what it cannot be, and a word of the reason.
WRONG = {
    "SECRET_KEY": [("short", "at least 32")],
    "DATABASE_URL": [
        ("mysql://a@b/c", "mysql:// is not supported"),
        ("/var/lib/store", "names no store"),
        ("postgresql://a@b:port/c", "cannot be read"),
        ("postgresql://a@b:99999/c", "cannot be read"),
        ("postgresql://a@b/", "names no database"),
    ],
    "OWNER_DATABASE_URL": [("mysql://a@b/c", "mysql:// is not supported")],
    "ADDRESS": [
        ("partners.example.org", "no address of a site"),
        ("ftp://partners.example.org", "no address of a site"),
        ("https://partners.example.org/here", "more than a name and a port"),
        ("https://me@partners.example.org", "more than a name and a port"),
        ("https://*.example.org", "no name of a machine"),
        ("https://partners..org", "no name of a machine"),
        ("https://[::1", "cannot be read"),
        ("http://partners.example.org", "in the clear"),
        ("https://partners.example.org,http://partners.example.org", "in the clear"),
    ],
    "MAIL_URL": [
        ("mail.example.org", "no server that takes mail"),
        ("imap://mail.example.org", "no server that takes mail"),
        ("smtp://me:secret@mail.example.org", "in the clear"),
        ("smtps://mail.example.org:ssl", "cannot be read"),
    ],
    "MAIL_FROM": [("Partnerships", "no address of mail"), ("a@b@c", "no address of mail"), ("@example.org", "no address of mail")],
    "TIME_ZONE": [("Kyiv", "no time zone"), ("Europe/Kiyv", "Did you mean Europe/Kyiv?")],
    "MAP_FILE": [("/no/such/map.json", "cannot be read")],
    "NODE_NAME": [("  ", "no name"), ("one\ntwo", "no name"), ("x" * 301, "no name")],
    "NODE_COUNTRY": [("XX", "no country"), ("Ukraine", "no country")],
    "PUBLICATION_DELAY_DAYS": [
        ("-1", "no number of days"),
        ("two", "no number of days"),
        ("3651", "no number of days"),
        ("²", "no number"),
    ],
    "SECOND_FACTOR": [("yes", "no answer")],
    "LOG_LEVEL": [("LOUD", "no level")],
}


@pytest.fixture(autouse=True)
def nothing_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting stands in the environment."""
    for name in list(os.environ):
        if name.startswith(PREFIX):
            monkeypatch.delenv(name)


def refused() -> tuple[str, ...]:
    with pytest.raises(SettingsWrong) as wrong:
        read()
    return wrong.value.faults


def test_every_setting_has_something_that_it_cannot_be():
    assert WRONG.keys() == {setting.name for setting in SETTINGS}


@pytest.mark.parametrize(("name", "text", "why"), [(name, text, why) for name, wrong in WRONG.items() for text, why in wrong])
def test_a_wrong_setting_is_refused_by_name_with_the_reason(monkeypatch: pytest.MonkeyPatch, name: str, text: str, why: str):
    monkeypatch.setenv(PREFIX + name, text)
    (fault,) = refused()
    assert fault.startswith(f"{PREFIX}{name}: ")
    assert why in fault


def test_all_that_is_wrong_is_told_at_once(monkeypatch: pytest.MonkeyPatch):
    for name, wrong in WRONG.items():
        monkeypatch.setenv(PREFIX + name, wrong[0][0])
    assert [fault.split(":")[0] for fault in refused()] == [PREFIX + setting.name for setting in SETTINGS]


def test_what_is_left_empty_counts_as_left_out(monkeypatch: pytest.MonkeyPatch):
    plain = read()
    for setting in SETTINGS:
        monkeypatch.setenv(PREFIX + setting.name, "")
    assert read() == plain
    assert (plain.database_url, plain.address, plain.mail_url, plain.node_country) == (None, (), None, "UA")


def test_addresses_and_servers_are_read_with_their_usual_ports(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TWINWARD_ADDRESS", "https://partners.example.org, http://localhost:8460")
    monkeypatch.setenv("TWINWARD_MAIL_URL", "smtp+starttls://me:p%40ss@mail.example.org")
    monkeypatch.setenv("TWINWARD_MAIL_FROM", "Partnerships <partners@example.org>")
    told = read()

    assert told.address == (Address("https", "partners.example.org", None), Address("http", "localhost", 8460))
    assert [str(one) for one in told.address] == ["https://partners.example.org", "http://localhost:8460"]
    assert told.is_https
    assert told.mail_url == MailServer("mail.example.org", 587, "me", "p@ss", is_wrapped=False, is_upgraded=True)
    assert "p@ss" not in repr(told)


def test_mail_needs_a_sender_and_an_address_to_name(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TWINWARD_MAIL_URL", "smtp://localhost:2525")
    assert [fault.split(":")[0] for fault in refused()] == ["TWINWARD_MAIL_FROM", "TWINWARD_ADDRESS"]


@pytest.mark.parametrize(
    ("owner", "store", "why"),
    [
        ("postgresql://owner@db/node", "", "owns the tables of no store"),
        ("postgresql://owner@db/other", "postgresql://serves@db/node", "names another store"),
        ("postgresql://owner@elsewhere/node", "postgresql://serves@db/node", "names another store"),
        ("postgresql://serves:a@db/node", "postgresql://serves:b@db/node", "names the role of"),
    ],
)
def test_whoever_owns_the_tables_is_another_role_of_the_same_store(monkeypatch: pytest.MonkeyPatch, owner: str, store: str, why: str):
    monkeypatch.setenv("TWINWARD_OWNER_DATABASE_URL", owner)
    monkeypatch.setenv("TWINWARD_DATABASE_URL", store)
    (fault,) = refused()
    assert why in fault


def test_a_setting_that_is_called_nearly_so_is_asked_about_and_a_name_of_somebody_else_is_left_alone(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TWINWARD_SERVICE_HOST", "10.0.0.1")  # as a cluster names a service that is called twinward
    monkeypatch.setenv("TWINWARD_PORT_8460_TCP", "tcp://10.0.0.1:8460")
    read()
    monkeypatch.setenv("TWINWARD_NOD_NAME", "Ministry")
    assert refused() == ("TWINWARD_NOD_NAME is no setting. Did you mean TWINWARD_NODE_NAME?",)


def test_a_secret_may_lie_in_a_file_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    (tmp_path / "url").write_text("postgresql://me:secret@db.example.org/twinward\n")
    monkeypatch.setenv("TWINWARD_DATABASE_URL_FILE", str(tmp_path / "url"))
    store = read().database_url
    assert store is not None
    assert (store.name, store.password) == ("twinward", "secret")

    monkeypatch.setenv("TWINWARD_DATABASE_URL_FILE", str(tmp_path / "gone"))
    (fault,) = refused()
    assert fault.startswith("TWINWARD_DATABASE_URL: ")
    assert "TWINWARD_DATABASE_URL_FILE" in fault


def test_the_file_in_the_home_says_what_the_environment_does_not(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    (tmp_path / "settings.env").write_text(
        '# the node of a ministry\nTWINWARD_NODE_NAME="Ministry of Health"\n\nexport TWINWARD_TIME_ZONE=Asia/Baku\n', encoding="utf-8"
    )
    monkeypatch.setenv("TWINWARD_TIME_ZONE", "Europe/Vienna")
    monkeypatch.setenv("TWINWARD_NODE_NAME", "x")
    monkeypatch.delenv("TWINWARD_NODE_NAME")  # so that it is gone again afterwards
    load_file(tmp_path)
    told = read()
    assert (told.node_name, told.time_zone) == ("Ministry of Health", "Europe/Vienna")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"TWINWARD_NODE_NAME", "line 1: write NAME=value"),
        (b"\n'oh\n", "write NAME=value"),
        (b"TWINWARD_NOD_NAME=x", "line 1: TWINWARD_NOD_NAME is no setting. Did you mean TWINWARD_NODE_NAME?"),
        (b"NODE_NAME=x", "line 1: NODE_NAME is no setting. Did you mean TWINWARD_NODE_NAME?"),
        (b"twinward_node_name=x", "line 1: twinward_node_name is no setting. Did you mean TWINWARD_NODE_NAME?"),
        (b"NOD_NAME=x", "line 1: NOD_NAME is no setting. Did you mean TWINWARD_NODE_NAME?"),
        (b"DATABASE_URL_FILE=x", "line 1: DATABASE_URL_FILE is no setting. Did you mean TWINWARD_DATABASE_URL_FILE?"),
        (b"TWINWARD_ADRESS=x", "line 1: TWINWARD_ADRESS is no setting. Did you mean TWINWARD_ADDRESS?"),
        (b"PATH=/bin", "line 1: PATH is no setting."),
        (b"TWINWARD_LOG_LEVEL=INFO\nTWINWARD_HOME=/srv", "line 2: the home is named by --home"),
        (b"TWINWARD_NODE_NAME=\xff", "cannot be read"),
    ],
)
def test_a_file_that_says_anything_else_is_refused_with_its_line(tmp_path: Path, content: bytes, why: str):
    (tmp_path / "settings.env").write_bytes(content)
    with pytest.raises(SettingsWrong) as wrong:
        load_file(tmp_path)
    assert str(tmp_path / "settings.env") in str(wrong.value)
    assert why in str(wrong.value)
    assert ("Did you mean" in str(wrong.value)) is ("Did you mean" in why)
    assert "TWINWARD_LOG_LEVEL" not in os.environ
