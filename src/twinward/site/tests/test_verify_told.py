"""What the verification of a home says in a terminal."""

import re

import pytest

from twinward.foundation.kernel.verify import keep_checkpoint
from twinward.programme.letters.tests.makers import NOON, make_organisation
from twinward.site import cli


@pytest.mark.django_db(transaction=True)  # PostgreSQL seals what is committed
def test_one_checkpoint_is_told_as_one(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cli, "_open", lambda *_home, **_how: None)
    make_organisation()
    keep_checkpoint(at=NOON)
    cli.verify()

    assert re.match(r"1 event, 0 personal facts, 1 checkpoint\. Root ", capsys.readouterr().out)
