"""An authenticator app and its recovery codes: set up, made anew, taken away by their owner, who is asked again first."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from twinward.foundation.identity import factors
from twinward.foundation.identity.factor_secrets import Factors, OtherKey
from twinward.foundation.identity.models import Account
from twinward.foundation.identity.tests.makers import (
    NOON,
    code_at,
    make_account,
    make_administrator,
    make_ministry,
    recovery_codes,
    with_an_app,
)
from twinward.foundation.identity.tests.stepping import PAGES, PASSWORD, TOO_MANY, WRONG, first_step, is_in, send, signed_in, text, told
from twinward.foundation.kernel.actors import NotAllowed
from twinward.foundation.kernel.keys import fresh_key, key_of
from twinward.foundation.kernel.models import Event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


# --- setting up ---


def test_an_app_names_a_node_that_has_no_name_of_its_own(nina: Account, settings: Any):
    settings.NODE_NAME = ""
    assert "issuer=Twinward" in text(signed_in(nina).get(reverse("mfa_activate_totp")))


def test_who_has_signed_in_sets_up_an_app_and_is_shown_recovery_codes_until_they_are_kept(nina: Account, settings: Any):
    settings.NODE_NAME = "Ministry of Health of Utopia"
    client = signed_in(nina)
    assert "none" in text(client.get(reverse("mfa_index")))
    page = text(client.get(reverse("mfa_activate_totp")))
    address = re.search(r'href="(otpauth://[^"]+)"', page)
    assert address is not None
    assert "issuer=Ministry%20of%20Health%20of%20Utopia" in address[1]
    assert address[1].startswith("otpauth://totp/nina%40ministry.example?")
    secret = client.session["mfa.totp.secret"]
    assert secret in re.sub(r"(?<=\w{4}) (?=\w{4})", "", page)

    assert send(client, "mfa_activate_totp", code=code_at(secret, NOON))["Location"] == reverse("mfa_view_recovery_codes")

    codes = recovery_codes(nina)
    for _time in range(2):
        page = text(client.get(reverse("mfa_view_recovery_codes")))
        assert all(code in page for code in codes)
    assert "data:text/plain;charset=utf-8," + "%0D%0A".join(codes) in page
    assert send(client, "mfa_view_recovery_codes")["Location"] == reverse("mfa_index")
    assert client.get(reverse("mfa_view_recovery_codes"))["Location"] == reverse("mfa_index")
    assert "10 are unused." in text(client.get(reverse("mfa_index")))
    assert told(nina) == ["add_second_factor", "make_recovery_codes", "keep_recovery_codes"]
    assert {event.by for event in Event.objects.filter(record=key_of(nina))} == {nina.key}
    assert "mfa.totp.secret" not in client.session


def test_the_secret_is_the_same_however_often_the_page_is_opened(nina: Account):
    client = signed_in(nina)
    first = [client.get(reverse("mfa_activate_totp")), client.session["mfa.totp.secret"]][1]
    send(client, "mfa_activate_totp", code="000000")
    client.get(reverse("mfa_activate_totp"))
    assert client.session["mfa.totp.secret"] == first


def test_a_wrong_first_code_sets_nothing_up(nina: Account):
    client = signed_in(nina)
    client.get(reverse("mfa_activate_totp"))
    answer = send(client, "mfa_activate_totp", code="000000")
    assert (answer.status_code, WRONG in text(answer), factors.app_of(nina), told(nina)) == (422, True, None, [])


def test_what_the_store_keeps_is_encrypted(nina: Account):
    secret = with_an_app(nina)
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept
    assert all(code not in kept for code in recovery_codes(nina))
    assert Factors().decrypt(Authenticator.objects.get(type="totp").data["secret"]) == secret


def test_the_same_text_is_kept_in_another_way_each_time():
    assert Factors().encrypt("a secret") != Factors().encrypt("a secret")


def test_under_another_key_no_code_is_taken_and_the_page_says_why(nina: Account, settings: Any):
    secret = with_an_app(nina)
    recovery = recovery_codes(nina)[0]
    settings.SECRET_KEY = "another key of this node, as long as it has to be"
    client = first_step(nina)
    for code in (code_at(secret, NOON), recovery):
        answer = send(client, "mfa_authenticate", code=code)
        assert (answer.status_code, "another key" in text(answer)) == (422, True)
    with pytest.raises(OtherKey):
        recovery_codes(nina)


def test_under_another_key_codes_that_were_not_kept_are_not_shown(nina: Account, settings: Any):
    client = signed_in(nina)
    client.get(reverse("mfa_activate_totp"))
    send(client, "mfa_activate_totp", code=code_at(client.session["mfa.totp.secret"], NOON))
    codes = Authenticator.objects.get(type="recovery_codes")
    codes.data["seed"] = codes.data["seed"][:-8] + "AAAAAAAA"
    codes.save()
    assert "another key" in text(client.get(reverse("mfa_view_recovery_codes"), follow=True))


# --- changing it ---


def test_the_owner_takes_the_app_away_and_signs_in_with_the_password_alone(nina: Account):
    with_an_app(nina)
    client = signed_in(nina)
    assert "Take the app away" in text(client.get(reverse("mfa_deactivate_totp")))
    assert send(client, "mfa_deactivate_totp")["Location"] == reverse("mfa_index")
    assert (factors.app_of(nina), factors.codes_of(nina)) == (None, None)
    assert told(nina)[-1] == "remove_second_factor"
    assert is_in(first_step(nina))
    assert send(client, "mfa_deactivate_totp")["Location"] == reverse("mfa_index")
    assert told(nina).count("remove_second_factor") == 1


def test_new_recovery_codes_end_the_former_ones_and_leave_the_app(nina: Account):
    with_an_app(nina)
    client, former = signed_in(nina), recovery_codes(nina)
    assert "work no more" in text(client.get(reverse("mfa_generate_recovery_codes")))
    assert send(client, "mfa_generate_recovery_codes")["Location"] == reverse("mfa_view_recovery_codes")
    assert set(former).isdisjoint(recovery_codes(nina))
    assert recovery_codes(nina)[0] in text(client.get(reverse("mfa_view_recovery_codes")))
    assert told(nina)[-1] == "make_recovery_codes"
    assert send(first_step(nina), "mfa_authenticate", code=former[0]).status_code == 422
    assert factors.app_of(nina)


@pytest.mark.parametrize("name", ["mfa_view_recovery_codes", "mfa_generate_recovery_codes"])
def test_who_has_no_second_factor_has_no_recovery_codes(nina: Account, name: str):
    client = signed_in(nina)
    assert client.get(reverse(name)).status_code == 404
    assert send(client, name).status_code == 404


def test_who_has_an_app_sets_up_no_second_one(nina: Account):
    with_an_app(nina)
    client = signed_in(nina)
    assert client.get(reverse("mfa_activate_totp"))["Location"] == reverse("mfa_index")


@pytest.mark.parametrize("name", PAGES)
def test_the_people_of_a_demo_have_none_of_it(name: str):
    client = Client()
    client.force_login(make_account(is_illustrative=True))
    assert client.get(reverse(name)).status_code == 404
    assert client.get(reverse("account_reauthenticate")).status_code == 404
    assert "second-factor" not in text(client.get(reverse("account")))


def test_the_page_of_the_account_says_whether_it_has_one_and_since_when(nina: Account):
    client = signed_in(nina)
    page = text(client.get(reverse("account")))
    assert f'href="{reverse("mfa_index")}"' in page
    with_an_app(nina)
    assert "since 3 Nov 2025, 14:00" in text(client.get(reverse("account")))


# --- being asked again ---


def later_than(clock: time_machine.Traveller, minutes: int) -> datetime:
    later = NOON + timedelta(minutes=minutes)
    clock.move_to(later, tick=False)
    return later


@pytest.mark.parametrize("name", PAGES[1:])
def test_some_minutes_after_the_sign_in_the_owner_is_asked_again_and_nothing_is_done(
    nina: Account, clock: time_machine.Traveller, name: str
):
    with_an_app(nina)
    client = signed_in(nina)
    later_than(clock, 6)
    before = told(nina)
    key = str(fresh_key())
    for answer in (client.get(reverse(name)), client.post(reverse(name), {"once": key})):
        assert answer["Location"] == f"{reverse('account_reauthenticate')}?next={reverse(name).replace('/', '%2F')}"
    assert (told(nina), factors.app_of(nina) is not None) == (before, True)


def test_the_form_that_was_asked_again_for_is_sent_as_it_was(nina: Account, clock: time_machine.Traveller):
    with_an_app(nina)
    client = signed_in(nina)
    later_than(clock, 6)
    key = {"once": str(fresh_key())}
    again = client.post(reverse("mfa_deactivate_totp"), key)["Location"]
    answer = client.post(again, {"once": str(fresh_key()), "password": PASSWORD})
    assert answer["Location"] == reverse("mfa_deactivate_totp")
    assert client.post(reverse("mfa_deactivate_totp"), key)["Location"] == reverse("mfa_index")
    assert factors.app_of(nina) is None


@pytest.mark.parametrize("onward", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", ""])
def test_being_asked_again_leads_nowhere_else(nina: Account, onward: str):
    client = signed_in(nina)
    answer = send(client, "account_reauthenticate", password=PASSWORD, next=onward)
    assert answer["Location"] == reverse("mfa_index")


def test_a_wrong_password_is_refused_and_counted(nina: Account, clock: time_machine.Traveller):
    client = signed_in(nina)
    for _number in range(5):
        answer = send(client, "account_reauthenticate", password="a wrong one")
        assert (answer.status_code, "not your present password" in text(answer)) == (422, True)
    assert TOO_MANY in text(send(client, "account_reauthenticate", password=PASSWORD))
    later_than(clock, 6)
    assert send(client, "account_reauthenticate", password=PASSWORD).status_code == 302


def test_a_right_password_ends_the_count_of_wrong_ones(nina: Account):
    client = signed_in(nina)
    for _number in range(3):
        for _wrong in range(4):
            assert send(client, "account_reauthenticate", password="a wrong one").status_code == 422
        assert send(client, "account_reauthenticate", password=PASSWORD).status_code == 302


def test_the_owner_shows_by_a_code_who_they_are(nina: Account, clock: time_machine.Traveller):
    secret = with_an_app(nina)
    client = signed_in(nina)
    later = later_than(clock, 6)
    page = text(client.get(reverse("account_reauthenticate") + "?next=/account/second-factor/app/remove/"))
    assert escape(reverse("mfa_reauthenticate")) in page
    assert send(client, "mfa_reauthenticate", code="000000").status_code == 422
    answer = send(client, "mfa_reauthenticate", code=code_at(secret, later), next=reverse("mfa_deactivate_totp"))
    assert answer["Location"] == reverse("mfa_deactivate_totp")
    assert client.get(reverse("mfa_deactivate_totp")).status_code == 200


def test_a_recovery_code_shows_it_too_and_the_ledger_tells(nina: Account):
    with_an_app(nina)
    client = signed_in(nina)
    assert send(client, "mfa_reauthenticate", code=recovery_codes(nina)[0]).status_code == 302
    assert told(nina) == ["use_recovery_code", "use_recovery_code"]


def test_who_has_no_app_shows_nothing_by_a_code(nina: Account):
    client = signed_in(nina)
    assert client.get(reverse("mfa_reauthenticate")).status_code == 404
    assert reverse("mfa_reauthenticate") not in text(client.get(reverse("account_reauthenticate")))


# --- what an administrator does ---


@pytest.fixture
def administrator() -> Account:
    return make_administrator(make_ministry(), password=PASSWORD)


def turn(client: Client, account: Account) -> Any:
    return client.post(reverse("account-turn", args=[account.pk, "take-second-factor"]), {"once": str(fresh_key())})


def test_an_administrator_takes_a_second_factor_away_and_its_owner_is_signed_out_everywhere(nina: Account, administrator: Account):
    secret = with_an_app(nina)
    owner, waiting, by = signed_in(nina), first_step(nina), signed_in(administrator)
    page = reverse("account-record", args=[nina.pk])
    assert "since 3 Nov 2025, 14:00" in text(by.get(page))
    assert "Take the second factor away" in text(by.get(page))

    assert turn(by, nina)["Location"] == page

    assert "Take the second factor away" not in text(by.get(page))
    assert (factors.app_of(nina), factors.codes_of(nina), is_in(owner), is_in(by)) == (None, None, False, True)
    assert send(waiting, "mfa_authenticate", code=code_at(secret, NOON))["Location"] == reverse("sign-in")
    event = Event.objects.filter(record=key_of(nina)).latest("id")
    assert (event.verb, event.by, event.facts) == ("take_second_factor", administrator.key, {})
    assert is_in(first_step(nina))  # with the password that they had


def test_a_session_after_it_was_signed_out_everywhere_goes_on(nina: Account, administrator: Account):
    with_an_app(nina)
    factors.take_away(account=nina, by=administrator, at=NOON)
    client = first_step(nina)
    assert is_in(client)
    with_an_app(nina)
    factors.take_away(account=nina, by=administrator, at=NOON + timedelta(days=1))
    assert not is_in(client)


def test_what_is_not_there_is_not_taken_away(nina: Account, administrator: Account):
    answer = turn(signed_in(administrator), nina)
    assert (answer.status_code, "This account has no second factor." in text(answer), told(nina)) == (409, True, [])


def test_nobody_takes_their_own_away_there(administrator: Account):
    with_an_app(administrator)
    client = signed_in(administrator)
    answer = turn(client, administrator)
    assert (answer.status_code, factors.app_of(administrator) is not None, is_in(client)) == (409, True, True)
    assert "own account" in text(answer)
    assert "Take the second factor away" not in text(client.get(reverse("account-record", args=[administrator.pk])))


def test_the_people_of_a_demo_have_none_to_take_away(administrator: Account):
    demo = make_account(is_illustrative=True)
    with_an_app(demo)
    client = signed_in(administrator)
    assert turn(client, demo).status_code == 409
    assert factors.app_of(demo)
    assert "Second factor" not in text(client.get(reverse("account-record", args=[demo.pk])))


def test_whoever_does_not_manage_accounts_takes_nothing_away(nina: Account):
    with_an_app(nina)
    with pytest.raises(NotAllowed):
        factors.take_away(account=nina, by=make_account(password=PASSWORD), at=NOON)
    assert turn(signed_in(make_account(password=PASSWORD)), nina).status_code == 403
    assert factors.app_of(nina)
