"""The other party agrees to an offered text, or sends it back, through a link: the very text, once, in time, and in the guest's name."""

import io
from datetime import timedelta
from hashlib import sha256
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests.crowd import PEOPLE, at_once
from twinward.foundation.identity import guests
from twinward.foundation.identity.models import GuestQuestion
from twinward.foundation.identity.rules import FOCAL_POINT
from twinward.foundation.kernel.documents import store
from twinward.foundation.kernel.keys import fresh_key, key_of
from twinward.foundation.kernel.ledger import erase_personal
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.models import Document, Event, PersonalFact
from twinward.foundation.kernel.tellings import facts_told
from twinward.foundation.kernel.values_told import is_commitment
from twinward.foundation.kernel.verify import verify_ledger
from twinward.programme.instruments import actions, partner
from twinward.programme.instruments.models import Instrument
from twinward.programme.instruments.tasks import tasks
from twinward.programme.instruments.tests.browsing import get, post, words
from twinward.programme.instruments.tests.looking import fresh, not_allowed
from twinward.programme.instruments.tests.makers import (
    BY,
    NOON,
    TODAY,
    Sides,
    make_account,
    make_agreement,
    make_draft,
    make_side,
    move,
    party_of,
    sign,
)

pytestmark = pytest.mark.usefixtures("noon")
NAMED = {"name": "Aygün Məmmədova", "office": "Deputy Minister"}


def word_file(*paragraphs: str, how: int = ZIP_STORED) -> bytes:
    """A Word text of these paragraphs."""
    body = "".join(f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>" for words in paragraphs)
    packed = io.BytesIO()
    with ZipFile(packed, "w", how) as archive:
        namespace = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
        archive.writestr("word/document.xml", f"<w:document {namespace}><w:body>{body}</w:body></w:document>")
    return packed.getvalue()


def attach(instrument: Instrument, language: str, content: bytes, by: Any, *, is_authentic: bool = True) -> Document:
    document = store(io.BytesIO(content), name="text", kind="instrument_text", language=language, by=by, at=NOON)
    actions.attach_text(instrument=instrument, language=language, document=document, is_authentic=is_authentic, by=by, at=NOON)
    return document


def offer(memorandum: Instrument, home: Sides) -> Instrument:
    for name, by in (("submit", home.focal), ("clear", home.lawyer), ("offer", home.officer)):
        memorandum = move(memorandum, name, by)
    return memorandum


@pytest.fixture
def offered(home: Sides, abroad: Sides) -> Instrument:
    """A text in Ukrainian, in Azerbaijani as a Word file, and in English as a PDF, with the other party."""
    memorandum = make_draft(home, abroad, basis=make_agreement("UA", "AZ"))
    attach(memorandum, "uk", "Сторони домовилися.\n\nСтаття 1".encode(), home.officer)
    attach(memorandum, "az", word_file("Tərəflər razılaşdılar.", "Maddə 1"), home.officer)
    attach(memorandum, "es", b"Las Partes acuerdan.", home.officer, is_authentic=False)
    return fresh(offer(memorandum, home))


def ask(offered: Instrument, home: Sides, abroad: Sides, **fields: Any) -> tuple[GuestQuestion, str]:
    given = {"asked_of": "The minister", "language": "en", "works_for": timedelta(days=14), "by": home.officer, "at": NOON}
    return partner.ask_partner(party=party_of(offered, abroad), **(given | fields))


def page(token: str) -> str:
    return reverse("guest", args=[token])


def send(token: str, answer: str = "agree", **fields: str) -> Any:
    given = {"once": str(fresh_key()), "answer": answer, "send": "1", **NAMED} | fields
    return Client(headers={"accept-language": "en"}).post(page(token), given)


def hash_of_all(saved: Any) -> str:
    """The hash of what was sent."""
    return sha256(saved.getvalue()).hexdigest()


def look(token: str) -> Any:
    return Client(headers={"accept-language": "en"}).get(page(token))


def test_the_guest_reads_the_very_text_in_every_language_and_saves_it(offered: Instrument, home: Sides, abroad: Sides):
    _asked, token = ask(offered, home, abroad)
    seen = words(look(token))
    for said in ("Сторони домовилися.", "Tərəflər razılaşdılar.", "Maddə 1", "Las Partes acuerdan.", "can only be read in the file itself"):
        assert said in seen
    for text in offered.texts.all():
        assert text.document_id in seen
        saved = Client().get(f"{page(token)}papers/{text.document_id}/")
        assert hash_of_all(saved) == text.document_id
        assert (saved["Content-Disposition"].partition(";")[0], saved["Cache-Control"]) == ("attachment", "private, no-store")
    assert seen.index("Сторони домовилися.") < seen.index("Las Partes acuerdan.")  # what is authentic comes first
    foreign = store(io.BytesIO(b"Another text"), name="x", kind="letter", by=BY, at=NOON)
    assert Client().get(f"{page(token)}papers/{foreign.sha256}/").status_code == 404
    assert Client().get(f"/guest/nobodys/papers/{foreign.sha256}/").status_code == 404


def test_a_damaged_word_file_can_still_be_saved_and_answered(home: Sides, abroad: Sides):
    memorandum = make_draft(home, abroad)
    whole = word_file("Tərəflər razılaşdılar.", how=ZIP_DEFLATED)
    data = 30 + len("word/document.xml")
    damaged = attach(memorandum, "az", whole[:data] + b"\xff\xff" + whole[data + 2 :], home.officer)
    _asked, token = ask(fresh(offer(memorandum, home)), home, abroad)
    seen = look(token)
    assert seen.status_code == 200
    assert "can only be read in the file itself" in words(seen)
    assert hash_of_all(Client().get(f"{page(token)}papers/{damaged.sha256}/")) == damaged.sha256
    assert send(token).status_code == 302


def test_to_save_a_file_its_words_are_not_read(offered: Instrument, home: Sides, abroad: Sides, monkeypatch: pytest.MonkeyPatch):
    _asked, token = ask(offered, home, abroad)
    monkeypatch.setattr(guests, "words_of", lambda _document: pytest.fail("its words were read"))
    for text in offered.texts.all():
        assert hash_of_all(Client().get(f"{page(token)}papers/{text.document_id}/")) == text.document_id


def test_agreeing_is_a_move_of_the_guest_with_the_hash_of_what_was_shown(offered: Instrument, home: Sides, abroad: Sides):
    asked, token = ask(offered, home, abroad)
    assert send(token, remark="With pleasure").status_code == 302
    now = fresh(offered)
    assert (now.state, now.agreed_text_sha256) == ("agreed", offered.text_hash())
    event = Event.objects.get(record=key_of(offered), verb="agree")
    assert event.by == f"guest:{asked.pk}"
    told = {"before": "with_other_party", "after": "agreed", "text_sha256": offered.text_hash()}
    assert {name: value for name, value in event.facts.items() if name != "reason"} == told
    assert is_commitment(event.facts["reason"])
    assert "With pleasure" in words(get(home.officer, "instrument", offered.pk))
    answered = GuestQuestion.objects.unscoped("a test looks").get()
    assert (answered.answer, answered.answered_by, answered.answered_as) == ("agree", *NAMED.values())
    assert set(PersonalFact.objects.filter(name="after.answered_by").values_list("value", flat=True)) == {NAMED["name"]}
    assert verify_ledger().findings == ()
    assert [sign(now, side).kind for side in (home, abroad)] == ["sign", "sign"]


def test_the_answer_is_checked_before_it_is_sent(offered: Instrument, home: Sides, abroad: Sides):
    _asked, token = ask(offered, home, abroad)
    given = {"once": str(fresh_key()), "answer": "agree", **NAMED}
    shown = words(Client(headers={"accept-language": "en"}).post(page(token), given))
    assert "Yes, we agree to the text as it stands here" in shown
    assert all(value in shown for value in NAMED.values())
    assert fresh(offered).state == "with_other_party"


def test_sending_back_says_what_has_to_change(offered: Instrument, home: Sides, abroad: Sides):
    _asked, token = ask(offered, home, abroad)
    assert send(token, "send_back").status_code == 422
    assert send(token, "send_back", remark="Article 3 is missing").status_code == 302
    assert fresh(offered).state == "returned"
    event = Event.objects.get(record=key_of(offered), verb="send_back")
    assert is_commitment(event.facts["reason"])
    assert "Article 3 is missing" in words(get(home.officer, "instrument", offered.pk))
    assert [task.what for task in tasks(home.focal, TODAY) if "oncology" in task.what] == [
        "Revise the returned text: Memorandum on oncology"
    ]


def test_no_event_holds_what_a_guest_remarked_and_it_can_be_erased(offered: Instrument, home: Sides, abroad: Sides):
    _asked, token = ask(offered, home, abroad)
    assert send(token, "send_back", remark="My mother is ill").status_code == 302
    assert "My mother is ill" not in str(list(Event.objects.values_list("facts", flat=True)))
    event = Event.objects.get(record=key_of(offered), verb="send_back")
    assert "commitment" not in facts_told([event.facts], [event.record])[0]
    for fact in PersonalFact.objects.filter(value="My mother is ill"):
        erase_personal(fact, reason="The guest asked for it", by=BY, at=NOON)
    GuestQuestion.objects.unscoped("a test erases").update(remark="")
    told = words(get(home.officer, "instrument", offered.pk))
    assert "Sent back by the other party – erased" in told
    assert "My mother is ill" not in told
    assert verify_ledger().findings == ()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"answer": ""}, "Choose whether you agree"),
        ({"answer": "submit"}, "Choose whether you agree"),
        ({"name": " "}, "Say who you are"),
        ({"office": ""}, "Say who you are"),
        ({"name": "A" * 121}, "too long"),
        ({"office": "A" * 161}, "too long"),
        ({"remark": "A" * 301}, "longer than 300"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_lost(offered: Instrument, home: Sides, abroad: Sides, fields: dict[str, str], said: str):
    _asked, token = ask(offered, home, abroad)
    got = send(token, **({"remark": "A remark"} | fields))
    assert got.status_code == 422
    assert said in words(got)
    assert fields.get("remark", "A remark") in words(got)
    assert fresh(offered).state == "with_other_party"


def test_the_link_answers_nothing_once_the_text_has_changed(offered: Instrument, home: Sides, abroad: Sides):
    asked, token = ask(offered, home, abroad)
    move(offered, "return", home.lawyer, "A slip")
    assert "settled in another way" in words(look(token))
    attach(offered, "uk", "Сторони не домовилися.".encode(), home.officer)
    offer(fresh(offered), home)
    for got in (look(token), send(token)):
        assert got.status_code == 410
        assert "The text has changed since this link was sent" in words(got)
    text = offered.texts.get(language="uk").document_id
    assert Client().get(f"{page(token)}papers/{text}/").status_code == 410
    assert fresh(offered).state == "with_other_party"
    assert "closed: the text has changed" in words(get(home.officer, "instrument", offered.pk))
    guest = guests.Guest(asked.key, "instruments.agree", frozenset({key_of(offered), key_of(party_of(offered, abroad))}))
    with pytest.raises(Refused) as refused:  # and so does the move, however late it comes
        actions.make_move(instrument=offered, name="agree", by=guest, at=NOON, shown=asked.shown)
    assert refused.value.faults == ("text_changed_since_shown",)


def test_the_same_text_offered_anew_is_still_the_one_that_was_asked_about(offered: Instrument, home: Sides, abroad: Sides):
    _asked, token = ask(offered, home, abroad)
    move(offered, "return", home.lawyer, "Too early")
    offer(fresh(offered), home)
    assert send(token).status_code == 302


def test_a_link_that_was_used_or_withdrawn_says_so(offered: Instrument, home: Sides, abroad: Sides):
    gone, withdrawn = ask(offered, home, abroad)
    data: dict[str, str] = {}
    assert post(home.officer, "link-withdraw", gone.pk, data=data).status_code == 302
    assert post(home.officer, "link-withdraw", gone.pk, data=data).status_code == 409
    assert "has withdrawn it" in words(send(withdrawn))
    assert fresh(offered).state == "with_other_party"
    spent, used = ask(offered, home, abroad)
    assert send(used).status_code == 302
    with time_machine.travel(NOON + timedelta(days=2), tick=False):
        told = {token: words(look(token)) for token in (withdrawn, used)}
    assert ("has withdrawn it" in told[withdrawn], "It works once" in told[used]) == (True, True)
    page_now = words(get(home.officer, "instrument", offered.pk))
    for said in ("Asked by a link", "agreed to the text", "Aygün Məmmədova, Deputy Minister", "withdrawn"):
        assert said in page_now
    assert post(home.officer, "link-withdraw", spent.pk, data=data).status_code == 409


def test_a_link_about_a_text_that_was_settled_in_another_way_says_so_also_once_it_is_late(offered: Instrument, home: Sides, abroad: Sides):
    _asked, token = ask(offered, home, abroad, works_for=timedelta(days=1))
    move(offered, "return", home.lawyer, "Too early")
    assert "closed: the text has moved on" in words(get(home.officer, "instrument", offered.pk))
    with time_machine.travel(NOON + timedelta(days=2), tick=False):
        assert "settled in another way" in words(look(token))


def test_another_link_withdraws_the_one_that_is_open_and_the_form_says_so_beforehand(offered: Instrument, home: Sides, abroad: Sides):
    said = "1 link is open, for: The minister. Making another withdraws it."
    assert said not in words(get(home.officer, "instrument-ask", offered.pk))
    _former, former = ask(offered, home, abroad)
    assert said in words(get(home.officer, "instrument-ask", offered.pk))
    _anew, anew = ask(offered, home, abroad)
    assert "has withdrawn it" in words(send(former))
    assert send(anew).status_code == 302


def test_only_who_negotiates_for_the_authors_and_may_agree_asks_by_a_link_and_withdraws_it(offered: Instrument, home: Sides, abroad: Sides):
    asked, _token = ask(offered, home, abroad)
    for nobody in (home.lawyer, home.focal, abroad.officer, abroad.focal, make_account(abroad.ministry, FOCAL_POINT)):
        with not_allowed():
            ask(offered, home, abroad, by=nobody)
        assert get(nobody, "instrument-ask", offered.pk).status_code in (403, 404)
        assert reverse("instrument-ask", args=[offered.pk]) not in words(get(nobody, "instrument", offered.pk))
        assert "Asked by a link" not in words(get(nobody, "instrument", offered.pk))
        assert get(nobody, "link-withdraw", asked.pk).status_code == 404
        assert post(nobody, "link-withdraw", asked.pk, data={}).status_code == 404
        with not_allowed():
            guests.withdraw(asked, by=nobody, at=NOON)
    checked = words(get(home.officer, "link-withdraw", asked.pk))
    assert ("The minister" in checked, reverse("instrument", args=[offered.pk]) in checked) == (True, True)
    assert reverse("instrument-ask", args=[offered.pk]) in words(get(home.officer, "instrument", offered.pk))


def test_nobody_of_the_authors_is_asked_nor_about_a_text_that_is_not_offered(offered: Instrument, home: Sides, abroad: Sides):
    with pytest.raises(Refused) as refused:
        partner.ask_partner(party=party_of(offered, home), asked_of="-", language="en", works_for=timedelta(1), by=home.officer, at=NOON)
    assert refused.value.faults == ("party_not_other_side",)
    draft = make_draft(home, abroad)
    with pytest.raises(Refused) as refused:
        ask(draft, home, abroad)
    assert refused.value.faults == ("not_with_other_party",)
    told = {"party": str(party_of(draft, abroad).pk), "asked_of": "A", "language": "en", "days": "14"}
    assert post(home.officer, "instrument-ask", draft.pk, data=told).status_code == 409


@pytest.fixture
def of_three(home: Sides, abroad: Sides) -> Instrument:
    """A text with two other parties, that lies with them."""
    third = {"country_id": "LV", "organisation": make_side("LV").hospital}
    parties = [{"country_id": side.hospital.country_id, "organisation": side.hospital} for side in (home, abroad)]
    return fresh(offer(make_draft(home, abroad, parties=[*parties, third]), home))


def test_of_several_other_parties_none_is_asked_by_a_link(of_three: Instrument, home: Sides, abroad: Sides):
    with pytest.raises(Refused) as refused:
        ask(of_three, home, abroad)
    assert refused.value.faults == ("several_other_parties",)
    told = words(get(home.officer, "instrument", of_three.pk))
    assert reverse("instrument-ask", args=[of_three.pk]) not in told
    sentence = "Each answers by letter, and an officer records it."
    assert sentence in told
    assert sentence in words(get(home.officer, "instrument-ask", of_three.pk))
    data = {"party": str(party_of(of_three, abroad).pk), "asked_of": "A", "language": "en", "days": "14"}
    got = post(home.officer, "instrument-ask", of_three.pk, data=data)
    assert (got.status_code, sentence in words(got)) == (409, True)
    assert not GuestQuestion.objects.unscoped("a test looks").exists()


def test_one_of_several_other_parties_says_how_it_is_known_that_all_agree(of_three: Instrument, abroad: Sides):
    with pytest.raises(Refused) as refused:
        move(of_three, "agree", abroad.officer)
    assert refused.value.faults == ("own_offer",)

    assert move(of_three, "agree", abroad.officer, "Latvia agreed by its letter 7 of 1 November 2025").state == "agreed"


def test_a_link_from_before_a_further_party_joined_agrees_for_nobody(offered: Instrument, home: Sides, abroad: Sides):
    _asked, token = ask(offered, home, abroad)
    move(offered, "return", home.lawyer, "A party is missing")
    third = make_side("LV").hospital
    actions.add_party(instrument=offered, country_id="LV", organisation=third, by=home.officer, at=NOON)
    offer(fresh(offered), home)
    got = send(token)
    assert (got.status_code, "The text has changed since this link was sent" in words(got)) == (410, True)
    assert fresh(offered).state == "with_other_party"


def test_the_link_is_shown_once_and_today_tells_until_when_it_works(offered: Instrument, home: Sides, abroad: Sides):
    told = {"party": str(party_of(offered, abroad).pk), "asked_of": "The minister", "language": "az", "days": "7"}
    assert '<option value="az" selected>' in words(get(home.officer, "instrument-ask", offered.pk))
    assert post(home.officer, "instrument-ask", offered.pk, data={**told, "asked_of": ""}).status_code == 422
    client = Client(headers={"accept-language": "en"})
    client.force_login(home.officer)
    address = reverse("instrument-ask", args=[offered.pk])
    shown = words(client.post(address, {"once": str(fresh_key()), **told}, follow=True))
    assert "/guest/" in shown
    assert "/guest/" not in words(client.get(reverse("instrument", args=[offered.pk])))
    (task,) = (task for task in tasks(home.officer, TODAY) if "oncology" in task.what)
    assert (task.turn, task.who) == ("theirs", "Ministry AZ (for Hospital AZ)")
    assert "asked by a link, answer by 10 Nov" in task.meta
    with time_machine.travel(NOON + timedelta(days=8), tick=False):
        (task,) = (task for task in tasks(home.officer, TODAY) if "oncology" in task.what)
    assert "asked by a link, which expired on 10 Nov" in task.meta


def test_the_other_side_sends_a_text_back_with_an_account_too(offered: Instrument, home: Sides, abroad: Sides):
    assert reverse("instrument-move", args=[offered.pk, "send_back"]) in words(get(abroad.lawyer, "instrument", offered.pk))
    assert move(offered, "send_back", abroad.lawyer, "Article 3").state == "returned"


@pytest.mark.django_db(transaction=True)
def test_of_four_answers_at_once_one_counts(kept_files: object):
    home, abroad = make_side("UA"), make_side("AZ")
    offered = offer(make_draft(home, abroad), home)
    asked, _token = ask(fresh(offered), home, abroad)
    given = guests.Given("agree", **NAMED)
    got = at_once(lambda: guests.answer(asked, given, at=NOON))
    assert [one.faults for one in got if isinstance(one, Refused)] == [("guest_link_used",)] * (PEOPLE - 1)
    assert got.count(None) == 1
    assert Event.objects.filter(verb="agree").count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_answer_and_a_withdrawal_at_once_never_both_count(kept_files: object):
    home, abroad = make_side("UA"), make_side("AZ")
    offered = fresh(offer(make_draft(home, abroad), home))
    asked, _token = ask(offered, home, abroad)
    steps = [
        lambda: guests.answer(asked, guests.Given("agree", **NAMED), at=NOON),
        lambda: guests.withdraw(asked, by=home.officer, at=NOON),
    ]
    got = at_once(lambda: steps.pop()(), people=2)
    (refused,) = (one for one in got if one is not None)
    assert isinstance(refused, Refused)
    assert refused.faults in (("guest_link_used",), ("guest_link_withdrawn",))
    assert (fresh(offered).state == "agreed") == (refused.faults == ("guest_link_used",))
