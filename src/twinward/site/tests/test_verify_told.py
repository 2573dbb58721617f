"""What the verification of a home says in a terminal."""

import re
from pathlib import Path
from typing import Any

import pytest

from twinward.foundation.kernel.verify import keep_checkpoint
from twinward.programme.letters.tests.makers import NOON, make_organisation
from twinward.site.commands import keeping, terminal


@pytest.mark.django_db(transaction=True)  # PostgreSQL seals what is committed
def test_one_checkpoint_is_told_as_one(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path):
    settings.HOME = tmp_path
    monkeypatch.setattr(terminal, "open_node", lambda *_home, **_how: None)
    make_organisation()
    keep_checkpoint(at=NOON)
    keeping.verify()

    assert re.match(r"1 event, 0 personal facts, 1 checkpoint\. Root ", capsys.readouterr().out)
