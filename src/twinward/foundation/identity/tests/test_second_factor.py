"""Signing in in two steps: what the code lets in, what it refuses, what is counted."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from twinward.foundation.identity import actions
from twinward.foundation.identity.entering import BEFORE
from twinward.foundation.identity.models import Account, Remembered
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
from twinward.foundation.kernel.keys import fresh_key, key_of
from twinward.foundation.kernel.models import Event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_without_a_second_factor_the_password_is_enough(nina: Account):
    client = Client()
    answer = send(client, "sign-in", username=nina.email, password=PASSWORD, next="/rights/")
    assert (answer["Location"], is_in(client)) == ("/rights/", True)


def test_with_an_app_the_code_is_asked_for_and_everything_of_a_sign_in_follows_it(nina: Account):
    secret = with_an_app(nina)
    Account.objects.filter(pk=nina.pk).update(last_login=NOON - timedelta(days=3), language="uk")
    client = Client()

    answer = send(client, "sign-in", username=nina.email, password=PASSWORD, next="/rights/")
    assert (answer["Location"], is_in(client)) == (reverse("mfa_authenticate"), False)
    assert "Your password is right." in text(client.get(reverse("mfa_authenticate")))
    answer = send(client, "mfa_authenticate", code=code_at(secret, NOON))

    assert (answer["Location"], is_in(client)) == ("/rights/", True)
    assert client.session[BEFORE] == (NOON - timedelta(days=3)).isoformat()
    assert answer.cookies["django_language"].value == "uk"
    assert answer.cookies["was_here"].value
    assert told(nina) == []  # signing in is no write


def test_whoever_has_only_the_password_reaches_nothing(nina: Account):
    with_an_app(nina)
    client = first_step(nina)
    for name in ("today", "account", *PAGES, "account_reauthenticate", "mfa_reauthenticate"):
        assert client.get(reverse(name))["Location"].startswith("/sign-in/?next="), name


def test_a_code_without_a_password_leads_to_the_first_step(nina: Account):
    secret = with_an_app(nina)
    client = Client()
    assert client.get(reverse("mfa_authenticate"))["Location"] == reverse("sign-in")
    assert send(client, "mfa_authenticate", code=code_at(secret, NOON))["Location"] == reverse("sign-in")
    assert not is_in(client)


@pytest.mark.parametrize(("seconds", "is_taken"), [(-90, False), (-30, True), (0, True), (30, True), (90, False)])
def test_the_code_before_and_the_code_after_are_taken_and_no_other(nina: Account, seconds: int, is_taken: bool):
    secret = with_an_app(nina)
    client = first_step(nina)
    answer = send(client, "mfa_authenticate", code=code_at(secret, NOON + timedelta(seconds=seconds)))
    assert (answer.status_code, is_in(client)) == ((302, True) if is_taken else (422, False))
    assert (WRONG in text(answer)) is not is_taken


def test_the_code_of_another_account_lets_nobody_in(nina: Account):
    with_an_app(nina)
    other = with_an_app(make_account(password=PASSWORD))
    client = first_step(nina)
    assert send(client, "mfa_authenticate", code=code_at(other, NOON)).status_code == 422
    assert not is_in(client)


@pytest.mark.parametrize("typed", ["", "12345", "not a code", "１２３４５６", "1" * 41])
def test_what_is_no_code_is_refused_beside_its_field_and_the_sign_in_goes_on(nina: Account, typed: str):
    secret = with_an_app(nina)
    client = first_step(nina)
    answer = send(client, "mfa_authenticate", code=typed)
    assert (answer.status_code, "You are not signed in." in text(answer)) == (422, True)
    assert send(client, "mfa_authenticate", code=code_at(secret, NOON)).status_code == 302


def test_a_form_without_a_code_is_refused(nina: Account):
    with_an_app(nina)
    assert send(first_step(nina), "mfa_authenticate").status_code == 422


def test_a_code_that_was_used_lets_nobody_in_again(nina: Account, clock: time_machine.Traveller):
    secret = with_an_app(nina)
    code = code_at(secret, NOON)
    assert send(first_step(nina), "mfa_authenticate", code=code).status_code == 302
    clock.move_to(NOON + timedelta(seconds=29), tick=False)
    again = send(first_step(nina), "mfa_authenticate", code=code)
    assert (again.status_code, WRONG in text(again)) == (422, True)


def test_a_recovery_code_works_once_and_the_ledger_tells_of_it_without_the_code(nina: Account):
    with_an_app(nina)
    code = recovery_codes(nina)[3]
    client = first_step(nina)
    page = client.post(reverse("mfa_authenticate"), {"once": str(fresh_key()), "code": f"{code[:4]} {code[4:]}"}, follow=True)
    assert "Still unused: 9." in text(page)
    assert is_in(client)
    assert code not in recovery_codes(nina)
    assert told(nina) == ["use_recovery_code"]
    assert Event.objects.get(record=key_of(nina)).facts == {}
    again = send(first_step(nina), "mfa_authenticate", code=code)
    assert (again.status_code, WRONG in text(again), told(nina)) == (422, True, ["use_recovery_code"])


def test_after_five_wrong_codes_the_right_one_is_refused_for_five_minutes_wherever_it_is_tried(
    nina: Account, clock: time_machine.Traveller
):
    secret = with_an_app(nina)
    for _number in range(5):
        assert WRONG in text(send(first_step(nina), "mfa_authenticate", code="000000"))
    answer = send(first_step(nina), "mfa_authenticate", code=code_at(secret, NOON))
    assert (answer.status_code, TOO_MANY in text(answer)) == (422, True)
    later = NOON + timedelta(minutes=5, seconds=1)
    clock.move_to(later, tick=False)
    assert send(first_step(nina), "mfa_authenticate", code=code_at(secret, later)).status_code == 302


def test_after_twenty_wrong_codes_in_a_day_none_is_taken_until_the_next(nina: Account, clock: time_machine.Traveller):
    secret = with_an_app(nina)
    for number in range(20):
        clock.move_to(NOON + timedelta(minutes=2 * number), tick=False)
        assert WRONG in text(send(first_step(nina), "mfa_authenticate", code="000000"))
    for hours, is_taken in ((12, False), (25, True)):
        later = NOON + timedelta(hours=hours)
        clock.move_to(later, tick=False)
        answer = send(first_step(nina), "mfa_authenticate", code=code_at(secret, later))
        assert (answer.status_code == 302, TOO_MANY in text(answer)) == (is_taken, not is_taken)


def test_wrong_codes_of_one_account_shut_out_nobody_else(nina: Account):
    with_an_app(nina)
    other = make_account(password=PASSWORD)
    secret = with_an_app(other)
    for _number in range(6):
        send(first_step(nina), "mfa_authenticate", code="000000")
    assert send(first_step(other), "mfa_authenticate", code=code_at(secret, NOON)).status_code == 302


def test_the_second_step_waits_a_quarter_of_an_hour(nina: Account, clock: time_machine.Traveller):
    secret = with_an_app(nina)
    client = first_step(nina)
    late = NOON + timedelta(minutes=15, seconds=1)
    clock.move_to(late, tick=False)
    assert send(client, "mfa_authenticate", code=code_at(secret, late))["Location"] == reverse("sign-in")
    assert not is_in(client)


@pytest.mark.parametrize("what", ["closed", "password"])
def test_a_sign_in_that_waits_for_its_code_ends_with_the_account_or_with_its_password(nina: Account, what: str):
    secret = with_an_app(nina)
    client = first_step(nina)
    if what == "closed":
        actions.close_account(account=nina, by=make_administrator(make_ministry()), at=NOON)
    else:
        actions.choose_password(account=nina, password="eight wards, one roof", at=NOON)
    assert send(client, "mfa_authenticate", code=code_at(secret, NOON))["Location"] == reverse("sign-in")
    assert not is_in(client)
    assert client.get(reverse("mfa_authenticate"))["Location"] == reverse("sign-in")  # nothing is left of it


def test_a_sign_in_that_waits_for_a_code_begins_anew_when_the_app_was_taken_away(nina: Account):
    with_an_app(nina)
    client = first_step(nina)
    Authenticator.objects.all().delete()
    assert client.get(reverse("mfa_authenticate"))["Location"] == reverse("sign-in")


def test_who_signs_in_in_the_place_of_another_is_asked_for_their_own_code(nina: Account):
    secret = with_an_app(nina)
    client = signed_in(make_account(password=PASSWORD))
    first_step(nina, client)
    assert not is_in(client)
    assert send(client, "mfa_authenticate", code=code_at(secret, NOON)).status_code == 302
    assert client.session["_auth_user_id"] == str(nina.pk)


def test_a_form_that_was_interrupted_is_sent_after_both_steps(nina: Account, clock: time_machine.Traveller):
    secret = with_an_app(nina)
    client = first_step(nina)
    send(client, "mfa_authenticate", code=code_at(secret, NOON))
    client.cookies.pop("sessionid")  # signed out meanwhile
    assert "typed" in send(client, "account", language="es")["Location"]
    later = NOON + timedelta(minutes=2)
    clock.move_to(later, tick=False)
    first_step(nina, client, next=reverse("typed"))
    answer = send(client, "mfa_authenticate", code=code_at(secret, later))
    assert answer["Location"] == reverse("typed")
    assert 'value="es"' in text(client.get(reverse("typed")))


def test_what_is_counted_lies_in_the_store_that_all_processes_share(nina: Account):
    with_an_app(nina)
    send(first_step(nina), "mfa_authenticate", code="000000")
    assert Remembered.objects.filter(cache_key__contains="login_failed").count() == 2
