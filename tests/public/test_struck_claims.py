"""A claim that nobody made is struck out and told nowhere outside; one that another source made stands under that source."""

from typing import Any

import pytest
from django.test import Client

from tests.public.makers import BY, NOON
from twinward.foundation.identity.models import Account
from twinward.foundation.kernel.actors import PUBLIC, NotAllowed
from twinward.foundation.kernel.kept import forget
from twinward.foundation.kernel.keys import fresh_key, key_of
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.models import Event, Source
from twinward.foundation.kernel.publication import Gate
from twinward.outward.figures.actions import correct_claim, settle_conflict, strike_claim
from twinward.outward.figures.catalogue import figures
from twinward.outward.figures.conflicts import disagreements
from twinward.outward.figures.corrections import corrections
from twinward.outward.figures.models import Claim, Conflict
from twinward.outward.figures.said import Notes
from twinward.outward.figures.tasks import tasks
from twinward.site.demo.people import load_people

pytestmark = pytest.mark.usefixtures("reported")
WHY = "Taken from a draft of the page; nobody said so."


@pytest.fixture
def officer() -> Client:
    load_people(NOON)
    client = Client()
    client.force_login(Account.objects.get(email="officer.kyiv@twinward.example"))
    return client


def struck(key: str) -> Claim:
    claim = Claim.objects.get(key=key)
    strike_claim(claim, reason=WHY, by=BY, at=NOON)
    forget()
    return claim


def read(path: str, client: Client | None = None) -> str:
    return " ".join((client or Client()).get(path).content.decode().split())


def told() -> dict[str, Any]:
    """What is told of disagreements now, by key."""
    gate = Gate.now()
    return {one.key: one for one in disagreements(figures(gate.latest, gate), gate.latest, gate, Notes())}


def test_a_claim_struck_out_is_told_nowhere_outside_for_no_day_and_its_record_stays_inside(officer: Client):
    claim = Claim.objects.get(key="c17")
    page, address = "/figures/brigade_members/", f"/figures/claims/{claim.pk}/strike/"
    assert "120" in read(page)
    assert f'href="{address}"' in read(page, officer)
    assert f'href="{address}"' not in read(page)
    form = officer.get(address)
    sent = {"reason": WHY, "seen": form.context["meanwhile"].seen, "once": fresh_key()}
    assert officer.post(address, sent | {"reason": " ", "once": fresh_key()}).status_code == 422
    assert (answer := officer.post(address, sent)).status_code == 302, answer.content.decode()

    forget()
    for path in (page, f"{page}?format=csv", f"{page}?format=json", f"{page}?as-of=2021-12-31", "/figures/", "/figures/?format=json", "/"):
        assert [word for word in ("c17", WHY, "<b>120 members</b>") if word in read(path)] == []
    assert "brigade had" not in read("/")
    (logged,) = corrections(Gate.now(), "brigade_members")
    assert (logged.on, logged.what, logged.why) == (Claim.every.get(key="c17").struck_on, (("claim", "told here", "struck out"),), "")
    inside = read(page, officer)
    assert "Claims struck out" in inside
    assert WHY in inside
    event = Event.objects.get(record=key_of(claim), verb="change")
    assert (event.facts["reason"], event.facts["after"]["struck_because"]) == (WHY, WHY)
    assert Claim.every.get(key="c17").struck_on
    assert not Claim.objects.filter(key="c17").exists()


def test_a_claim_is_struck_out_once_and_corrected_no_more(officer: Client):
    claim = Claim.objects.get(key="c17")
    pages = {name: f"/figures/claims/{claim.pk}/{name}/" for name in ("strike", "correct")}
    form = officer.get(pages["correct"]).context["form"]
    sent = {name: field.value() if (field := form[name]).value() is not None else "" for name in form.fields}
    opened = officer.get(pages["strike"]).context["meanwhile"].seen
    struck("c17")

    late = officer.post(pages["strike"], {"reason": "Again", "seen": opened, "once": fresh_key()})
    assert late.status_code == 409
    assert "What was changed since you opened this page" in late.content.decode()
    for address, values in ((pages["strike"], {}), (pages["correct"], sent | {"value": "130"})):
        seen = officer.get(address).context["meanwhile"].seen
        again = officer.post(address, values | {"reason": "Again", "seen": seen, "once": fresh_key()})
        assert again.status_code == 409
        assert "This claim has been struck out." in again.content.decode()
    assert Event.objects.filter(record=key_of(claim), verb="change").count() == 1


def test_a_claim_is_struck_out_by_whoever_may_record_claims_and_with_a_reason():
    claim, before = Claim.objects.get(key="c17"), Event.objects.count()
    with pytest.raises(NotAllowed):
        strike_claim(claim, reason=WHY, by=PUBLIC, at=NOON)
    with pytest.raises(Refused) as refused:
        strike_claim(claim, reason="  ", by=BY, at=NOON)
    assert refused.value.faults == ("struck_without_reason",)
    assert (Event.objects.count(), Claim.objects.get(key="c17").struck_on) == (before, None)


def test_a_disagreement_that_lost_a_side_is_told_no_more_and_leaves_nothing_to_settle(officer: Client):
    account = Account.objects.get(email="officer.kyiv@twinward.example")
    conflict = Conflict.objects.get(key="institutions")
    settle_conflict(conflict, explanation="One counts twice.", language="en", seen=None, by=BY, at=NOON)
    last = conflict.settlements.get()
    settle_conflict(conflict, explanation="One does not.", language="en", seen=last.pk, reason="Read anew.", by=BY, at=NOON)
    open_before = Conflict.objects.standing().filter(settlements=None).count()
    assert {"institutions", "memorandums", "regions"} <= set(told())
    assert "One does not." in str(corrections(Gate.now()))

    struck("c12")
    assert "institutions" not in told()
    assert "One does not." not in str(corrections(Gate.now()))
    struck("c12c")
    assert "regions" not in told()
    assert f"Settle {open_before - 1} questions" in " ".join(task.what for task in tasks(account, NOON.date()))


def test_a_disagreement_of_three_claims_stands_between_the_two_that_are_left():
    struck("c04")
    left = told()["memorandums"]
    assert "-" not in (left.one.words, left.another.words)


def test_what_was_part_of_a_claim_struck_out_stands_by_itself():
    part = Claim.objects.filter(part_of__isnull=False).select_related("part_of").earliest("pk")
    assert part.part_of
    struck(part.part_of.key)
    found = figures(NOON.date())[part.figure].stated
    assert [one.part_of for one in found if one.key == part.key] == [""]


def test_a_claim_is_given_its_right_source_and_the_log_of_corrections_says_so(officer: Client):
    claim = Claim.objects.select_related("source").get(key="c17")
    wrong, right = claim.source, Source.objects.get(key="azertac-2025-10-31")
    assert wrong
    address = f"/figures/claims/{claim.pk}/correct/"
    page = officer.get(address).context
    sent = {name: field.value() if (field := page["form"][name]).value() is not None else "" for name in page["form"].fields}
    sent |= {"reason": "The other page says so.", "seen": page["meanwhile"].seen}
    both = officer.post(address, sent | {"source": right.pk, "publisher": "A newspaper", "once": fresh_key()})
    assert both.status_code == 422
    assert officer.post(address, sent | {"source": right.pk, "once": fresh_key()}).status_code == 302

    assert Claim.objects.get(key="c17").source == right
    (one,) = corrections(Gate.now(), "brigade_members")
    assert one.why == "The other page says so."
    assert str(wrong) in one.what[0][1]
    assert str(right) in one.what[0][2]
    assert f"now {right}" in read("/figures/brigade_members/")


def test_a_claim_is_given_a_source_that_is_new_here(officer: Client):
    claim, before = Claim.objects.get(key="c17"), Source.objects.count()
    address = f"/figures/claims/{claim.pk}/correct/"
    page = officer.get(address).context
    sent = {name: field.value() if (field := page["form"][name]).value() is not None else "" for name in page["form"].fields}
    sent |= {"reason": "Found.", "seen": page["meanwhile"].seen, "source": "", "publisher": "A newspaper", "published": "2 November 2025"}
    assert officer.post(address, sent | {"seen": "0", "once": fresh_key()}).status_code == 409
    assert Source.objects.count() == before
    assert officer.post(address, sent | {"once": fresh_key()}).status_code == 302
    assert str(Claim.objects.select_related("source").get(key="c17").source) == "A newspaper"


def test_a_source_whose_day_may_not_be_told_yet_is_named_by_no_correction():
    claim = Claim.objects.get(key="c17")
    correct_claim(claim, reason="Found.", by=BY, at=NOON, source=Source.objects.get(key="azertac-2025-10-31"))
    gate = Gate(NOON.date(), 30)
    assert corrections(gate, "brigade_members") == []
