"""Forms of instruments: what they write, and how bad input is answered."""

from datetime import date

import pytest
from django.urls import reverse

from twinward.foundation.kernel.days import Day
from twinward.foundation.kernel.keys import fresh_key
from twinward.foundation.kernel.models import Event, Source
from twinward.programme.instruments import act_forms, actions, linking
from twinward.programme.instruments.models import Act, Instrument, Link
from twinward.programme.instruments.state_on import State
from twinward.programme.instruments.tests.browsing import client_of, get, post, seen_at, shown_at, unchanged, words
from twinward.programme.instruments.tests.looking import fresh
from twinward.programme.instruments.tests.makers import (
    BY,
    NOON,
    Sides,
    make_agreed,
    make_agreement,
    make_document,
    make_draft,
    make_side,
    make_source,
    party_of,
)

pytestmark = pytest.mark.usefixtures("noon")

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
        ({"title": ""}, "Give a title, or name at least one party below"),
        ({"signed_on": "2024"}, "Name at least one party below"),
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
    agreement = actions.record_instrument(
        kind="agreement", title="A", parties=[{"country_id": "UA"}], drafted_at=home.ministry, by=home.officer, at=NOON
    )
    party = party_of(agreement, home)
    given = {"party": str(party.pk), "kind": "sign", "day": "before 27 October 2023", "basis": "stated"}
    assert post(home.officer, "instrument-act-elsewhere", agreement.pk, data=given | {"send": "1"}).status_code == 302
    act = Act.objects.get(instrument=agreement)
    assert (act.not_before, act.not_after, act.basis) == (None, date(2023, 10, 26), "stated")


@pytest.mark.parametrize(("name", "status"), [("instrument-act-elsewhere", 422), ("instrument-act", 409)])
def test_an_act_in_the_future_is_refused_with_a_sentence(home: Sides, name: str, status: int):
    agreement = make_agreement("UA", "AZ")
    given = {
        "party": str(party_of(agreement, home).pk),
        "kind": "notify",
        "day": "4 November 2025",
        "basis": "stated",
        "shown": agreement.text_hash(),
    }
    response = unchanged(lambda: post(home.officer, name, agreement.pk, data=given))
    assert response.status_code == status
    assert "The act lies in the future. Record it when it has happened." in words(response)


def test_all_that_is_wrong_with_an_act_of_another_side_is_told_at_once_and_each_at_its_field(home: Sides, abroad: Sides):
    agreement = make_agreement("UA", "AZ")
    given = {
        "party": str(party_of(agreement, abroad).pk),
        "kind": "withdraw",
        "day": "4 November 2025",
        "effective_on": "x",
        "basis": "inferred",
    }
    response = unchanged(lambda: post(home.officer, "instrument-act-elsewhere", agreement.pk, data=given))
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"kind", "day", "effective_on", "why", "source"}
    undated = unchanged(lambda: post(home.officer, "instrument-act-elsewhere", agreement.pk, data=given | {"new_publisher": "A newspaper"}))
    assert set(undated.context["form"].errors) == {"kind", "day", "effective_on", "why"}
    known = make_source(not_before=None, not_after=None)
    make_agreement("UA", "AZ", source=known)
    chosen = unchanged(lambda: post(home.officer, "instrument-act-elsewhere", agreement.pk, data=given | {"source": str(known.pk)}))
    assert set(chosen.context["form"].errors) == {"kind", "day", "effective_on", "why"}


def test_what_a_rule_refuses_of_an_act_is_told_at_its_field(home: Sides):
    agreement = make_agreement("UA", "AZ", signed=Day.on(date(2024, 5, 2)))
    given = {"party": str(party_of(agreement, home).pk), "kind": "notify", "day": "2024", "basis": "stated", "effective_on": "1.1.2020"}
    form = act_forms.ActElsewhereForm(given, account=home.officer, parties=list(agreement.parties.all()), today=date(2025, 11, 3))
    assert form.is_valid()
    assert form.take(["act_twice", "authority_unknown"]) == ["authority_unknown"]
    assert set(form.errors) == {"kind"}


def test_that_a_source_is_needed_for_another_side_is_said_before_the_form_is_sent(home: Sides, abroad: Sides):
    agreement = make_agreement("UA", "AZ")
    page = words(get(home.officer, "instrument-act-elsewhere", agreement.pk))
    assert "Needed for an act of another side: one on record" in page
    assert "Needed where the day of signing is given" in words(get(home.officer, "instrument-record"))


def test_a_season_is_recorded_as_the_months_that_it_may_mean(home: Sides):
    agreement = make_agreement("UA", "AZ")
    given = {
        "party": str(party_of(agreement, home).pk),
        "kind": "notify",
        "day": "літо 2024",
        "basis": "inferred",
        "why": "so told",
        "send": "1",
    }
    assert post(home.officer, "instrument-act-elsewhere", agreement.pk, data=given).status_code == 302
    act = Act.objects.filter(instrument=agreement).latest("id")
    assert (act.not_before, act.not_after, act.basis) == (date(2024, 6, 1), date(2024, 8, 31), "inferred")


def test_a_ratification_before_its_signature_is_refused_with_a_sentence(home: Sides):
    agreement = actions.record_instrument(
        kind="agreement", title="A", parties=[{"country_id": "UA"}, {"country_id": "AZ"}], consent_by="ratification", by=BY, at=NOON
    )
    given = {"party": str(party_of(agreement, home).pk), "kind": "ratify", "day": "3 November 2025", "shown": agreement.text_hash()}
    response = unchanged(lambda: post(home.officer, "instrument-act", agreement.pk, data=given))
    assert response.status_code == 409
    assert "The party ratified before it had signed." in words(response)


def test_parties_all_in_one_country_are_refused_with_a_sentence(home: Sides):
    parties = [{"country_id": "UA", "organisation": home.hospital}, {"country_id": "UA", "organisation": home.ministry}]
    draft = actions.draft(kind="memorandum", title="M", parties=parties, drafted_at=home.hospital, by=home.officer, at=NOON)
    shown = shown_at(home.officer, draft.pk, "submit")
    response = unchanged(lambda: post(home.officer, "instrument-move", draft.pk, "submit", data=shown))
    assert response.status_code == 409
    assert "All parties are of one country." in words(response)


def test_a_legal_basis_that_is_not_in_force_that_day_is_refused_with_a_sentence(home: Sides, abroad: Sides):
    basis = make_agreement("UA", "AZ", end_rule="fixed_day", ends_on=date(2024, 12, 31), renewal="none")
    memorandum = make_agreed(home, abroad, basis=basis)
    signs = {"party": str(party_of(memorandum, home).pk), "kind": "sign", "day": "03.11.2025", "appointment": str(home.director.pk)}
    signs["shown"] = memorandum.text_hash()
    response = unchanged(lambda: post(home.focal, "instrument-act", memorandum.pk, data=signs))
    assert response.status_code == 409
    assert "The legal basis is not in force on that day." in words(response)


def test_a_circle_of_links_is_refused_with_a_sentence(home: Sides):
    first, second = make_agreement("UA", "AZ"), make_agreement("UA", "AZ")
    ground = {"basis": "stated", "new_publisher": "A ministry"}
    links = {"kind": "legal_basis", "to_instrument": str(second.pk)} | ground
    assert post(home.officer, "instrument-link", first.pk, data=links).status_code == 302
    back = {"kind": "legal_basis", "to_instrument": str(first.pk)} | ground
    response = unchanged(lambda: post(home.officer, "instrument-link", second.pk, data=back))
    assert response.status_code == 409
    assert "The links would run in a circle" in words(response)
    neither = unchanged(lambda: post(home.officer, "instrument-link", second.pk, data={"kind": "amends"} | ground))
    assert neither.status_code == 422


def test_a_link_of_what_was_made_elsewhere_is_stated_by_a_source_or_concluded_for_a_reason(home: Sides):
    first, second = make_agreement("UA", "AZ"), make_agreement("UA", "AZ")
    rests = {"kind": "legal_basis", "to_instrument": str(second.pk)}
    for ground, said in (({"basis": "stated"}, "Choose the source that states it"), ({"basis": "inferred"}, "Say why.")):
        refused = unchanged(lambda ground=ground: post(home.officer, "instrument-link", first.pk, data=rests | ground))
        assert (refused.status_code, said in words(refused)) == (422, True)
    post(home.officer, "instrument-link", first.pk, data=rests | {"basis": "inferred", "why": "The preamble names it."})
    recorded = Link.objects.get(from_instrument=first)
    assert (recorded.basis, recorded.why, recorded.source) == ("inferred", "The preamble names it.", None)


def test_a_link_of_a_text_made_here_needs_no_source(home: Sides, abroad: Sides):
    draft, agreement = make_draft(home, abroad), make_agreement("UA", "AZ")
    assert 'name="basis"' not in get(home.focal, "instrument-link", draft.pk).content.decode()
    post(home.focal, "instrument-link", draft.pk, data={"kind": "legal_basis", "to_instrument": str(agreement.pk)})
    assert Link.objects.get(from_instrument=draft).basis == "done_here"


def test_links_lead_only_to_what_the_reader_may_see(home: Sides, abroad: Sides):
    draft, agreement = make_draft(home, abroad, title="Hidden draft"), make_agreement("AZ", "UA")
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
    given = same | {"renewal": "none", "basis": "stated", "reason": "The paper says so"}
    given |= seen_at(home.officer, "instrument-correct", agreement.pk)
    assert post(home.officer, "instrument-correct", agreement.pk, data=given).status_code == 302
    assert fresh(agreement).title == "Other title"


def test_a_correction_on_an_old_page_is_refused_and_shown_what_changed_meanwhile(home: Sides):
    agreement = make_agreement("UA", "AZ")
    given = {"title": "First title", "standing": "concluded", "entry_rule": "on_signature", "consent_by": "signature", "end_rule": "none"}
    given |= {"renewal": "none", "basis": "stated", "reason": "The paper says so"}
    given |= seen_at(home.officer, "instrument-correct", agreement.pk)
    assert post(home.officer, "instrument-correct", agreement.pk, data=given).status_code == 302
    refused = unchanged(lambda: post(home.officer, "instrument-correct", agreement.pk, data=given | {"title": "Second title"}))
    assert refused.status_code == 409
    assert "Somebody changed this record since you opened the page." in words(refused)
    told = words(refused).partition("What was changed since you opened this page")[2].partition("</table>")[0]
    assert "Agreement on health" in told
    assert "First title" in told
    assert home.officer.full_name in told
    assert 'value="Second title"' in words(refused)
    again = given | {"title": "Second title", "seen": refused.context["meanwhile"].seen}
    assert post(home.officer, "instrument-correct", agreement.pk, data=again).status_code == 302
    assert fresh(agreement).title == "Second title"


def test_an_act_is_corrected_on_its_page(home: Sides):
    agreement = make_agreement("UA", "AZ")
    act = agreement.acts.order_by("id")[0]
    assert "2 January 2020" in words(get(home.officer, "instrument-act-correct", agreement.pk, act.pk))
    given = {"says_instead": "yes", "day": "5 January 2020", "basis": "stated", "reason": "Misread", "signatory": "V. Name"}
    given |= seen_at(home.officer, "instrument-act-correct", agreement.pk, act.pk)
    unsaid = unchanged(lambda: post(home.officer, "instrument-act-correct", agreement.pk, act.pk, data=given))
    assert (unsaid.status_code, "Choose the source that states it" in words(unsaid)) == (409, True)
    cited = given | {"new_publisher": "The embassy", "new_day": "7 January 2020"}
    assert post(home.officer, "instrument-act-correct", agreement.pk, act.pk, data=cited).status_code == 302
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
    recorded = actions.record_instrument(kind="memorandum", title="M", parties=parties, drafted_at=home.ministry, by=home.officer, at=NOON)
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
    link = linking.link(from_instrument=agreement, to_instrument=None, unnamed="An earlier one", kind="supersedes", by=BY, at=NOON)
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


def test_a_form_sent_twice_counts_once(home: Sides, abroad: Sides):
    memorandum, client = make_draft(home, abroad), client_of(home.focal)
    form = {"once": str(fresh_key())} | shown_at(home.focal, memorandum.pk, "submit")
    address = reverse("instrument-move", args=[memorandum.pk, "submit"])
    answers = [client.post(address, form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Event.objects.filter(verb="submit").count() == 1


def test_what_was_invented_says_so(home: Sides):
    agreement = make_agreement("UA", "AZ", is_illustrative=True)
    assert '<span class="illus">illustrative</span>' in words(get(home.officer, "instrument", agreement.pk)).split("State on a day")[0]


@pytest.mark.parametrize(
    "day", [Day.in_year(1999), Day.in_month(2023, 9), Day.by(date(2023, 10, 26)), Day(date(2023, 9, 7), date(2023, 10, 13))]
)
def test_the_day_that_a_correction_begins_with_can_be_sent_back_as_it_is(home: Sides, day: Day):
    agreement = make_agreement("UA", "AZ", signed=day)
    act = agreement.acts.order_by("id")[0]
    form = get(home.officer, "instrument-act-correct", agreement.pk, act.pk).context["form"]
    given = {"says_instead": "yes", "day": form["day"].value(), "basis": "stated", "reason": "The signatory", "signatory": "V. Name"}
    given |= seen_at(home.officer, "instrument-act-correct", agreement.pk, act.pk)
    assert post(home.officer, "instrument-act-correct", agreement.pk, act.pk, data=given).status_code == 302
    corrected = Act.objects.get(corrects=act)
    assert (corrected.not_before, corrected.not_after) == (day.not_before, day.not_after)


def test_what_is_refused_of_a_party_names_the_party(home: Sides):
    typed = {"title": "M", "kind": "memorandum", "party2-organisation": "Nowhere at all", "party3-country": "Atlantis"}
    refused = unchanged(lambda: post(home.focal, "instrument-new", data=typed))
    said = words(refused).partition("Nothing was saved.")[2]

    assert refused.status_code == 422
    assert ("Party 2, Institution" in said, "Party 3, Or a country" in said, "Party 1," in said) == (True, True, False)
    unclear = post(home.officer, "instrument-record", data=RECORDED | {"party2-described": "somebody"})
    assert "Party 2: Give an institution, or a country, or a country and a description." in words(unclear)


def test_a_party_added_to_a_record_may_have_come_later_and_one_added_to_a_draft_may_not(home: Sides, abroad: Sides):
    agreement, memorandum = make_agreement("UA", "AZ"), make_draft(home, abroad)
    given = {"country": "Moldova", "came_later": "on", "reason": "It acceded"}
    assert post(home.officer, "instrument-party", agreement.pk, data=given).status_code == 302
    assert post(home.officer, "instrument-party", memorandum.pk, data=given).status_code == 302
    required = [one.parties.get(country="MD").is_required for one in (agreement, memorandum)]
    assert required == [False, True]
    assert State(fresh(agreement)).in_force(date(2021, 1, 1)).known == "yes"
    assert "came_later" not in words(get(home.officer, "instrument-party", memorandum.pk))
