"""The partner confirms a proposed list through a link: once, in time, and seeing nothing else."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.crowd import PEOPLE, at_once
from twinward.foundation.identity import guests
from twinward.foundation.identity.models import GuestQuestion
from twinward.foundation.identity.rules import FOCAL_POINT, LAWYER
from twinward.foundation.kernel.actors import NotAllowed
from twinward.foundation.kernel.days import Day
from twinward.foundation.kernel.keys import fresh_key, key_of
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.models import Event, PersonalFact
from twinward.foundation.kernel.verify import verify_ledger
from twinward.programme.letters.tests.makers import BY, NOON, TODAY, make_account, make_organisation
from twinward.programme.twinning.actions import answer_proposal
from twinward.programme.twinning.measures import MEASURES
from twinward.programme.twinning.models import ListStep
from twinward.programme.twinning.tests.makers import make_programme, make_step

A_FORTNIGHT = timedelta(days=14)
pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.fixture
def proposal(db: None) -> ListStep:
    clinic = make_organisation("Clinic in Košice", "SK", "hospital")
    return make_step(make_programme(["SK", "DE"])["SK"], organisations=[clinic])


def asked(proposal: ListStep, **fields: Any) -> tuple[GuestQuestion, str]:
    given = {"asked_of": "Mária Nováková", "language": "en", "works_for": A_FORTNIGHT, "by": BY, "at": timezone.now()}
    return guests.ask("proposed-list", proposal, **(given | fields))


def page(token: str) -> str:
    return reverse("guest", args=[token])


def send(client: Client, token: str, answer: str = "yes", remark: str = "", **fields: str) -> Any:
    return client.post(page(token), {"once": str(fresh_key()), "answer": answer, "remark": remark, "send": "1"} | fields)


def test_the_guest_sees_the_country_and_the_institutions_and_nothing_is_written(client: Client, proposal: ListStep):
    _question, token = asked(proposal)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        seen = client.get(page(token))

    text = seen.content.decode()
    assert seen.status_code == 200
    assert "Slovakia" in text
    assert "Clinic in Košice" in text
    assert "Germany" not in text
    assert not [one["sql"] for one in queries if re.match("INSERT|UPDATE|DELETE", one["sql"])]
    assert (seen["Cache-Control"], seen["Referrer-Policy"]) == ("private, no-store", "same-origin")


def test_of_a_list_that_names_nobody_the_guest_is_asked_whether_it_is_agreed_not_whether_these_are_all(client: Client, db: None):
    _question, token = asked(make_step(make_programme(["SK"])["SK"]))
    text = client.get(page(token)).content.decode()
    assert "Is the proposed list of Slovakia agreed?" in text
    assert "Do these institutions" not in text


def test_the_guest_reads_in_which_zone_the_hour_is_at_which_the_link_ends(client: Client, proposal: ListStep):
    _question, token = asked(proposal)
    assert "The link works until 17 Nov 2025, 14:00 (UTC+2)." in client.get(page(token)).content.decode()


def test_only_the_hash_of_the_token_is_kept(proposal: ListStep):
    question, token = asked(proposal)

    assert len(token) >= 43
    assert question.token_sha256 == guests.hash_of(token) != token
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            assert token not in str(cursor.fetchall()), table


def test_a_yes_is_checked_first_and_then_agrees_the_list_in_the_guest_s_name(client: Client, proposal: ListStep):
    question, token = asked(proposal)
    checked = client.post(page(token), {"once": str(fresh_key()), "answer": "yes", "remark": "Gladly"})
    assert checked.status_code == 200
    assert "Yes, the list is agreed" in checked.content.decode()
    assert ListStep.objects.count() == 1

    done = send(client, token, remark="Gladly")
    step = ListStep.objects.order_by("-id")[0]
    assert (done.status_code, done["Location"]) == (302, f"{reverse('guest-thanks')}?language=en")
    assert (step.kind, step.recorded_by, step.remark) == ("agreed", question.key, "Gladly")
    assert [entry.organisation.name for entry in step.entries.all()] == ["Clinic in Košice"]
    assert Event.objects.get(record=key_of(step)).by == f"guest:{question.pk}"
    assert "Gladly" not in str(list(Event.objects.filter(record=key_of(question)).values_list("facts", flat=True)))
    assert PersonalFact.objects.filter(value="Gladly").exists()
    assert MEASURES.by_key["lists_owed"].on(TODAY).value == 1
    assert verify_ledger().findings == ()


def test_a_name_that_is_not_asked_for_is_not_kept(client: Client, proposal: ListStep):
    _question, token = asked(proposal)
    assert send(client, token, name="A name", office="An office").status_code == 302
    kept = GuestQuestion.objects.unscoped("a test looks").get()
    assert (kept.answered_by, kept.answered_as) == ("", "")


def test_a_no_needs_a_remark_and_sends_the_list_back(client: Client, proposal: ListStep):
    _question, token = asked(proposal)
    refused = send(client, token, answer="no")
    assert refused.status_code == 422
    assert "Say what has to change in the list." in refused.content.decode()
    assert ListStep.objects.count() == 1

    assert send(client, token, answer="no", remark="One clinic is missing.").status_code == 302
    assert ListStep.objects.order_by("-id")[0].kind == "returned"


def test_a_remark_keeps_its_lines_and_no_control_characters(client: Client, proposal: ListStep):
    _question, token = asked(proposal)
    typed = "One\0clinic\x1b[2J\r\nis\tmissing.\x7f\r"
    assert client.post(page(token), {"once": str(fresh_key()), "answer": "no\0", "remark": typed}).status_code == 200
    assert send(client, token, answer="no", remark=typed).status_code == 302
    assert ListStep.objects.order_by("-id")[0].remark == "One clinic [2J\nis missing."


@pytest.mark.parametrize("answer", ["", "maybe", "YES"])
def test_an_answer_that_was_not_offered_is_none(client: Client, proposal: ListStep, answer: str):
    _question, token = asked(proposal)
    assert send(client, token, answer=answer).status_code == 422
    assert ListStep.objects.count() == 1


def test_a_link_works_once(client: Client, proposal: ListStep):
    _question, token = asked(proposal)
    send(client, token)
    again = [client.get(page(token)), send(client, token, answer="no", remark="Changed my mind")]

    for answer in again:
        assert answer.status_code == 410
        assert "This link has been used." in answer.content.decode()
        assert "Clinic" not in answer.content.decode()
    assert ListStep.objects.count() == 2


def test_the_same_form_sent_twice_counts_once_and_is_answered_alike(client: Client, proposal: ListStep):
    _question, token = asked(proposal)
    key = str(fresh_key())
    first, second = (send(client, token, once=key) for _time in range(2))

    assert first["Location"] == second["Location"] == f"{reverse('guest-thanks')}?language=en"
    assert ListStep.objects.filter(kind="agreed").count() == 1


def test_a_link_expires(client: Client, proposal: ListStep):
    _question, token = asked(proposal)
    with time_machine.travel(NOON + A_FORTNIGHT, tick=False):
        late = [client.get(page(token)), send(client, token)]

    for answer in late:
        assert answer.status_code == 410
        assert "This link has expired." in answer.content.decode()
        assert "Slovakia" not in answer.content.decode()
    assert ListStep.objects.count() == 1


@pytest.mark.parametrize("spoil", [lambda token: token[:-1], lambda token: token + "A", lambda token: token.swapcase(), lambda _token: "x"])
def test_an_altered_link_is_unknown_and_says_nothing(client: Client, proposal: ListStep, spoil: Any):
    _question, token = asked(proposal)
    for answer in (client.get(page(spoil(token))), send(client, spoil(token))):
        assert answer.status_code == 404
        assert "Slovakia" not in answer.content.decode()
    assert ListStep.objects.count() == 1


def test_a_link_asks_nothing_once_the_list_has_moved_on(client: Client, proposal: ListStep):
    _question, token = asked(proposal)
    answer_proposal(proposal, is_agreed=False, remark="Settled by letter", by=BY, at=timezone.now())

    assert client.get(page(token)).status_code == 410
    assert send(client, token).status_code == 410
    assert ListStep.objects.count() == 2


def test_a_link_goes_on_asking_when_only_an_older_fact_is_recorded(client: Client, proposal: ListStep):
    _question, token = asked(proposal)
    make_step(proposal.coverage, "requested", Day.on(date(2025, 10, 1)))

    assert client.get(page(token)).status_code == 200
    assert send(client, token).status_code == 302
    assert ListStep.objects.latest("id").kind == "agreed"


def test_the_page_speaks_the_guest_s_language_until_they_choose_another(client: Client, proposal: ListStep):
    _question, token = asked(proposal, language="uk")
    assert 'lang="uk"' in client.get(page(token)).content.decode()

    client.cookies["django_language"] = "es"
    assert 'lang="es"' in client.get(page(token)).content.decode()


def test_the_whole_way_of_a_guest_is_in_the_language_in_which_they_were_asked(proposal: ListStep):
    _question, token = asked(proposal, language="uk")
    browser = Client(headers={"accept-language": "en-GB,en"})
    amiss, checked = send(browser, token, answer="no"), browser.post(page(token), {"once": str(fresh_key()), "answer": "yes"})
    back, done = send(browser, token, back="1"), send(browser, token)
    thanks, used = browser.get(done["Location"]), browser.get(page(token))

    for answer, status in ((amiss, 422), (checked, 200), (back, 200), (thanks, 200), (used, 410)):
        assert (answer.status_code, answer["Content-Language"]) == (status, "uk")
        assert '<html lang="uk"' in answer.content.decode()
    assert "Дякуємо" in thanks.content.decode()


def test_a_guest_who_switches_the_language_before_sending_comes_back_to_the_question(client: Client, proposal: ListStep):
    _question, token = asked(proposal)
    checked = client.post(page(token), {"once": str(fresh_key()), "answer": "yes"}).content.decode()

    assert set(re.findall(r'name="next" value="([^"]*)"', checked)) == {page(token)}


def test_a_guest_is_thanked_in_the_language_that_they_chose(client: Client, proposal: ListStep):
    _question, token = asked(proposal, language="en")
    client.post(reverse("language"), {"language": "uk", "next": page(token)})
    thanks = client.get(send(client, token)["Location"])
    assert '<html lang="uk"' in thanks.content.decode()

    client.post(reverse("language"), {"language": "az", "next": f"{reverse('guest-thanks')}?language=uk"})
    assert '<html lang="az"' in client.get(f"{reverse('guest-thanks')}?language=uk").content.decode()


@pytest.mark.parametrize("language", ["", "xx", "en'", "../../etc"])
def test_thanks_in_a_language_that_we_lack_are_in_the_browser_s(language: str):
    thanks = Client(headers={"accept-language": "es"}).get(reverse("guest-thanks"), {"language": language})
    assert (thanks.status_code, thanks["Content-Language"]) == (200, "es")


def test_a_guest_holds_one_right_over_one_record_and_sees_no_list(proposal: ListStep):
    question, _token = asked(proposal)
    guest = guests.Guest(question.key, "twinning.confirm", frozenset({key_of(proposal)}))
    other = make_step(proposal.coverage)

    assert guest.may("twinning.confirm", proposal)
    assert not guest.may("twinning.confirm", other)
    assert not guest.may("twinning.confirm")
    assert not guest.may("twinning.chase", proposal)
    assert guest.scope("twinning.see").is_empty


def test_who_may_not_confirm_asks_nobody(proposal: ListStep):
    lawyer = make_account(make_organisation(), LAWYER)
    with pytest.raises(NotAllowed):
        asked(proposal, by=lawyer)
    assert not GuestQuestion.objects.unscoped("a test looks").exists()


def test_nobody_is_asked_about_a_list_that_is_settled(proposal: ListStep):
    answer_proposal(proposal, is_agreed=True, by=BY, at=timezone.now())
    with pytest.raises(Refused) as refused:
        asked(proposal)
    assert refused.value.faults == ("question_closed",)


def test_of_four_answers_at_once_one_counts(transactional_db: None):
    proposal = make_step(make_programme(["SK"])["SK"])
    question, _token = asked(proposal)

    def answer() -> None:
        found = GuestQuestion.objects.unscoped("a test looks").get(pk=question.pk)
        guests.answer(found, guests.Given("yes"), at=NOON)

    got = at_once(answer)
    assert [one.faults for one in got if isinstance(one, Refused)] == [("guest_link_used",)] * (PEOPLE - 1)
    assert got.count(None) == 1
    assert ListStep.objects.filter(kind="agreed").count() == 1


def test_a_remark_that_is_too_long_is_refused_and_nothing_of_it_is_lost(client: Client, proposal: ListStep):
    _question, token = asked(proposal)
    typed = "One clinic is missing. " * 13 + "End."
    refused = send(client, token, answer="no", remark=typed)
    assert (refused.status_code, "longer than 300 characters" in refused.content.decode(), typed in refused.content.decode()) == (
        422,
        True,
        True,
    )
    with pytest.raises(Refused) as told:
        answer_proposal(proposal, is_agreed=False, remark=typed, by=BY, at=timezone.now())
    assert told.value.faults == ("remark_too_long",)
    assert ListStep.objects.count() == 1

    assert send(client, token, answer="no", remark=typed[:300]).status_code == 302
    assert ListStep.objects.latest("id").remark == typed[:300].strip()


def test_who_asked_does_not_answer(kyiv: Client, proposal: ListStep):
    _question, token = asked(proposal)
    refused = send(kyiv, token)
    assert refused.status_code == 403
    assert "This link is for Mária Nováková" in refused.content.decode()
    assert send(Client(), token).status_code == 302


def test_the_timeline_calls_a_guest_as_whoever_was_asked_to_those_who_may_see_the_link(client: Client, kyiv: Client, proposal: ListStep):
    _question, token = asked(proposal)
    assert send(Client(), token).status_code == 302

    def who(reader: Client) -> set[str]:
        return {moment.who for moment in reader.get(reverse("country", args=["SK"])).context["moments"]}

    assert "Mária Nováková" in who(kyiv)
    assert not any(name.startswith("guest") for name in who(kyiv))
    focal_point = Client()
    focal_point.force_login(make_account(make_organisation("Okhmatdyt", "UA", "hospital"), FOCAL_POINT))
    assert "Mária Nováková" not in who(focal_point)
