"""What the pages of an import say before it is what it does."""

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from tests.registry.test_pages import client_of, text_of, upload
from twinward.foundation.identity.models import Account
from twinward.foundation.identity.rules import OFFICER
from twinward.foundation.identity.tests.makers import make_account
from twinward.foundation.registry.importing import command
from twinward.foundation.registry.tests import files
from twinward.foundation.registry.tests.makers import make_organisation

pytestmark = pytest.mark.django_db
HEADINGS = ("name", "country", "kind", "ua_edr", "name_uk")


@pytest.fixture
def officer() -> Account:
    return make_account((OFFICER, make_organisation("Ministry of Health of Ukraine", "UA", kind="ministry")))


def words_of(response: Any) -> str:
    return " ".join(unescape(re.sub("<[^>]+>", " ", text_of(response))).split())


def test_a_name_that_is_added_is_told_as_another_name_and_one_that_is_renamed_to_once(officer: Account, tmp_path: Path):
    make_organisation("Okhmatdyt", identifiers={"ua_edr": "01994089"})
    before = tmp_path / "before.csv"
    before.write_bytes(files.csv(HEADINGS, ("Hospital One", "UA", "hospital", "00000019", "")))
    command.run(before, dry_run=False)
    rows = [("Okhmatdyt", "UA", "hospital", "01994089", "Охматдит"), ("Hospital Two", "UA", "hospital", "00000019", "")]
    client = client_of(officer)

    told = words_of(client.get(upload(client, "sheet.csv", files.csv(HEADINGS, *rows))["Location"]))

    assert "Row 2 Other names: - would become → Охматдит" in told
    assert "Row 3 Name: Hospital One would become → Hospital Two" in told
    assert told.count("→ Hospital Two") == 1
