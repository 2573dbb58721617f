"""Who answers the link to the other party, and on what they read."""

import pytest
from django.test import Client

from twinward.foundation.identity import guests
from twinward.foundation.kernel.keys import fresh_key, key_of
from twinward.foundation.kernel.lifecycle import Refused
from twinward.programme.instruments.models import Instrument
from twinward.programme.instruments.tests import test_partner
from twinward.programme.instruments.tests.browsing import words
from twinward.programme.instruments.tests.looking import fresh
from twinward.programme.instruments.tests.makers import NOON, Sides, party_of
from twinward.programme.instruments.tests.test_partner import NAMED, ask, attach, look, page, send

pytestmark = pytest.mark.usefixtures("noon")
offered = test_partner.offered


@pytest.mark.parametrize("language", ["es", "de"])
def test_the_link_answers_nothing_once_a_translation_that_was_read_was_replaced_or_added(
    offered: Instrument, home: Sides, abroad: Sides, language: str
):
    asked, token = ask(offered, home, abroad)
    record = guests.record_of(asked)
    bound = offered.text_hash()
    attach(offered, language, b"Las Partes acuerdan pagar.", home.officer, is_authentic=False)
    assert fresh(offered).text_hash() == bound
    for got in (look(token), send(token)):
        assert got.status_code == 410
        assert "The text has changed since this link was sent" in words(got)
    given = guests.Given("agree", name="N", office="O", shown=asked.shown)
    guest = guests.Guest(asked.key, "instruments.agree", frozenset({key_of(offered), key_of(party_of(offered, abroad))}))
    with pytest.raises(Refused) as refused:  # and so does the answer, however late it comes
        guests.questions()[asked.question].answer(record, given, guest, NOON)
    assert refused.value.faults == ("question_changed",)
    assert fresh(offered).state == "with_other_party"
    _anew, another = ask(offered, home, abroad)
    assert send(another).status_code == 302


def test_the_side_that_asks_does_not_answer_its_own_link(offered: Instrument, home: Sides, abroad: Sides):
    _asked, token = ask(offered, home, abroad)
    client = Client(headers={"accept-language": "en"})
    client.force_login(home.officer)
    shown = client.get(page(token))
    assert (shown.status_code, 'name="answer"' in shown.content.decode()) == (200, False)
    assert f"This link is for The minister; you are signed in as {home.officer}, of the side that asks." in words(shown)
    for sent in ({"send": "1"}, {}):
        refused = client.post(page(token), {"once": str(fresh_key()), "answer": "agree", **NAMED, **sent})
        assert refused.status_code == 403
        assert "of the side that asks" in words(refused)
    assert fresh(offered).state == "with_other_party"
    client.force_login(abroad.officer)  # who is asked may have an account
    given = {"once": str(fresh_key()), "answer": "agree", "send": "1", **NAMED}
    assert client.post(page(token), given).status_code == 302
    assert fresh(offered).state == "agreed"
