"""What the pages of an import say before it and while it runs is what it does."""

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from tests.registry.test_pages import client_of, text_of, upload
from twinward.foundation.identity.models import Account
from twinward.foundation.identity.rules import OFFICER
from twinward.foundation.identity.tests.makers import make_account
from twinward.foundation.registry.importing import background, command, uploads
from twinward.foundation.registry.tests import files
from twinward.foundation.registry.tests.makers import make_organisation

pytestmark = pytest.mark.django_db
HEADINGS = ("name", "country", "kind", "ua_edr", "name_uk")


@pytest.fixture
def officer() -> Account:
    return make_account((OFFICER, make_organisation("Ministry of Health of Ukraine", "UA", kind="ministry")))


def words_of(response: Any) -> str:
    return " ".join(unescape(re.sub("<[^>]+>", " ", text_of(response))).split())


def kept_of(page: str, owner: Account) -> uploads.Upload:
    found = uploads.find(page.rstrip("/").rsplit("/", 1)[1], owner.key)
    assert found
    return found


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


def test_how_far_an_import_is_counts_the_rows_that_are_imported(officer: Account, monkeypatch: pytest.MonkeyPatch):
    make_organisation("Sound 0")
    rows = [(f"Sound {number}", country, "hospital") for number, country in enumerate(("UA", "UA", "DE", "UA"))]
    client = client_of(officer)
    page = upload(client, "sheet.csv", files.csv(HEADINGS[:3], *rows))["Location"]
    assert "Import the 2 good rows" in text_of(client.get(page))
    said = list[uploads.Progress]()
    say = uploads.Upload.say
    monkeypatch.setattr(uploads.Upload, "say", lambda kept, progress: (said.append(progress), say(kept, progress)))

    background.carry_through(kept_of(page, officer), officer)

    told = [("running", 0, None), ("running", 0, 2), ("running", 2, 2), ("running", 2, 2), ("done", 2, 2)]
    assert [(one.state, one.done, one.total) for one in said] == told


def test_before_it_is_known_how_many_rows_are_imported_no_number_of_all_is_told(officer: Account):
    client = client_of(officer)
    page = upload(client, "sheet.csv", files.csv(HEADINGS[:3], ("Sound", "UA", "hospital")))["Location"]
    kept_of(page, officer).say(uploads.Progress("running", at=timezone.now().isoformat()))
    assert "Importing institutions 0 so far" in words_of(client.get(page))
