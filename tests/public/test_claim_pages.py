"""An officer records what sources state and corrects what was written down wrongly; nobody else does."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.public.makers import BY, NOON
from twinward.foundation.identity.models import Account
from twinward.foundation.kernel.actors import PUBLIC, NotAllowed
from twinward.foundation.kernel.days import Day
from twinward.foundation.kernel.kept import forget
from twinward.foundation.kernel.keys import fresh_key, key_of
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.models import Event, Source
from twinward.foundation.kernel.wording import on_day
from twinward.foundation.registry.models import Person
from twinward.outward.figures.actions import correct_claim, record_claim, record_conflict, settle_conflict
from twinward.outward.figures.models import Claim, Conflict
from twinward.outward.figures.tasks import tasks
from twinward.programme.instruments.models import Instrument
from twinward.site.demo.people import load_people

pytestmark = pytest.mark.usefixtures("reported")


@pytest.fixture
def officer() -> Client:
    return signed_in("officer.kyiv")


def signed_in(name: str) -> Client:
    load_people(NOON)
    client = Client()
    client.force_login(Account.objects.get(email=f"{name}@twinward.example"))
    return client


def typed(**values: Any) -> dict[str, Any]:
    first = {"figure": "brigade_members", "what": "Members", "operator": "at_least", "value": "1,200", "day": "3 November 2025"}
    return first | {"source": Source.objects.get(key="rhc-cuba-azerbaijan").pk, "once": fresh_key(), "send": "1"} | values


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/countries/DE/", ("Пізніша сторінка називає 19 країн", "Міністерство охорони здоров’я України", "<dd>Відкрита декларація")),
        ("/instruments/{memo-charite-1}/", ("26–27 лютого; рік не вказано",)),
        (
            "/instruments/{ua-az-health-2025}/",
            ("із посиланням на: Міністерство охорони здоров’я Азербайджану", "Віктор Ляшко", "Теймур Мусаєв"),
        ),
        ("/people/{Viktor Liashko}/", ("Міністр охорони здоров’я України", "<h1>Віктор Ляшко")),
    ],
)
def test_what_we_wrote_on_record_is_read_in_the_language_of_who_signed_in(officer: Client, path: str, words: tuple[str, ...]):
    of_people = {person.full_name: person.pk for person in Person.objects.unscoped("a test")}
    of_texts = {text.key: text.pk for text in Instrument.objects.unscoped("a test")}
    page = officer.get(path.format(**of_people, **of_texts), headers={"Accept-Language": "uk"}).content.decode()
    assert [one for one in words if one not in page] == []


@pytest.mark.parametrize(
    ("language", "family", "centres"),
    [
        ("uk", "центр сімейного здоров’я в Дніпропетровській області", "кардіологічні центри"),
        ("az", "Dnipropetrovsk vilayətində ailə sağlamlığı mərkəzi", "kardioloji mərkəzlər"),
        ("es", "un centro de salud familiar de la región de Dnipropetrovsk", "centros de cardiología"),
    ],
)
def test_a_side_that_is_only_described_is_called_so_in_no_other_language(language: str, family: str, centres: str):
    page = Client().get("/figures/memorandums_signed/", headers={"Accept-Language": language}).content.decode()
    assert (family in page, centres in page) == (True, True)
    assert [words for words in ("cardiology centres", "a family health centre") if words in page] == []


def test_what_an_officer_wrote_of_a_claim_is_marked_as_of_no_known_language(officer: Client):
    officer.post("/figures/claims/new/", typed(what="Members", scope="In all <provinces>"))
    page = Client().get("/figures/brigade_members/", headers={"Accept-Language": "es"}).content.decode()
    assert '<span lang="">Members</span>. <span class="meta"><span lang="">In all &lt;provinces&gt;</span></span>' in page


def test_a_claim_is_recorded_once_and_stands_on_its_page(officer: Client):
    sent = typed()
    for _twice in range(2):
        response = officer.post("/figures/claims/new/", sent)
        assert (response.status_code, response["Location"]) == (302, "/figures/brigade_members/")
    claim = Claim.objects.get(value=1200)

    assert (claim.operator, claim.day) == ("at_least", Day.on(date(2025, 11, 3)))
    assert Event.objects.filter(record=key_of(claim), verb="add").count() == 1
    assert "more than 1,200" in Client().get("/figures/brigade_members/").content.decode()


def test_a_claim_is_shown_with_the_sentence_that_the_public_will_read_before_it_is_recorded(officer: Client, settings: Any):
    answers = typed()
    del answers["send"]
    before = Event.objects.count(), Claim.objects.count(), Source.objects.count()
    checked = officer.post("/figures/claims/new/", answers | {"source": "", "publisher": "A newspaper", "published": "3 November 2025"})
    said = " ".join(checked.content.decode().split())
    assert (checked.status_code, (Event.objects.count(), Claim.objects.count(), Source.objects.count())) == (200, before)
    assert "Check your answers" in said
    assert "the public reads at once:" in said
    assert "1,200" in said.partition("the public reads at once:")[2].partition("</p> </p>")[0].partition("<dl")[0]
    assert '<input type="hidden" name="value" value="1,200">' in said
    assert 'value="1,200"' in officer.post("/figures/claims/new/", answers | {"back": "1"}).content.decode()
    settings.PUBLICATION_DELAY_DAYS = 30
    today = timezone.localdate()
    later = officer.post("/figures/claims/new/", answers | {"once": fresh_key(), "day": today.isoformat()}).content.decode()
    assert f"From {on_day(today + timedelta(days=30))} on the public will read:" in later


def test_money_is_kept_in_minor_units_and_a_new_source_is_recorded_with_it(officer: Client):
    sent = typed(figure="aid_from_azerbaijan_value", value="12 000 000.5", unit="usd", source="", publisher="A newspaper", published="2025")
    assert officer.post("/figures/claims/new/", sent).status_code == 302
    claim = Claim.objects.get(value=1_200_000_050)
    assert (claim.unit, str(claim.source), claim.source and claim.source.day) == ("USD", "A newspaper", Day.in_year(2025))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"value": "many"}, "Write a whole number"),
        ({"value": "2.100"}, "Write a whole number"),
        ({"value": "-5"}, "Write a whole number"),
        ({"value": "99999999999999999999"}, "This number is too large."),
        ({"value": "1.005", "unit": "USD"}, "Write a whole number"),
        ({"source": ""}, "A claim without a source cannot be recorded."),
        ({"source": "", "publisher": "A newspaper", "url": "javascript:alert(1)"}, "Enter a valid URL."),
        ({"day": "30.02.2025"}, "30.2.2025 does not exist."),
        ({"figure": "nothing"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_recorded_is_said_and_what_was_typed_stays(officer: Client, wrong: dict[str, str], sentence: str):
    before = Claim.objects.count(), Source.objects.count(), Event.objects.count()
    response = officer.post("/figures/claims/new/", typed(what="Kept words", **wrong))

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert "Kept words" in response.content.decode()
    assert (Claim.objects.count(), Source.objects.count(), Event.objects.count()) == before


def test_a_correction_asks_for_a_reason_and_keeps_the_old_value_in_the_ledger(officer: Client):
    claim = Claim.objects.get(key="c17")
    address = f"/figures/claims/{claim.pk}/correct/"
    page = officer.get(address)
    assert 'value="120"' in page.content.decode()
    sent = {"what": claim.what, "operator": "exact", "value": "126", "unit": "", "day": "", "said_of": "", "scope": "", "once": fresh_key()}
    sent |= {"source": claim.source_id, "seen": page.context["meanwhile"].seen}

    assert officer.post(address, sent).status_code == 422
    assert officer.post(address, sent | {"reason": "Misread"}).status_code == 302
    event = Event.objects.get(record=key_of(claim), verb="change")
    assert (event.facts["before"]["value"], event.facts["after"]["value"], event.facts["reason"]) == (120, 126, "Misread")
    other = officer.post(address, sent | {"value": "120", "scope": "In March", "reason": "An old page", "once": fresh_key()})
    assert (other.status_code, Claim.objects.get(key="c17").value) == (409, 126)
    assert "What was changed since you opened this page" in other.content.decode()
    now = other.context["meanwhile"].seen
    again = officer.post(address, sent | {"reason": "Misread", "seen": now, "once": fresh_key()})
    assert again.status_code == 409
    assert "Nothing differs from what is on record." in again.content.decode()


def test_the_form_of_a_correction_shows_what_is_on_record_so_that_sending_it_back_changes_nothing(officer: Client):
    for claim in Claim.objects.filter(key__regex="^c"):
        page = officer.get(f"/figures/claims/{claim.pk}/correct/").context
        form = page["form"]
        sent = {name: field.value() if (field := form[name]).value() is not None else "" for name in form.fields}
        response = officer.post(
            f"/figures/claims/{claim.pk}/correct/", sent | {"reason": "None", "seen": page["meanwhile"].seen, "once": fresh_key()}
        )
        assert "Nothing differs from what is on record." in response.content.decode()
        assert response.status_code == 409, (claim.key, response.content.decode() if response.status_code == 422 else "")


def test_a_disagreement_is_recorded_and_told_in_general_words(officer: Client):
    claims = [Claim.objects.get(key=key).pk for key in ("c17", "c18")]
    sent = {"figure": "brigade_members", "claims": claims, "once": fresh_key()}
    assert officer.post("/figures/conflicts/new/", {"figure": "brigade_members", "once": fresh_key()}).status_code == 422
    assert officer.post("/figures/conflicts/new/", sent).status_code == 302

    assert (
        "more than 77,000 (Patients attended by the Cuban brigades in Azerbaijan)"
        in Client().get("/figures/brigade_members/").content.decode()
    )


def test_a_disagreement_of_sources_alone_names_their_publishers(officer: Client):
    sources = [Source.objects.get(key=key).pk for key in ("azertac-2025-10-31", "report-2025-11-01")]
    assert (
        officer.post("/figures/conflicts/new/", {"figure": "brigade_members", "sources": sources, "once": fresh_key()}).status_code == 302
    )
    page = Client().get("/figures/brigade_members/").content.decode()
    assert "AZERTAC" in page
    assert "Report News Agency" in page


def test_a_disagreement_is_settled_in_words_that_the_public_reads_from_that_day_on(officer: Client):
    conflict = Conflict.objects.get(key="countries")
    address = f"/figures/conflicts/{conflict.pk}/settle/"
    account = Account.objects.get(email="officer.kyiv@twinward.example")
    assert f"Settle {Conflict.objects.count()} questions" in " ".join(task.what for task in tasks(account, NOON.date()))
    assert f'href="{address}"' in officer.get("/figures/").content.decode()

    assert "names, with" in officer.get(address).content.decode()
    assert officer.post(address, {"explanation": "  ", "language": "en", "once": fresh_key()}).status_code == 422
    settled = officer.post(address, {"explanation": "The list of guests counts the host.", "language": "en", "once": fresh_key()})
    assert (settled.status_code, settled["Location"]) == (302, "/figures/#conflicts")

    forget()
    told = Client().get("/").content.decode()
    assert "The list of guests counts the host." in told
    assert "if the host is not counted" not in told
    earlier = Client().get("/?as-of=2024-01-01").content.decode()
    assert "The list of guests counts the host." not in earlier
    assert f"Settle {Conflict.objects.count() - 1} questions" in " ".join(task.what for task in tasks(account, NOON.date()))
    assert address not in Client().get("/figures/").content.decode()


@pytest.mark.parametrize("name", ["okhmatdyt", "farajova", "lawyer"])
def test_nobody_else_records_or_corrects_claims(name: str):
    client = signed_in(name)
    pk = Claim.objects.get(key="c01").pk
    settling = f"/figures/conflicts/{Conflict.objects.get(key='countries').pk}/settle/"
    for address in ("/figures/claims/new/", f"/figures/claims/{pk}/correct/", "/figures/conflicts/new/", settling):
        assert client.get(address).status_code == 403
        assert client.post(address, typed(reason="None")).status_code == 403
    assert "Record a claim" not in client.get("/figures/lists_owed/").content.decode()


def test_a_stranger_is_asked_to_sign_in():
    assert Client().get("/figures/claims/new/")["Location"].startswith("/sign-in/")


def test_an_officer_reaches_the_record_behind_a_row(officer: Client):
    page = officer.get("/figures/memorandums_signed/").content.decode()
    assert 'href="/instruments/' in page
    assert 'href="/instruments/' not in Client().get("/figures/memorandums_signed/").content.decode()


def test_actions_refuse_whoever_lacks_the_right():
    claim, source = Claim.objects.get(key="c01"), Source.objects.get(key="moz-2023-10-13")
    before = Event.objects.count(), Claim.objects.count(), Conflict.objects.count()
    for action in (
        lambda: record_claim(key="x", figure="lists_owed", value=1, day=Day.unknown(), source=source, by=PUBLIC, at=NOON, operator="exact"),
        lambda: correct_claim(claim, reason="None", by=PUBLIC, at=NOON, value=1),
        lambda: record_conflict(key="x", claims=[claim], sources=[source], by=PUBLIC, at=NOON),
        lambda: settle_conflict(Conflict.objects.get(key="countries"), explanation="Mine", language="en", seen=None, by=PUBLIC, at=NOON),
    ):
        with pytest.raises(NotAllowed):
            action()
    with pytest.raises(Refused) as refused:
        correct_claim(claim, reason=" ", by=BY, at=NOON, value=1)
    assert refused.value.faults == ("correction_without_reason",)
    with pytest.raises(Refused) as wordless:
        settle_conflict(Conflict.objects.get(key="countries"), explanation=" ", language="en", seen=None, by=BY, at=NOON)
    assert wordless.value.faults == ("settled_without_words",)
    assert (Event.objects.count(), Claim.objects.count(), Conflict.objects.count()) == before


def test_an_officer_of_a_partner_claims_nothing_in_the_name_of_the_node():
    baku = signed_in("officer.baku")
    claim, account = Claim.objects.get(key="c01"), Account.objects.get(email="officer.baku@twinward.example")
    for address in ("/figures/claims/new/", f"/figures/claims/{claim.pk}/correct/", "/figures/conflicts/new/"):
        assert baku.get(address).status_code == 403, address
    assert "/figures/claims/" not in baku.get(f"/figures/{claim.figure.replace('-', '_')}/").content.decode()
    with pytest.raises(NotAllowed):
        correct_claim(claim, reason="Ours", by=account, at=NOON, value=1)
    assert not any("#conflicts" in task.url for task in tasks(account, NOON.date()))
