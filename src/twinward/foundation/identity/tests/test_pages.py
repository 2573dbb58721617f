"""Signing in, one's own account, the table of rights, accounts and roles: the right, the wrong right, nobody; and nothing that is not theirs."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from pytest_django import DjangoAssertNumQueries

from twinward.foundation.identity import reading
from twinward.foundation.identity.entering import BEFORE, CHOSEN
from twinward.foundation.identity.forms import PasswordForm
from twinward.foundation.identity.models import Account, Membership
from twinward.foundation.identity.rules import KNOWN_RIGHTS, LAWYER, OFFICER
from twinward.foundation.identity.tests.makers import INVITED, make_account, make_administrator, make_ministry, make_officer
from twinward.foundation.kernel.keys import fresh_key
from twinward.foundation.kernel.models import Event, FormKey
from twinward.foundation.registry.models import Organisation

pytestmark = pytest.mark.django_db

PASSWORD = "seven wards, one roof"


@pytest.fixture(autouse=True)
def in_english():
    """The language of the last page does not outlive the test."""
    with translation.override(None):
        yield


@pytest.fixture(autouse=True)
def in_earnest(settings: Any) -> None:
    """No demo, whatever the installation of who runs the tests is."""
    settings.DEMO = False


@pytest.fixture
def ministry() -> Organisation:
    return make_ministry()


@pytest.fixture
def in_demo(settings: Any) -> None:
    settings.DEMO = True


def send(client: Client, name: str, *keys: Any, **typed: Any) -> Any:
    """The answer to a form of the page `name`."""
    return client.post(reverse(name, args=keys), {"once": str(fresh_key()), **typed})


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def text(response: Any) -> str:
    return response.content.decode()


def test_in_a_demo_one_signs_in_as_one_of_its_people_by_a_button(client: Client, in_demo: None, ministry: Organisation):
    officer = make_officer(ministry, is_illustrative=True, full_name="Olena Koval", language="uk")

    page = text(client.get(reverse("sign-in")))
    response = send(client, "sign-in", account=officer.pk)

    assert "Olena Koval" in page
    assert "Officer of international cooperation" in page
    assert (response.status_code, response["Location"], response.cookies["django_language"].value) == (302, "/today/", "uk")
    assert client.session["_auth_user_id"] == str(officer.pk)


def test_the_language_chosen_a_moment_before_signing_in_is_spoken_and_the_account_keeps_its_own(
    client: Client, in_demo: None, ministry: Organisation
):
    officer = make_officer(ministry, is_illustrative=True, language="uk")

    client.post(reverse("language"), {"language": "es", "next": reverse("sign-in")})
    response = send(client, "sign-in", account=officer.pk)

    assert response.cookies["django_language"].value == "es"
    assert Account.objects.get(pk=officer.pk).language == "uk"
    assert not client.cookies[CHOSEN].value  # spent: whoever signs in next on this machine has a language of their own


@pytest.mark.parametrize("chosen", ["", "xx"])
def test_a_language_that_nobody_chose_now_leaves_that_of_the_account(client: Client, in_demo: None, ministry: Organisation, chosen: str):
    officer = make_officer(ministry, is_illustrative=True, language="uk")
    client.cookies["django_language"] = "es"  # of whoever was here before
    client.cookies[CHOSEN] = chosen

    assert send(client, "sign-in", account=officer.pk).cookies["django_language"].value == "uk"
    assert Account.objects.get(pk=officer.pk).language == "uk"


def test_a_language_chosen_by_somebody_who_is_signed_in_is_not_kept_for_the_next(ministry: Organisation):
    client = signed_in(make_officer(ministry))
    client.post(reverse("language"), {"language": "es", "next": "/"})
    assert CHOSEN not in client.cookies


def test_outside_a_demo_nobody_is_listed_and_no_button_signs_in(client: Client, ministry: Organisation):
    officer = make_officer(ministry, is_illustrative=True, full_name="Olena Koval")

    assert "Olena Koval" not in text(client.get(reverse("sign-in")))
    assert send(client, "sign-in", account=officer.pk).status_code == 404
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("asked", ["real", "closed", "0", "", "-1", "١", "9" * 30, "1; DROP TABLE"])
def test_a_button_signs_in_nobody_but_the_people_of_the_demo(client: Client, in_demo: None, ministry: Organisation, asked: str):
    real = make_officer(ministry, password=PASSWORD)
    closed = make_officer(ministry, is_illustrative=True, is_active=False)

    response = send(client, "sign-in", account={"real": real.pk, "closed": closed.pk}.get(asked, asked))

    assert response.status_code == 404
    assert "_auth_user_id" not in client.session


def test_one_signs_in_by_e_mail_in_any_case_and_goes_on_to_where_one_was_going(client: Client, ministry: Organisation):
    make_officer(ministry, email="olena@ministry.example", password=PASSWORD)

    response = send(client, "sign-in", username="Olena@Ministry.example", password=PASSWORD, next="/rights/")

    assert (response.status_code, response["Location"]) == (302, "/rights/")


@pytest.mark.parametrize("onward", ["https://example.org/", "//example.org", "javascript:alert(1)", "/\\example.org"])
def test_signing_in_never_leads_to_another_site(client: Client, ministry: Organisation, onward: str):
    make_officer(ministry, email="olena@ministry.example", password=PASSWORD)

    assert send(client, "sign-in", username="olena@ministry.example", password=PASSWORD, next=onward)["Location"] == "/today/"
    assert onward not in text(Client().get(reverse("sign-in"), {"next": onward}))


NOWHERE = (
    "x",
    "today",
    "?x",
    "#x",
    "",
    "https://example.org/",
    "//example.org",
    "///example.org",
    "/\\example.org",
    "\n/x",
    "http://testserver/rights/",
)


@pytest.mark.parametrize("onward", NOWHERE)
def test_whoever_has_signed_in_already_goes_to_a_path_of_this_site_or_to_today(client: Client, ministry: Organisation, onward: str):
    client.force_login(make_officer(ministry, email="olena@ministry.example", password=PASSWORD))

    assert client.get(reverse("sign-in"), {"next": onward})["Location"] == "/today/"
    assert client.get(reverse("sign-in"), {"next": "/rights/?x=1"})["Location"] == "/rights/?x=1"
    response = send(client, "sign-in", username="olena@ministry.example", password=PASSWORD, next=onward)
    assert (response.status_code, response["Location"]) == (302, "/today/")


def test_whatever_does_not_fit_is_answered_by_one_sentence(ministry: Organisation):
    make_officer(ministry, email="olena@ministry.example", password=PASSWORD)
    make_officer(ministry, email="closed@ministry.example", password=PASSWORD, is_active=False)
    make_officer(ministry, email="none@ministry.example")
    tries = [("olena", "wrong"), ("closed", PASSWORD), ("none", ""), ("none", "!"), ("nobody", PASSWORD)]

    answers = [send(Client(), "sign-in", username=f"{name}@ministry.example", password=word or "-") for name, word in tries]

    assert {answer.status_code for answer in answers} == {422}
    assert {text(answer).count("do not belong together") for answer in answers} == {1}
    assert {("You are not signed in." in text(answer), "saved" in text(answer)) for answer in answers} == {(True, False)}


def test_the_session_knows_when_one_was_here_before(client: Client, in_demo: None, ministry: Organisation):
    officer = make_officer(ministry, is_illustrative=True)

    send(client, "sign-in", account=officer.pk)
    first, was_here = client.session.get(BEFORE), Account.objects.get(pk=officer.pk).last_login
    send(client, "sign-in", account=officer.pk)

    assert first is None
    assert was_here
    assert client.session[BEFORE] == was_here.isoformat()


def test_signing_out_is_a_form_and_leaves_nobody_signed_in(ministry: Organisation):
    client = signed_in(make_officer(ministry))

    assert client.get(reverse("sign-out")).status_code == 405
    assert send(client, "sign-out").status_code == 302
    assert client.get(reverse("account")).status_code == 302


def test_whoever_is_signed_in_is_not_asked_again(ministry: Organisation):
    assert signed_in(make_officer(ministry)).get(reverse("sign-in"))["Location"] == "/today/"


@pytest.mark.parametrize("name", ["account", "rights", "accounts", "account-new"])
def test_nobody_sees_a_page_of_this_room_without_signing_in(client: Client, name: str):
    response = client.get(reverse(name))

    assert (response.status_code, response["Location"]) == (302, f"/sign-in/?next={reverse(name)}")


def test_a_form_sent_after_one_was_signed_out_can_be_sent_again(client: Client, ministry: Organisation):
    officer, form = make_officer(ministry), {"once": str(fresh_key()), "language": "uk"}

    assert client.post(reverse("account"), form)["Location"].startswith("/sign-in/?next=")
    assert not FormKey.objects.exists()
    assert signed_in(officer).post(reverse("account"), form)["Location"] == "/account/"
    assert Account.objects.get(pk=officer.pk).language == "uk"


def test_an_account_shows_its_roles_and_keeps_its_language(ministry: Organisation):
    officer = make_officer(ministry)
    client = signed_in(officer)

    page = text(client.get(reverse("account")))
    response = send(client, "account", language="uk")

    assert "Officer of international cooperation" in page
    assert "Ministry of Health of Ukraine" in page
    assert (response.status_code, response.cookies["django_language"].value) == (302, "uk")
    assert Account.objects.get(pk=officer.pk).language == "uk"
    assert send(client, "account", language="xx").status_code == 422


def test_the_table_of_rights_is_the_one_that_the_program_reads(ministry: Organisation):
    page = text(signed_in(make_officer(ministry)).get(reverse("rights")))

    assert page.count('class="right"') == len(KNOWN_RIGHTS)
    assert "own country" in page
    assert "Who holds which role" not in page
    assert sum(len(rows) for _room, rows in reading.table_of_rights()) == len(KNOWN_RIGHTS)


def test_only_whoever_manages_accounts_reads_who_holds_which_role(ministry: Organisation):
    make_officer(ministry, full_name="Olena Koval")

    assert "Olena Koval" in text(signed_in(make_administrator(ministry)).get(reverse("rights")))
    assert "Olena Koval" not in text(signed_in(make_officer(ministry, full_name="Another")).get(reverse("rights")))


def test_pages_of_accounts_are_for_whoever_manages_them(ministry: Organisation):
    other = make_account((LAWYER, ministry), full_name="Iryna Savchuk")
    client, membership = signed_in(make_officer(ministry)), Membership.objects.get(account=other)
    before = Event.objects.count()

    answers = [
        client.get(reverse("accounts")),
        client.get(reverse("account-new")),
        client.get(reverse("account-record", args=[other.pk])),
        client.get(reverse("account-record", args=[0])),
        send(client, "account-new", **INVITED),
        send(client, "role-new", other.pk, role="officer", organisation=ministry.name, starts_on="1 November 2025"),
        send(client, "role-end", membership.pk, ends_on="1 November 2025"),
        send(client, "account-turn", other.pk, "close"),
    ]

    assert {answer.status_code for answer in answers} == {403}
    assert not any("Iryna" in text(answer) for answer in answers)
    assert Event.objects.count() == before


def test_an_administrator_invites_somebody_who_chooses_a_password_by_the_link(ministry: Organisation):
    administrator = signed_in(make_administrator(ministry))

    opened = send(administrator, "account-new", **INVITED)
    nina = Account.objects.get(email="nina@ministry.example")
    record = text(administrator.get(reverse("account-record", args=[nina.pk])))
    link = reading.password_link(nina)
    owner = Client()

    assert opened["Location"] == reverse("account-record", args=[nina.pk])
    assert "Officer of international cooperation" in record
    assert "31 Dec 2030" in record
    assert f"http://testserver/password/{nina.pk}/" in record
    assert owner.get(link).status_code == 200
    assert owner.post(link, {"once": fresh_key(), "password": "short", "again": "short"}).status_code == 422
    assert owner.post(link, {"once": fresh_key(), "password": PASSWORD, "again": "another"}).status_code == 422
    assert owner.post(link, {"once": fresh_key(), "password": PASSWORD, "again": PASSWORD})["Location"] == "/sign-in/"
    assert owner.get(link).status_code == 410
    assert send(owner, "sign-in", username="nina@ministry.example", password=PASSWORD).status_code == 302


@pytest.mark.parametrize("token", ["not-a-token", "cz0abc-0123456789abcdef", "a" * 300])
def test_a_password_link_that_was_never_made_opens_nothing(client: Client, token: str):
    account = make_account(full_name="Nina New")

    response = client.get(reverse("password", args=[account.pk, token]))

    assert response.status_code == 410
    assert "Nina" not in text(response)
    assert client.get(reverse("password", args=[account.pk + 1, token])).status_code == 410


def test_one_who_knows_the_present_password_chooses_another(ministry: Organisation):
    account = make_officer(ministry, password=PASSWORD)
    client, elsewhere = signed_in(account), signed_in(account)
    typed = {"password": "an open door between two", "again": "an open door between two"}

    assert send(client, "password-change", present="wrong", **typed).status_code == 422
    assert send(client, "password-change", present=PASSWORD, **typed).status_code == 302
    assert client.get(reverse("account")).status_code == 200
    assert elsewhere.get(reverse("account")).status_code == 302
    assert signed_in(make_officer(ministry)).get(reverse("password-change")).status_code == 404


def test_a_password_that_is_easily_guessed_is_refused_in_a_sentence():
    form = PasswordForm({"password": "password1234", "again": "password1234"}, account=make_account())

    assert not form.is_valid()
    assert isinstance(form.errors.as_data()["password"][0], ValidationError)


def test_what_the_rules_refuse_comes_back_with_what_was_typed(ministry: Organisation):
    administrator = make_administrator(ministry)
    client, other = signed_in(administrator), make_officer(ministry)
    own = Membership.objects.get(account=administrator)

    twice = send(client, "role-new", other.pk, role=OFFICER, organisation=ministry.name, starts_on="1 November 2025")
    taken = send(client, "account-new", **INVITED | {"full_name": "Twin", "email": other.email.upper()})
    last = send(client, "role-end", own.pk, ends_on=timezone.localdate().strftime("%d.%m.%Y"))
    unreadable = send(client, "role-end", own.pk, ends_on="some day")
    own_account = send(client, "account-turn", administrator.pk, "close")

    assert [answer.status_code for answer in (twice, taken, last, unreadable, own_account)] == [409, 409, 409, 422, 409]
    assert "holds this role at this institution" in text(twice)
    assert 'value="Twin"' in text(taken)
    assert "without an administrator" in text(last)
    assert "some day" in text(unreadable)
    assert "own account" in text(own_account)
    assert Membership.objects.count() == 2


def test_a_role_ends_after_the_last_day_that_was_typed(ministry: Organisation):
    other = make_officer(ministry)
    membership = Membership.objects.get(account=other)

    response = send(signed_in(make_administrator(ministry)), "role-end", membership.pk, ends_on="31 October 2025")

    assert response["Location"] == reverse("account-record", args=[other.pk])
    assert str(Membership.objects.get(pk=membership.pk).ends_before) == "2025-11-01"


def test_an_account_is_closed_and_opened_by_a_form_and_by_no_other_name(ministry: Organisation):
    client, other = signed_in(make_administrator(ministry)), make_officer(ministry)

    assert client.get(reverse("account-turn", args=[other.pk, "close"])).status_code == 405
    assert send(client, "account-turn", other.pk, "close").status_code == 302
    assert not Account.objects.get(pk=other.pk).is_active
    assert send(client, "account-turn", other.pk, "reopen").status_code == 302
    assert send(client, "account-turn", other.pk, "promote").status_code == 404


@pytest.mark.parametrize("name", ["accounts", "rights"])
def test_the_number_of_queries_does_not_grow_with_accounts(
    ministry: Organisation, name: str, django_assert_max_num_queries: DjangoAssertNumQueries
):
    client = signed_in(make_administrator(ministry))
    for _number in range(12):
        make_account((OFFICER, ministry), (LAWYER, ministry))

    with django_assert_max_num_queries(8):
        assert client.get(reverse(name)).status_code == 200


def test_whoever_signs_out_everywhere_else_goes_on_here_alone(ministry: Organisation):
    officer = make_officer(ministry, password=PASSWORD)
    here, elsewhere, other = signed_in(officer), signed_in(officer), signed_in(make_officer(ministry))
    assert reverse("sign-out-elsewhere") in text(here.get(reverse("account")))

    answer = here.post(reverse("sign-out-elsewhere"), {"once": str(fresh_key())}, follow=True)

    assert "Wherever else you were signed in, you no longer are." in text(answer)
    assert [client.get(reverse("account")).status_code for client in (here, elsewhere, other)] == [200, 302, 200]
    event = Event.objects.latest("id")
    assert (event.verb, event.by, event.facts) == ("sign_out_everywhere", officer.key, {})
    assert signed_in(Account.objects.get(pk=officer.pk)).get(reverse("account")).status_code == 200


def test_who_is_not_signed_in_signs_nobody_out(client: Client):
    assert send(client, "sign-out-elsewhere")["Location"].startswith("/sign-in/")
    assert client.get(reverse("sign-out-elsewhere")).status_code == 405
    client.force_login(make_account(is_illustrative=True))
    assert send(client, "sign-out-elsewhere").status_code == 404
    assert reverse("sign-out-elsewhere") not in text(client.get(reverse("account")))
