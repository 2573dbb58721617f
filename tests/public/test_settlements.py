"""What settles a disagreement is told from its day on, in the language in which it was written; settled anew, the log says why."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.test import Client, override_settings

from tests.crowd import PEOPLE, at_once
from tests.public.makers import BY, NOON, reported
from twinward.foundation.identity.models import Account
from twinward.foundation.kernel.kept import forget
from twinward.foundation.kernel.keys import fresh_key, key_of
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.models import Event
from twinward.outward.figures.actions import record_conflict, settle_conflict
from twinward.outward.figures.models import Conflict, Settlement
from twinward.site.demo.people import load_people

FIRST, SECOND = "The list of guests counts the host.", "Перелік гостей не рахує господаря."
REASON = "Знайдено протокол."
A_MONTH = timedelta(days=30)


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def conflict(db: None) -> Conflict:
    reported()
    return Conflict.objects.get(key="countries")


@pytest.fixture
def officer(conflict: Conflict) -> Client:
    load_people(NOON)
    client = Client()
    client.force_login(Account.objects.get(email="officer.kyiv@twinward.example"))
    return client


def settled(conflict: Conflict, **given: Any) -> Settlement:
    first: dict[str, Any] = {"explanation": FIRST, "language": "en", "seen": None, "by": BY, "at": NOON}
    return settle_conflict(conflict, **first | given)


def settled_anew(conflict: Conflict, seen: Settlement) -> Settlement:
    return settled(conflict, explanation=SECOND, language="uk", seen=seen.pk, reason=REASON, at=NOON + A_MONTH)


def refusal(conflict: Conflict, **given: Any) -> tuple[str, ...]:
    """What a settlement is refused for; nothing is written then."""
    before = Settlement.objects.count(), Event.objects.count()
    with pytest.raises(Refused) as refused:
        settled(conflict, **given)
    assert (Settlement.objects.count(), Event.objects.count()) == before
    return refused.value.faults


def public(path: str = "/") -> str:
    forget()
    return Client().get(path).content.decode()


def sent(client: Client, conflict: Conflict, **given: Any) -> Any:
    first = {"explanation": FIRST, "language": "en", "once": fresh_key()}
    return client.post(f"/figures/conflicts/{conflict.pk}/settle/", first | given)


def test_a_settlement_is_a_row_of_its_own_that_the_ledger_tells(conflict: Conflict):
    one = settled(conflict)

    assert (one.replaces, one.reason, one.settled_on) == (None, "", NOON.date())
    told = Event.objects.get(record=key_of(one), verb="add").facts["after"]
    assert (told["conflict"], told["explanation"], told["language"]) == (conflict.pk, FIRST, "en")


def test_the_page_of_a_day_says_what_settled_a_disagreement_on_that_day(conflict: Conflict, at_noon: time_machine.Traveller):
    settled_anew(conflict, settled(conflict))
    at_noon.shift(A_MONTH)

    for path in ("/", "/figures/"):
        assert f'<span lang="en">{FIRST}</span> <span class="meta">settled on 3 Nov 2025' in public(f"{path}?as-of={NOON.date()}")
        assert f'<span lang="uk">{SECOND}</span> <span class="meta">settled on 3 Dec 2025' in public(path)
        assert "settled on 3 Nov 2025" not in public(path)


def test_the_log_of_corrections_tells_what_settled_a_disagreement_before_and_why_no_longer(
    conflict: Conflict, at_noon: time_machine.Traveller
):
    first = settled(conflict)
    assert "what settles it" not in public()
    settled_anew(conflict, first)
    at_noon.shift(A_MONTH)
    told = public()

    assert f'what settles it: <span lang="en">{FIRST}</span>, now <span lang="uk">{SECOND}</span>' in told
    assert f'<span lang="uk">{REASON}</span>' in told
    assert "what settles it" in public("/figures/countries_joined/")
    assert "what settles it" not in public("/figures/brigade_members/")


def test_what_the_node_publishes_later_is_in_no_log_before(conflict: Conflict, at_noon: time_machine.Traveller):
    settled_anew(conflict, settled(conflict))
    at_noon.shift(A_MONTH)

    with override_settings(PUBLICATION_DELAY_DAYS=7):
        assert REASON not in public()
        at_noon.shift(timedelta(days=7))
        assert REASON in public()


def test_a_settlement_is_refused_for_what_it_lacks(conflict: Conflict):
    assert refusal(conflict, explanation=" ") == ("settled_without_words",)
    one = settled(conflict)
    assert refusal(conflict, seen=one.pk, explanation=f" {FIRST} ", reason=REASON) == ("nothing_corrected",)
    assert refusal(conflict, seen=one.pk, explanation=SECOND) == ("settled_anew_without_reason",)
    assert refusal(conflict, seen=one.pk, explanation=SECOND, reason=" ") == ("settled_anew_without_reason",)
    assert refusal(conflict, explanation=SECOND) == ("settled_meanwhile",)
    assert refusal(conflict, seen=one.pk + 1, explanation=SECOND, reason=REASON) == ("settled_meanwhile",)
    assert settled(conflict, seen=one.pk, language="es", reason="It is Spanish").language == "es"
    another = Conflict.objects.get(key="regions")
    assert refusal(another, seen=one.pk, reason=REASON) == ("settled_meanwhile",)


def test_whoever_saw_less_than_there_is_reads_it_before_settling_anew(officer: Client, conflict: Conflict):
    assert sent(officer, conflict).status_code == 302
    late = sent(officer, conflict, explanation=SECOND, language="uk")
    form = late.context["form"]

    assert late.status_code == 409
    assert "Somebody else has settled it" in late.content.decode()
    assert FIRST in late.content.decode()
    assert (form["explanation"].value(), form["language"].value()) == (SECOND, "uk")
    seen = conflict.settlements.get().pk
    assert f'name="seen" value="{seen}"' in late.content.decode()
    assert sent(officer, conflict, explanation=SECOND, language="uk", seen=seen).status_code == 422
    assert sent(officer, conflict, explanation=SECOND, language="uk", seen=seen, reason=REASON).status_code == 302
    assert [one.explanation for one in conflict.settlements.all()] == [FIRST, SECOND]


def test_the_form_offers_the_language_of_the_page_and_asks_for_a_reason_only_anew(officer: Client, conflict: Conflict):
    address = f"/figures/conflicts/{conflict.pk}/settle/"
    Account.objects.filter(email="officer.kyiv@twinward.example").update(language="az")
    page = officer.get(address, headers={"accept-language": "az"}).content.decode()
    assert '<option value="az" selected>' in page
    assert 'name="reason"' not in page

    settled(conflict)
    anew = officer.get(address, headers={"accept-language": "az"}).content.decode()
    assert '<option value="en" selected>' in anew
    assert 'name="reason"' in anew


@pytest.mark.parametrize("wrong", [{"language": "xx"}, {"language": ""}, {"seen": "x"}, {"explanation": "a\0b"}])
def test_what_the_form_cannot_take_is_said(officer: Client, conflict: Conflict, wrong: dict[str, str]):
    assert sent(officer, conflict, **wrong).status_code == 422
    assert not Settlement.objects.exists()


def test_the_store_itself_refuses_to_rewrite_what_settled_a_disagreement(conflict: Conflict):
    one = settled(conflict)
    with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic():
        Settlement.objects.filter(pk=one.pk).update(explanation=SECOND)
    assert Settlement.objects.get(pk=one.pk).explanation == FIRST


@pytest.mark.parametrize("is_anew", [False, True], ids=["first", "anew"])
def test_of_four_who_settle_at_once_one_is_heard_and_the_others_are_told(transactional_db: None, is_anew: bool):
    conflict = record_conflict(key="countries", claims=[], sources=[], by=BY, at=NOON)
    first = settled(conflict).pk if is_anew else None
    got = at_once(lambda: settled(conflict, seen=first, explanation=SECOND, language="uk", reason=REASON))

    assert [one.faults for one in got if isinstance(one, Refused)] == [("settled_meanwhile",)] * (PEOPLE - 1), got
    assert [one.explanation for one in got if isinstance(one, Settlement)] == [SECOND]
    assert conflict.settlements.count() == 1 + is_anew
