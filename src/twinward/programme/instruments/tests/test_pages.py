"""Pages of instruments: who sees what, what they say on a day, and how bad input is answered."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from twinward.foundation.identity.models import Account
from twinward.foundation.kernel.days import Day
from twinward.foundation.kernel.keys import fresh_key
from twinward.foundation.kernel.models import Event, Source
from twinward.programme.instruments import actions
from twinward.programme.instruments.facts import ActKind
from twinward.programme.instruments.models import Act, Instrument
from twinward.programme.instruments.tests.looking import everything, fresh
from twinward.programme.instruments.tests.makers import (
    BY,
    NOON,
    Sides,
    make_act,
    make_agreed,
    make_agreement,
    make_document,
    make_draft,
    make_side,
    move,
    party_of,
    sign,
)

RECORDED = {
    "kind": "memorandum",
    "title": "Memorandum on surgery",
    "standing": "concluded",
    "entry_rule": "not_stated",
    "consent_by": "not_stated",
    "end_rule": "not_stated",
    "renewal": "not_stated",
    "basis": "stated",
    "texts_counted": "1",
}


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOON, tick=False):
        yield


def client_of(account: Account) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(account)
    return client


def get(account: Account, name: str, *args: Any, **query: str) -> Any:
    return client_of(account).get(reverse(name, args=args), query)


def post(account: Account, name: str, *args: Any, data: dict[str, Any]) -> Any:
    return client_of(account).post(reverse(name, args=args), {"once": str(fresh_key()), **data})


def unchanged(answer: Callable[[], Any]) -> Any:
    """What is answered when nothing may be written."""
    before = everything()
    got = answer()
    assert everything() == before
    return got


def words(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_the_record_says_what_is_known_on_a_day_and_names_what_is_missing(home: Sides):
    agreement = make_agreement("UA", "AZ", entry_rule="not_stated", signed=Day.on(date(2025, 11, 1)))
    said = words(get(home.officer, "instrument", agreement.pk, **{"as-of": "3 November 2025"}))
    assert "Missing: the clause on entry into force" in said
    assert "On 3 November 2025" in said
    before = words(get(home.officer, "instrument", agreement.pk, **{"as-of": "31.10.2025"}))
    assert "It was signed later." in before


def test_a_day_that_does_not_exist_is_said_and_today_is_shown(home: Sides):
    response = get(home.officer, "instrument", make_agreement("UA", "AZ").pk, **{"as-of": "30 February 2025"})
    assert response.status_code == 200
    assert "30.2.2025 does not exist." in words(response)
    assert "On 3 November 2025" in words(response)


def test_the_1999_agreement_says_on_its_page_what_it_is_no_basis_for(home: Sides):
    pharma = make_agreement("UA", "AZ", covers=["pharmaceutical_production"], covers_nothing_else=True)
    said = words(get(home.officer, "instrument", pharma.pk, field="oncology"))
    assert "Is it a legal basis for oncology?" in said
    assert "The legal basis does not cover this field." in said


def test_a_draft_is_there_for_its_own_side_only(home: Sides, abroad: Sides):
    memorandum, stranger = make_draft(home, abroad), make_side("DE")
    for account, status in ((home.focal, 200), (home.lawyer, 200), (abroad.focal, 404), (stranger.officer, 404)):
        assert get(account, "instrument", memorandum.pk).status_code == status
    assert Client().get(reverse("instrument", args=[memorandum.pk])).status_code == 302


def test_a_stranger_sees_of_a_public_instrument_what_is_public(home: Sides, abroad: Sides):
    agreement, stranger = make_agreement("UA", "AZ"), make_side("DE")
    make_act(agreement, party_of(agreement, home), ActKind.NOTIFY, Day.unknown(), signatory="Secretive Signatory")
    actions.attach_text(
        instrument=agreement, language="uk", document=make_document(), is_authentic=True, by=home.officer, at=NOON, reason="Hush"
    )
    actions.waive(instrument=agreement, reason="Hush", by=home.lawyer, at=NOON)
    said = words(get(stranger.officer, "instrument", agreement.pk))
    assert "Agreement on health" in said
    for hidden in ("Secretive Signatory", "Hush", "Evidence gaps", "/documents/", "Text attached"):
        assert hidden not in said
    assert "Secretive Signatory" in words(get(abroad.officer, "instrument", agreement.pk))
    assert get(stranger.officer, "instrument-document", agreement.pk, make_document().sha256).status_code == 403


def test_a_link_from_what_the_reader_may_not_see_is_not_told(home: Sides, abroad: Sides):
    agreement = make_agreement("UA", "AZ")
    make_draft(home, abroad, basis=agreement, title="Hidden draft")
    assert "Hidden draft" in words(get(home.officer, "instrument", agreement.pk))
    assert "Hidden draft" not in words(get(abroad.officer, "instrument", agreement.pk))


def test_the_page_asks_the_store_equally_often_however_much_there_is(home: Sides, abroad: Sides, django_assert_max_num_queries: Any):
    agreement = make_agreement("UA", "AZ")
    with django_assert_max_num_queries(45) as few:
        get(home.officer, "instrument", agreement.pk)
    for number in range(3):
        memorandum = make_agreed(home, abroad, basis=agreement, title=f"Memorandum {number}")
        sign(memorandum, home)
    with django_assert_max_num_queries(45) as first:
        get(home.officer, "instrument", agreement.pk)
    for number in range(4):
        make_agreed(home, abroad, basis=agreement, title=f"Another {number}")
        actions.add_party(instrument=agreement, country_id=("DE", "PL", "LT", "LV")[number], by=BY, at=NOON, reason="Acceded")
    with django_assert_max_num_queries(45) as many:
        get(home.officer, "instrument", agreement.pk)
    assert len(many) == len(first) >= len(few)


def test_the_list_asks_the_store_equally_often_too(home: Sides, abroad: Sides, django_assert_max_num_queries: Any):
    make_agreed(home, abroad, basis=make_agreement("UA", "AZ"))
    with django_assert_max_num_queries(30) as few:
        get(home.officer, "instruments")
    for _ in range(4):
        make_agreed(home, abroad, basis=make_agreement("UA", "AZ"))
    with django_assert_max_num_queries(30) as many:
        get(home.officer, "instruments")
    assert len(many) == len(few)


def test_the_list_can_be_asked_what_is_in_force_on_a_day(home: Sides):
    make_agreement("UA", "AZ", title="In force then", signed=Day.on(date(2021, 5, 5)))
    assert "In force then" in words(get(home.officer, "instruments", in_force="yes", **{"as-of": "5 May 2021"}))
    assert "In force then" not in words(get(home.officer, "instruments", in_force="yes", **{"as-of": "4 May 2021"}))


def test_what_the_reader_may_do_stands_with_what_it_still_lacks(home: Sides, abroad: Sides):
    memorandum = make_draft(home, abroad)
    actions.correct_instrument(instrument=memorandum, by=home.focal, at=NOON, authentic_languages=["en", "uk"])
    move(memorandum, "submit", home.focal)
    said = words(get(home.lawyer, "instrument", memorandum.pk))
    assert "The text is missing in one of its authentic languages." in said
    assert "Turn: Hospital UA" in said
    assert "Clear" not in words(get(home.focal, "instrument", memorandum.pk)).split("State on a day")[0]


def test_a_text_is_drafted_offered_agreed_and_signed_in_the_browser(home: Sides, abroad: Sides):
    basis = make_agreement("UA", "AZ")
    drafted = {
        "kind": "memorandum",
        "drafted_at": str(home.hospital.pk),
        "title": "Memorandum on surgery",
        "covers": ["surgery"],
        "authentic_languages": "English",
        "entry_rule": "on_signature",
        "consent_by": "signature",
        "end_rule": "term",
        "term_years": "5",
        "renewal": "none",
        "party1-organisation": "Hospital UA",
        "party2-organisation": "Hospital AZ",
        "rests_on": str(basis.pk),
    }
    assert post(home.focal, "instrument-new", data=drafted).status_code == 302
    memorandum = Instrument.objects.unscoped("a test looks").get(title="Memorandum on surgery")
    text = {"file": SimpleUploadedFile("memo.pdf", b"%PDF-1.7 words"), "language": "English", "is_authentic": "on"}
    assert post(home.focal, "instrument-text", memorandum.pk, data=text).status_code == 302
    for name, by in (("submit", home.focal), ("clear", home.lawyer), ("offer", home.officer), ("agree", abroad.officer)):
        assert post(by, "instrument-move", memorandum.pk, name, data={}).status_code == 302, name
    for side in (home, abroad):
        party = party_of(memorandum, side)
        signs = {"party": str(party.pk), "kind": "sign", "day": "3 November 2025", "appointment": str(side.director.pk)}
        assert post(side.focal, "instrument-act", memorandum.pk, data=signs).status_code == 302
    said = words(get(home.officer, "instrument", memorandum.pk))
    assert "In force" in said
    assert "2 November 2030" in said
    assert "Director AZ" in said


def test_a_move_that_is_refused_says_why_and_writes_nothing(home: Sides, abroad: Sides):
    memorandum = move(make_draft(home, abroad), "submit", home.lawyer)
    response = unchanged(lambda: post(home.lawyer, "instrument-move", memorandum.pk, "clear", data={}))
    assert response.status_code == 409
    assert "You submitted this text yourself, so somebody else clears it." in words(response)


def test_a_move_that_needs_a_reason_asks_for_it(home: Sides, abroad: Sides):
    memorandum = move(make_draft(home, abroad), "submit", home.focal)
    assert "Reason" in words(get(home.lawyer, "instrument-move", memorandum.pk, "return"))
    response = unchanged(lambda: post(home.lawyer, "instrument-move", memorandum.pk, "return", data={"reason": ""}))
    assert response.status_code == 422
    assert get(home.lawyer, "instrument-move", memorandum.pk, "vanish").status_code == 404
    assert get(home.focal, "instrument-move", memorandum.pk, "return").status_code == 403


def test_what_was_made_elsewhere_is_recorded_with_what_is_known(home: Sides, abroad: Sides):
    given = RECORDED | {
        "party1-organisation": "Hospital UA",
        "party2-country": "Azerbaijan",
        "party2-described": "a surgical centre",
        "new_publisher": "A newspaper",
        "new_day": "September 2023",
        "new_url": "https://example.org/a",
        "texts_counted": "",
    }
    assert post(home.officer, "instrument-record", data=given).status_code == 302
    recorded = Instrument.objects.unscoped("a test looks").get(title="Memorandum on surgery")
    source = Source.objects.get(publisher="A newspaper")
    assert (recorded.source_id, recorded.origin, recorded.drafted_at_id) == (source.pk, "recorded", home.ministry.pk)
    said = words(get(home.officer, "instrument", recorded.pk))
    for gap in ("The signed text is not on record.", "An institution that is party to it is not named.", "how many texts were signed"):
        assert gap in said
    assert "September 2023" in said


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": ""}, "This field is required."),
        ({"party1-country": "Ukrain"}, "Ukrain"),
        ({"party1-described": "somebody"}, "Give an institution, or a country, or a country and a description."),
        ({"basis": "inferred"}, "Say why."),
        ({"new_url": "https://example.org/a"}, "Say who published the new source."),
        ({"new_publisher": "X", "new_day": "30 February 2025"}, "30.2.2025 does not exist."),
        ({"authentic_languages": "Elvish"}, "“Elvish” is not a language that we know."),
    ],
)
def test_what_cannot_be_read_is_answered_with_a_sentence_beside_what_was_typed(home: Sides, wrong: dict[str, str], sentence: str):
    response = unchanged(lambda: post(home.officer, "instrument-record", data=RECORDED | wrong))
    assert response.status_code == 422
    assert sentence in words(response).replace("&#x27;", "'")
    assert next(iter(wrong.values())) in words(response)


def test_an_act_is_recorded_on_an_uncertain_day(home: Sides):
    agreement = actions.record_instrument(kind="agreement", title="A", parties=[{"country_id": "UA"}], by=home.officer, at=NOON)
    party = party_of(agreement, home)
    given = {"party": str(party.pk), "kind": "sign", "day": "before 27 October 2023", "basis": "stated"}
    assert post(home.officer, "instrument-act-elsewhere", agreement.pk, data=given).status_code == 302
    act = Act.objects.get(instrument=agreement)
    assert (act.not_before, act.not_after, act.basis) == (None, date(2023, 10, 26), "stated")


@pytest.mark.parametrize("page", ["instrument-act-elsewhere", "instrument-act"])
def test_an_act_in_the_future_is_refused_with_a_sentence(home: Sides, page: str):
    agreement = make_agreement("UA", "AZ")
    given = {"party": str(party_of(agreement, home).pk), "kind": "notify", "day": "4 November 2025", "basis": "stated"}
    response = unchanged(lambda: post(home.officer, page, agreement.pk, data=given))
    assert response.status_code == 409
    assert "The act lies in the future. Record it when it has happened." in words(response)


def test_a_ratification_before_its_signature_is_refused_with_a_sentence(home: Sides):
    agreement = actions.record_instrument(
        kind="agreement", title="A", parties=[{"country_id": "UA"}, {"country_id": "AZ"}], consent_by="ratification", by=BY, at=NOON
    )
    given = {"party": str(party_of(agreement, home).pk), "kind": "ratify", "day": "3 November 2025"}
    response = unchanged(lambda: post(home.officer, "instrument-act", agreement.pk, data=given))
    assert response.status_code == 409
    assert "The party ratified before it had signed." in words(response)


def test_parties_all_in_one_country_are_refused_with_a_sentence(home: Sides):
    parties = [{"country_id": "UA", "organisation": home.hospital}, {"country_id": "UA", "organisation": home.ministry}]
    draft = actions.draft(kind="memorandum", title="M", parties=parties, drafted_at=home.hospital, by=home.officer, at=NOON)
    response = unchanged(lambda: post(home.officer, "instrument-move", draft.pk, "submit", data={}))
    assert response.status_code == 409
    assert "All parties are of one country." in words(response)


def test_a_legal_basis_that_is_not_in_force_that_day_is_refused_with_a_sentence(home: Sides, abroad: Sides):
    basis = make_agreement("UA", "AZ", end_rule="fixed_day", ends_on=date(2024, 12, 31), renewal="none")
    memorandum = make_agreed(home, abroad, basis=basis)
    signs = {"party": str(party_of(memorandum, home).pk), "kind": "sign", "day": "03.11.2025", "appointment": str(home.director.pk)}
    response = unchanged(lambda: post(home.focal, "instrument-act", memorandum.pk, data=signs))
    assert response.status_code == 409
    assert "The legal basis is not in force on that day." in words(response)


def test_a_circle_of_links_is_refused_with_a_sentence(home: Sides):
    first, second = make_agreement("UA", "AZ"), make_agreement("UA", "AZ")
    links = {"kind": "legal_basis", "to_instrument": str(second.pk)}
    assert post(home.officer, "instrument-link", first.pk, data=links).status_code == 302
    back = {"kind": "legal_basis", "to_instrument": str(first.pk)}
    response = unchanged(lambda: post(home.officer, "instrument-link", second.pk, data=back))
    assert response.status_code == 409
    assert "The links would run in a circle" in words(response)
    neither = unchanged(lambda: post(home.officer, "instrument-link", second.pk, data={"kind": "amends"}))
    assert neither.status_code == 422


def test_links_lead_only_to_what_the_reader_may_see(home: Sides, abroad: Sides):
    draft, agreement = make_draft(home, abroad, title="Hidden draft"), make_agreement("UA", "AZ")
    assert "Hidden draft" not in words(get(abroad.officer, "instrument-link", agreement.pk))
    response = unchanged(
        lambda: post(abroad.officer, "instrument-link", agreement.pk, data={"kind": "amends", "to_instrument": str(draft.pk)})
    )
    assert response.status_code == 422


def test_nobody_acts_through_the_page_for_the_other_side(home: Sides, abroad: Sides):
    memorandum, stranger = make_agreed(home, abroad), make_side("DE")
    theirs = {"party": str(party_of(memorandum, abroad).pk), "kind": "sign", "day": "03.11.2025"}
    assert unchanged(lambda: post(home.focal, "instrument-act", memorandum.pk, data=theirs)).status_code == 422
    assert unchanged(lambda: post(home.lawyer, "instrument-act", memorandum.pk, data=theirs)).status_code == 403
    assert unchanged(lambda: post(stranger.officer, "instrument-act", memorandum.pk, data=theirs)).status_code == 404


def test_a_correction_asks_for_a_reason_and_shows_what_is_on_record(home: Sides):
    agreement = make_agreement("UA", "AZ", covers=["oncology"])
    page = words(get(home.officer, "instrument-correct", agreement.pk))
    assert 'value="Agreement on health"' in page
    same = {"title": "Other title", "standing": "concluded", "entry_rule": "on_signature", "consent_by": "signature", "end_rule": "none"}
    missing = unchanged(lambda: post(home.officer, "instrument-correct", agreement.pk, data=same | {"renewal": "none"}))
    assert missing.status_code == 422
    given = same | {"renewal": "none", "reason": "The paper says so"}
    assert post(home.officer, "instrument-correct", agreement.pk, data=given).status_code == 302
    assert fresh(agreement).title == "Other title"


def test_an_act_is_corrected_on_its_page(home: Sides):
    agreement = make_agreement("UA", "AZ")
    act = agreement.acts.order_by("id")[0]
    assert "2 January 2020" in words(get(home.officer, "instrument-act-correct", agreement.pk, act.pk))
    given = {"says_instead": "yes", "day": "5 January 2020", "basis": "stated", "reason": "Misread", "signatory": "V. Name"}
    assert post(home.officer, "instrument-act-correct", agreement.pk, act.pk, data=given).status_code == 302
    said = words(get(home.officer, "instrument", agreement.pk))
    assert "corrected" in said
    assert "V. Name" in said
    other = make_agreement("UA", "AZ")
    assert get(home.officer, "instrument-act-correct", other.pk, act.pk).status_code == 404


def test_a_waiver_is_the_lawyers(home: Sides, abroad: Sides):
    memorandum = make_agreed(home, abroad)
    assert get(home.officer, "instrument-waive", memorandum.pk).status_code == 403
    assert unchanged(lambda: post(home.lawyer, "instrument-waive", memorandum.pk, data={"reason": ""})).status_code == 422
    assert post(home.lawyer, "instrument-waive", memorandum.pk, data={"reason": "Old practice"}).status_code == 302
    assert "Old practice" in words(get(home.lawyer, "instrument", memorandum.pk))


def test_parties_are_added_and_named_on_their_pages(home: Sides, abroad: Sides):
    parties = [{"country_id": "UA", "described": "a centre"}]
    recorded = actions.record_instrument(kind="memorandum", title="M", parties=parties, by=home.officer, at=NOON)
    added = {"organisation": "Hospital AZ", "reason": "Named in the text"}
    assert post(home.officer, "instrument-party", recorded.pk, data=added).status_code == 302
    assert unchanged(lambda: post(home.officer, "instrument-party", recorded.pk, data={"reason": "x"})).status_code == 422
    unnamed = party_of(recorded, home)
    assert "a centre" in words(get(home.officer, "instrument-party-name", recorded.pk, unnamed.pk))
    named = {"organisation": "Hospital UA", "reason": "Named in the text"}
    assert post(home.officer, "instrument-party-name", recorded.pk, unnamed.pk, data=named).status_code == 302
    assert get(home.officer, "instrument-party-name", recorded.pk, unnamed.pk).status_code == 404


def test_a_predecessor_is_named_on_its_page(home: Sides):
    agreement, older = make_agreement("UA", "AZ"), make_agreement("UA", "AZ")
    link = actions.link(from_instrument=agreement, to_instrument=None, unnamed="An earlier one", kind="supersedes", by=BY, at=NOON)
    assert "An earlier one" in words(get(home.officer, "instrument-link-name", agreement.pk, link.pk))
    named = {"to_instrument": str(older.pk), "reason": "Preamble"}
    assert post(home.officer, "instrument-link-name", agreement.pk, link.pk, data=named).status_code == 302
    assert get(home.officer, "instrument-link-name", agreement.pk, link.pk).status_code == 404


def test_a_document_is_saved_and_never_shown(home: Sides, abroad: Sides):
    memorandum = make_draft(home, abroad)
    response = get(home.focal, "instrument-document", memorandum.pk, make_document().sha256)
    assert response.status_code == 200
    assert b"".join(response.streaming_content) == b"%PDF-1.7 the agreed words"
    assert response["Content-Disposition"] == f'attachment; filename="{memorandum.pk}-en.pdf"'
    assert (response["X-Content-Type-Options"], response["Cache-Control"]) == ("nosniff", "private, no-store")
    other = make_document(b"%PDF-1.7 of nobody")
    assert get(home.focal, "instrument-document", memorandum.pk, other.sha256).status_code == 404
    assert get(abroad.focal, "instrument-document", memorandum.pk, make_document().sha256).status_code == 404


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", "The submitted file is empty."), (b"MZ\x00\x01 program", "The file is neither PDF, Word (DOCX), plain text nor a picture")],
)
def test_a_file_that_is_no_text_is_refused_with_a_sentence(home: Sides, abroad: Sides, content: bytes, sentence: str):
    memorandum = make_draft(home, abroad)
    given = {"file": SimpleUploadedFile("a.pdf", content), "language": "uk", "is_authentic": "on"}
    response = unchanged(lambda: post(home.focal, "instrument-text", memorandum.pk, data=given))
    assert response.status_code in (409, 422)
    assert sentence in words(response)


def test_a_form_sent_twice_counts_once(home: Sides, abroad: Sides):
    memorandum, client = make_draft(home, abroad), client_of(home.focal)
    form = {"once": str(fresh_key())}
    address = reverse("instrument-move", args=[memorandum.pk, "submit"])
    answers = [client.post(address, form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Event.objects.filter(verb="submit").count() == 1


def test_what_was_invented_says_so(home: Sides):
    agreement = make_agreement("UA", "AZ", is_illustrative=True)
    assert '<span class="illus">illustrative</span>' in words(get(home.officer, "instrument", agreement.pk)).split("State on a day")[0]
