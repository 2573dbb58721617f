"""What the verification of a home says in a terminal."""

import re

import pytest

from twinward.foundation.kernel.verify import keep_checkpoint
from twinward.programme.letters.tests.makers import NOON, make_organisation
from twinward.site.commands import keeping


@pytest.mark.django_db(transaction=True)  # PostgreSQL seals what is committed
def test_one_checkpoint_is_told_as_one(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(keeping, "open_node", lambda *_home, **_how: None)
    make_organisation()
    keep_checkpoint(at=NOON)
    keeping.verify()

    assert re.match(r"1 event, 0 personal facts, 1 checkpoint\. Root ", capsys.readouterr().out)
