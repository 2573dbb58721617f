"""Institutions to choose from stand in the order of what the reader sees."""

import pytest
from django.utils.translation import override

from twinward.foundation.identity.rules import OFFICER
from twinward.foundation.identity.tests.makers import make_account
from twinward.programme.letters.addressing import writing_as
from twinward.programme.letters.tests.makers import make_organisation


@pytest.mark.django_db
def test_institutions_to_choose_from_stand_in_the_order_of_the_names_shown():
    names = {"Alpha": "Яблуневий", "Beta": "Їжачок", "Gamma": "Ґанок"}
    account = make_account(*((OFFICER, make_organisation(name, names={"uk": shown})) for name, shown in names.items()))

    for language, shown in (("en", ["Alpha", "Beta", "Gamma"]), ("uk", ["Ґанок", "Їжачок", "Яблуневий"])):
        with override(language):
            assert [one.called for one in writing_as(account)] == shown
