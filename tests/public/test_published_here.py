"""What was made and signed here stands on the public page once it was published, and no sooner."""

from typing import Any

import pytest
from django.test import Client

from tests.public.makers import secret
from twinward.foundation.kernel.kept import forget
from twinward.programme.instruments.actions import publish
from twinward.programme.instruments.tests.makers import NOON, make_agreed, make_agreement, make_side, sign

pytestmark = pytest.mark.usefixtures("db")


def told(title: str) -> bool:
    forget()
    return title in Client().get("/figures/memorandums_signed/", {"format": "csv"}).content.decode()


def test_a_memorandum_of_this_node_is_told_outside_once_it_was_published(settings: Any, tmp_path: Any, time_machine: Any):
    settings.HOME = tmp_path
    time_machine.move_to(NOON, tick=False)
    home, abroad, title = make_side("UA"), make_side("AZ"), secret()
    memorandum = make_agreed(home, abroad, basis=make_agreement("UA", "AZ"), title=title)
    sign(memorandum, home)
    sign(memorandum, abroad)
    assert not told(title)
    publish(instrument=memorandum, is_public=True, by=home.officer, at=NOON)
    assert told(title)
    publish(instrument=memorandum, is_public=False, by=home.officer, at=NOON, reason="A name stands in it.")
    assert not told(title)
