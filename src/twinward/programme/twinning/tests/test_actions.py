"""Steps of lists: what they leave, what the ledger tells, and that a refusal leaves nothing."""

from datetime import date, timedelta

import pytest

from tests.crowd import PEOPLE, at_once
from twinward.foundation.identity.rules import FOCAL_POINT
from twinward.foundation.kernel.actors import NotAllowed, OfCountry, Scope
from twinward.foundation.kernel.days import Basis, Day, Known
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.models import Event
from twinward.programme.instruments.acting import record_act
from twinward.programme.instruments.facts import ActKind
from twinward.programme.instruments.models import Party
from twinward.programme.letters import actions as letters
from twinward.programme.letters.tests.makers import BY, NOON, TODAY, make_account, make_letter, make_organisation
from twinward.programme.twinning.actions import answer_proposal, open_programme, record_step
from twinward.programme.twinning.chase import pursued
from twinward.programme.twinning.measures import MEASURES
from twinward.programme.twinning.models import ListEntry, ListStep
from twinward.programme.twinning.standings import standings
from twinward.programme.twinning.tests.makers import make_programme, make_source, make_step

HERE = Day.on(TODAY, Basis.DONE_HERE)


@pytest.mark.django_db
def test_a_list_is_on_record_with_its_institutions():
    coverage = make_programme(["SK"])["SK"]
    clinic = make_organisation("Clinic in Košice", "SK", "hospital")
    step = make_step(coverage, organisations=[clinic])

    assert step.contents_known
    assert [entry.organisation for entry in step.entries.all()] == [clinic]
    assert Event.objects.get(record=key_of(step)).facts["organisations"] == [clinic.pk]


@pytest.mark.django_db
def test_a_list_is_on_record_without_its_contents_and_without_a_day():
    step = make_step(make_programme()["DE"], "agreed", Day.unknown())

    assert (step.contents_known, step.day) == (False, Day.unknown())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "day", "fields", "faults"),
    [
        ("proposed", Day.on(date(2025, 11, 4)), {}, ("day_in_the_future",)),
        ("proposed", Day.on(TODAY), {"source": None}, ("step_without_source",)),
        ("agreed", Day.on(TODAY, Basis.INFERRED), {}, ("step_without_reason",)),
        ("agreed", HERE, {}, ("step_out_of_order",)),
        ("requested", Day.in_year(2025, Basis.DONE_HERE), {}, ("one_day_needed",)),
    ],
)
def test_a_refused_step_leaves_nothing(kind, day, fields, faults):
    coverage = make_programme()["DE"]
    before = Event.objects.count()
    with pytest.raises(Refused) as refused:
        make_step(coverage, kind, day, **fields)

    assert refused.value.faults == faults
    assert (ListStep.objects.count(), Event.objects.count()) == (0, before)


@pytest.mark.django_db
def test_a_letter_is_ground_enough_for_a_step():
    coverage = make_programme()["DE"]
    letter = make_letter(make_organisation(), direction="in", reply_by=None)
    assert make_step(coverage, source=None, letter=letter).letter == letter


@pytest.mark.django_db
def test_who_does_not_chase_records_no_step():
    coverage = make_programme()["DE"]
    focal_point = make_account(make_organisation("Okhmatdyt", "UA", "hospital"), FOCAL_POINT)
    with pytest.raises(NotAllowed):
        record_step(coverage=coverage, kind="proposed", day=Day.on(TODAY), source=make_source(), by=focal_point, at=NOON)
    with pytest.raises(NotAllowed):
        answer_proposal(make_step(coverage), is_agreed=True, by=focal_point, at=NOON)
    assert ListStep.objects.count() == 1


@pytest.mark.django_db
def test_an_agreed_proposal_has_the_institutions_that_were_proposed():
    clinic = make_organisation("Clinic in Košice", "SK", "hospital")
    proposal = make_step(make_programme(["SK"])["SK"], organisations=[clinic])
    step = answer_proposal(proposal, is_agreed=True, by=BY, at=NOON)

    assert (step.kind, step.day, step.contents_known) == ("agreed", HERE, True)
    assert [entry.organisation for entry in step.entries.all()] == [clinic]
    assert MEASURES.by_key["lists_owed"].on(TODAY).value == 0


@pytest.mark.django_db
def test_a_list_sent_back_says_what_has_to_change_and_stays_owed():
    step = answer_proposal(make_step(make_programme()["DE"]), is_agreed=False, remark="One clinic stands twice.", by=BY, at=NOON)

    assert (step.kind, step.remark, step.contents_known) == ("returned", "One clinic stands twice.", False)
    assert MEASURES.by_key["lists_owed"].on(TODAY).value == 1


@pytest.mark.django_db
def test_an_older_proposal_is_no_longer_answered():
    coverage = make_programme()["DE"]
    older = make_step(coverage)
    make_step(coverage)
    with pytest.raises(Refused) as refused:
        answer_proposal(older, is_agreed=True, by=BY, at=NOON)

    assert refused.value.faults == ("proposal_overtaken",)
    assert ListStep.objects.count() == 2


@pytest.mark.django_db
def test_a_joining_after_the_day_asked_about_moves_no_day():
    coverage = make_programme(["NO", "DE"])["NO"]
    party = Party.objects.get(country_id="NO")
    assert party.instrument == coverage.programme.declaration
    record_act(instrument=party.instrument, party=party, kind=ActKind.JOIN, day=Day.on(TODAY), source=make_source(), by=BY, at=NOON)

    for asked in (date(2023, 12, 1), TODAY):
        (norway,) = [one for one in standings("imp", asked) if one.country == "NO"]
        assert (str(norway.joined_on), str(norway.owed_since(asked))) == ("2023-09-06..2023-10-13",) * 2
    germany, told = MEASURES.by_key["countries_joined"].asks(TODAY)
    assert (told.country, told.day) == ("NO", germany.day)
    (before,) = [one for one in standings("imp", date(2023, 9, 1)) if one.country == "NO"]
    assert (before.joined.known, before.joined_on, before.joining) == (Known.NO, None, None)


@pytest.mark.django_db
def test_invented_steps_count_on_no_screen_but_the_staff_s_own():
    coverage = make_programme()["DE"]
    answer_proposal(make_step(coverage, is_illustrative=True), is_agreed=True, by=BY, at=NOON)

    (public,) = standings("imp", TODAY)
    (staff,) = standings("imp", TODAY, with_illustrative=True)
    assert (public.owes.known, public.last_step, public.steps) == (Known.YES, "", ())
    assert (staff.owes.known, staff.last_step) == (Known.NO, "agreed")
    assert MEASURES.by_key["lists_owed"].on(TODAY).value == 1
    assert ListStep.objects.filter(is_illustrative=True).count() == 2


def test_of_four_who_answer_a_proposal_at_once_one_does(transactional_db: None):
    make_organisation()  # countries stand by themselves
    proposal = make_step(make_programme()["DE"])
    got = at_once(lambda: answer_proposal(ListStep.objects.get(pk=proposal.pk), is_agreed=True, by=BY, at=NOON))

    assert [one.faults for one in got if isinstance(one, Refused)] == [("proposal_overtaken",)] * (PEOPLE - 1)
    assert ListStep.objects.filter(kind="agreed").count() == 1
    assert ListEntry.objects.count() == 0


@pytest.mark.django_db
def test_an_officer_of_the_host_keeps_the_lists_of_every_country_of_its_programme_and_nothing_else_of_those_countries():
    coverage = make_programme(["DE", "AZ"])
    officer = make_account(make_organisation("Ministry of Health", "UA"))
    abroad = make_organisation("Ministry of Health DE", "DE")

    assert coverage["DE"].concerns() == coverage["DE"].programme.concerns() == Scope(hosts=frozenset({"UA"}))
    assert officer.scope("twinning.chase") == officer.scope("twinning.confirm") == Scope(hosts=frozenset({"UA"}))
    assert [officer.may("twinning.chase", one) for one in (*coverage.values(), abroad, OfCountry("DE"))] == [True, True, False, False]
    assert not officer.may("registry.edit", coverage["DE"])


@pytest.mark.django_db
def test_an_officer_of_a_partner_touches_nobodys_list_in_the_hosts_programme():
    coverage = make_programme(["DE", "AZ"])
    proposal = make_step(coverage["DE"])
    before = ListStep.objects.count()
    for country in ("AZ", "DE"):
        partner = make_account(make_organisation(f"Ministry of Health {country}", country))
        assert not partner.may("twinning.chase", coverage["AZ"])
        with pytest.raises(NotAllowed):
            record_step(coverage=coverage["DE"], kind="agreed", day=HERE, by=partner, at=NOON)
        with pytest.raises(NotAllowed):
            answer_proposal(proposal, is_agreed=True, by=partner, at=NOON)
        with pytest.raises(NotAllowed):
            open_programme(key="own", name="Own", host="UA", launched=HERE, countries=["DE"], by=partner, at=NOON)
    assert ListStep.objects.count() == before
    assert answer_proposal(proposal, is_agreed=True, by=make_account(make_organisation()), at=NOON).kind == "agreed"


@pytest.mark.django_db
@pytest.mark.parametrize("invented", ["letter", "institution"])
def test_what_rests_on_something_invented_leaves_the_public_figure_as_it_is(invented: str):
    coverage = make_programme()["DE"]
    letter = make_letter(make_organisation(), direction="in", reply_by=None, is_illustrative=invented == "letter")
    clinic = make_organisation("Klinikum Nirgendwo", "DE", "hospital", is_illustrative=invented == "institution")
    before = MEASURES.by_key["lists_owed"].on(TODAY)
    step = make_step(coverage, "agreed", letter=letter, organisations=[clinic])

    assert step.is_illustrative
    assert MEASURES.by_key["lists_owed"].on(TODAY) == before
    assert before.value == 1


@pytest.mark.django_db
def test_a_proposal_that_lists_an_invented_institution_is_agreed_as_an_invented_one():
    coverage = make_programme()["DE"]
    proposal = make_step(coverage)
    ListEntry.objects.create(step=proposal, organisation=make_organisation("Klinikum Nirgendwo", "DE", "hospital", is_illustrative=True))

    assert answer_proposal(proposal, is_agreed=True, by=BY, at=NOON).is_illustrative
    assert MEASURES.by_key["lists_owed"].on(TODAY).value == 1


@pytest.mark.django_db
def test_steps_count_in_the_order_of_happening_whenever_they_were_recorded():
    coverage = make_programme()["DE"]
    agreed = make_step(coverage, "agreed", Day.on(date(2024, 3, 1)))
    returned = make_step(coverage, "returned", Day.on(date(2024, 1, 10)))
    (one,) = standings("imp", date(2024, 6, 1))

    assert (one.owes.known, one.last_step) == (Known.NO, "agreed")
    assert one.steps == (returned, agreed)
    assert MEASURES.by_key["lists_owed"].on(date(2024, 6, 1)).value == 0


@pytest.mark.django_db
def test_an_older_fact_that_is_recorded_later_leaves_the_proposal_to_be_answered():
    coverage = make_programme()["DE"]
    proposal = make_step(coverage)
    make_step(coverage, "requested", Day.on(date(2025, 10, 1)))
    make_step(coverage, "owed", Day.by(date(2023, 10, 13)))

    assert answer_proposal(proposal, is_agreed=True, by=BY, at=NOON).kind == "agreed"


@pytest.mark.django_db
def test_a_draft_counts_from_the_day_on_which_it_was_made():
    ministry = make_organisation()
    coverage = make_programme(lead=ministry)["DE"]
    letters.draft(ours=ministry, their_country_id="DE", subject="The list", about=[key_of(coverage)], by=BY, at=NOON)
    turns = [pursued(BY, day)[0].turn for day in (TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=1))]

    assert turns == ["never_asked", "to_send", "to_send"]


@pytest.mark.django_db
def test_a_proposal_and_its_return_leave_the_debt_with_its_day_and_its_source():
    coverage = make_programme(["IT"])["IT"]
    make_step(coverage, "owed", Day.on(date(2023, 10, 13)))
    (before,) = MEASURES.by_key["lists_owed"].asks(TODAY)
    answer_proposal(make_step(coverage), is_agreed=False, remark="One is missing.", by=BY, at=NOON)
    (row,) = MEASURES.by_key["lists_owed"].asks(TODAY)
    (one,) = standings("imp", TODAY)

    assert row == before
    assert (row.day, row.basis, row.source) == ("2023-10-13", "stated", "ministry")
    assert str(one.owed_since(TODAY)) == "2023-09-06..2023-10-13"


@pytest.mark.django_db
def test_an_agreed_list_that_was_sent_back_is_owed_on_the_ground_of_its_return():
    coverage = make_programme(["IT"])["IT"]
    make_step(coverage, "owed", Day.on(date(2023, 10, 13)))
    make_step(coverage, "agreed", Day.on(date(2024, 1, 10)))
    answer_proposal(make_step(coverage), is_agreed=False, remark="One is missing.", by=BY, at=NOON)
    (row,) = MEASURES.by_key["lists_owed"].asks(TODAY)

    assert (row.day, row.basis, row.source) == (TODAY.isoformat(), "done_here", "")
