"""The pages on which a programme begins, its record is mended and countries are taken in; and what leads there."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from twinward.foundation.identity.models import Account
from twinward.foundation.identity.rules import ADMINISTRATOR, FOCAL_POINT, LAWYER
from twinward.foundation.registry.models import Organisation
from twinward.programme.instruments.actions import add_party
from twinward.programme.instruments.models import Instrument
from twinward.programme.letters.tests.makers import BY, NOON, make_account, make_organisation
from twinward.programme.twinning.models import CHASED, Programme
from twinward.programme.twinning.tests.makers import make_programme, sent
from twinward.programme.twinning.tests.test_beginning import begun, coverage, joined, make_declaration

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
TYPED = {
    "name_en": "Sister Hospitals",
    "name_uk": "Лікарні-побратими",
    "lead": "Ministry of Health of Ukraine",
    "launched": "6 September 2023",
}


def words(page: Any) -> str:
    return unescape(page.content.decode())


def begin(client: Client, over: Instrument | None = None, **fields: str) -> Any:
    chosen = {"declaration": str(over.pk)} if over else {}
    return sent(client, reverse("programme-begin"), **(TYPED | chosen | fields))


def test_the_form_begins_with_the_one_declaration_and_the_readers_own_institution(kyiv: Client):
    only = make_declaration("PL", is_public=True)
    page = words(kyiv.get(reverse("programme-begin")))

    assert f'<option value="{only.pk}" selected>' in page
    assert 'value="Ministry of Health of Ukraine"' in page


def test_of_several_declarations_the_one_of_the_address_is_chosen(kyiv: Client):
    make_declaration("PL", is_public=True)
    second = make_declaration("DE", is_public=True, key_of_it="second")
    assert '<option value="" selected>' in words(kyiv.get(reverse("programme-begin")))

    page = words(kyiv.get(reverse("programme-begin"), {"declaration": second.pk}))

    assert f'<option value="{second.pk}" selected>' in page


def test_what_is_sent_begins_the_programme_and_its_countries_are_asked_for_their_lists(kyiv: Client, ministry: Organisation):
    declaration = make_declaration("PL", "DE", kept_at=ministry)
    joined(declaration, "PL")

    answer = begin(kyiv, declaration)

    assert (answer.status_code, answer["Location"]) == (302, reverse("countries"))
    assert coverage() == ["DE", "PL"]
    page = words(kyiv.get(reverse("countries")))
    assert "The programme has begun. 2 countries of its declaration take part." in page
    assert "Sister Hospitals" in page
    assert "1 of 1 that joined owe a list" in page
    assert f"{reverse('country-letters')}?id=PL" in page


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        ({"name_en": "", "name_uk": ""}, "name_en", "Give the programme a name"),
        ({"name_en": "=1+1"}, "name_en", ""),
        ({"lead": ""}, "lead", ""),
        ({"lead": "Ministry of Health of Azerbaijan"}, "lead", "Your role does not reach programmes of that country"),
        ({"launched": "4 November 2025"}, "launched", "This day lies in the future"),
        ({"launched": "some day"}, "launched", ""),
        ({"declaration": ""}, "declaration", ""),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(kyiv: Client, fields: dict[str, str], field: str, said: str):
    make_organisation("Ministry of Health of Azerbaijan", "AZ")
    answer = begin(kyiv, make_declaration("PL", is_public=True), **fields)
    page = words(answer)

    assert answer.status_code == 422
    assert f'href="#id_{field}"' in page
    assert said in page
    assert 'value="6 September 2023"' in page or field == "launched"
    assert not Programme.objects.exists()


def test_once_it_has_begun_nobody_begins_another(kyiv: Client, ministry: Organisation, officer: Account):
    declaration = make_declaration("PL", kept_at=ministry)
    begun(declaration, ministry, officer)

    for answer in (kyiv.get(reverse("programme-begin")), begin(kyiv, declaration)):
        assert answer.status_code == 409
        assert "A programme has begun here already" in words(answer)
        assert "<form" not in words(answer).partition("<main")[2].partition("</main>")[0]


def test_who_was_second_reads_so_with_what_they_typed(
    kyiv: Client, monkeypatch: pytest.MonkeyPatch, ministry: Organisation, officer: Account
):
    declaration = make_declaration("PL", kept_at=ministry)
    begun(declaration, ministry, officer)
    monkeypatch.setattr("twinward.programme.twinning.beginning.programme_of_node", lambda: None)

    answer = begin(kyiv, declaration)

    assert (answer.status_code, "A programme has begun here already" in words(answer)) == (409, True)
    assert 'value="Sister Hospitals"' in words(answer)


@pytest.mark.parametrize(("role", "opens"), [(LAWYER, 403), (FOCAL_POINT, 403), (ADMINISTRATOR, 200)])
def test_only_officers_and_administrators_begin(client: Client, ministry: Organisation, role: str, opens: int):
    client.force_login(make_account(ministry, role))

    assert client.get(reverse("programme-begin")).status_code == opens
    assert begin(client).status_code == (opens if opens == 403 else 422)


def acts(page: Any) -> list[tuple[str, str]]:
    """The links of the page's own acts: (address, words)."""
    main = words(page).partition("<main")[2]
    return [(address, label.strip()) for address, label in re.findall(r'<a class="btn(?: btn-go)?" href="([^"]+)">([^<]+)</a>', main)]


@pytest.mark.parametrize("address", ["/countries/", "/countries/?list=owed"])
def test_the_empty_list_says_what_to_do_first(kyiv: Client, address: str):
    page = kyiv.get(address)

    assert "No programme has begun here." in words(page)
    assert "Nothing found" not in words(page)
    assert "0 of 0" not in words(page)
    assert acts(page)[-2:] == [
        (f"{reverse('instrument-record')}?kind=declaration", "Record the declaration"),
        (reverse("programme-begin"), "Begin a programme"),
    ]
    make_declaration("PL", is_public=True)
    assert acts(kyiv.get(address))[-1:] == [(reverse("programme-begin"), "Begin a programme")]
    assert "Record the declaration" not in words(kyiv.get(address))


@pytest.mark.parametrize(("role", "offered"), [(LAWYER, ["Record the declaration"]), (FOCAL_POINT, [])])
def test_the_empty_list_offers_what_its_reader_may_do(client: Client, ministry: Organisation, role: str, offered: list[str]):
    client.force_login(make_account(ministry, role))

    assert [label for _url, label in acts(client.get(reverse("countries")))] == offered * 2  # above the list and in it


def test_the_record_of_a_declaration_begins_as_one(kyiv: Client):
    page = words(kyiv.get(reverse("instrument-record"), {"kind": "declaration"}))
    other = words(kyiv.get(reverse("instrument-record"), {"kind": "nonsense"}))

    assert '<option value="declaration" selected>' in page
    assert '<option value="memorandum" selected>' in other


def test_a_programme_without_countries_says_where_to_record_who_joined(kyiv: Client, ministry: Organisation, officer: Account):
    declaration = make_declaration(kept_at=ministry)
    begun(declaration, ministry, officer)
    page = kyiv.get(reverse("countries"))

    assert "No country takes part in the programme yet." in words(page)
    assert (reverse("instrument", args=[declaration.pk]), "Open the declaration") in acts(page)


def test_who_asks_to_write_letters_before_there_is_a_programme_is_led_to_what_comes_first(kyiv: Client, ministry: Organisation):
    answer = kyiv.get(reverse("country-letters"), {"id": "PL"})

    assert (answer.status_code, answer["Location"]) == (302, reverse("countries"))
    begun(make_declaration("PL", kept_at=ministry), ministry, BY)
    stranger = Client()
    stranger.force_login(make_account(make_organisation("Ministry of Health of Azerbaijan", "AZ")))
    assert stranger.get(reverse("country-letters"), {"id": "PL"}).status_code == 403


def test_the_page_of_a_declaration_leads_to_the_programme_that_follows_from_it(kyiv: Client, ministry: Organisation, officer: Account):
    declaration = make_declaration("PL", kept_at=ministry)
    statement = make_declaration("DE", kept_at=ministry, kind="statement", key_of_it="statement")
    agreement = make_declaration("DE", kept_at=ministry, kind="agreement", key_of_it="agreement")
    own, others, no_text = (reverse("instrument", args=[one.pk]) for one in (declaration, statement, agreement))
    address = f"{reverse('programme-begin')}?declaration={declaration.pk}"
    assert address in words(kyiv.get(own))
    assert reverse("programme-begin") not in words(kyiv.get(no_text))
    begun(declaration, ministry, officer)
    add_party(instrument=declaration, country_id="DE", reason="It joined", by=BY, at=NOON)

    page = words(kyiv.get(own))

    assert "Sister Hospitals" in page
    assert (reverse("programme-begin") in page, reverse("programme-take-in") in page) == (False, True)
    assert "Sister Hospitals" not in words(kyiv.get(others))


def test_who_may_not_keep_the_programme_reads_of_it_and_is_offered_nothing(client: Client, ministry: Organisation, officer: Account):
    declaration = make_declaration("PL", kept_at=ministry)
    client.force_login(make_account(ministry, LAWYER))
    page = reverse("instrument", args=[declaration.pk])
    assert 'id="programme"' not in words(client.get(page))
    begun(declaration, ministry, officer)

    assert "Sister Hospitals" in words(client.get(page))
    for address in ("programme-take-in", "programme-correct"):
        assert reverse(address) not in words(client.get(page))
        assert client.get(reverse(address)).status_code == 403


def test_countries_that_joined_since_are_taken_in_after_a_look_at_them(kyiv: Client, ministry: Organisation, officer: Account):
    declaration = make_declaration("PL", kept_at=ministry)
    begun(declaration, ministry, officer)
    assert kyiv.get(reverse("programme-take-in")).status_code == 409
    for code in ("EE", "DE"):
        add_party(instrument=declaration, country_id=code, reason="It joined", by=BY, at=NOON)
    assert (reverse("programme-take-in"), "Take in 2 further countries") in acts(kyiv.get(reverse("countries")))

    look = words(kyiv.get(reverse("programme-take-in")))
    assert "Estonia, Germany" in look
    assert "Sister Hospitals" in look
    assert coverage() == ["PL"]
    answer = sent(kyiv, reverse("programme-take-in"))

    assert (answer.status_code, coverage()) == (302, ["DE", "EE", "PL"])
    again = sent(kyiv, reverse("programme-take-in"))
    assert (again.status_code, "takes part already" in words(again)) == (409, True)


def correct(client: Client, **fields: str) -> Any:
    shown = re.search(r'name="seen" value="(\d+)"', words(client.get(reverse("programme-correct"))))
    return sent(client, reverse("programme-correct"), **(TYPED | {"reason": "Misspelt", "seen": shown[1] if shown else ""} | fields))


def test_the_record_of_the_programme_is_mended(kyiv: Client, ministry: Organisation, officer: Account):
    begun(make_declaration("PL", kept_at=ministry), ministry, officer)
    page = words(kyiv.get(reverse("programme-correct")))
    for value in ("Sister Hospitals", "Лікарні-побратими", "Ministry of Health of Ukraine", "6 September 2023"):
        assert f'value="{value}"' in page

    assert correct(kyiv, name_en="Sisters").status_code == 302
    assert Programme.objects.get().names == {"en": "Sisters", "uk": "Лікарні-побратими"}


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"reason": ""}, "reason"), ({"lead": "Ministry of Health of Azerbaijan"}, "lead"), ({"name_en": "", "name_uk": ""}, "name_en")],
)
def test_a_correction_without_what_it_needs_changes_nothing(
    kyiv: Client, ministry: Organisation, officer: Account, fields: dict[str, str], field: str
):
    make_organisation("Ministry of Health of Azerbaijan", "AZ")
    begun(make_declaration("PL", kept_at=ministry), ministry, officer)

    answer = correct(kyiv, **fields)

    assert (answer.status_code, f'href="#id_{field}"' in words(answer)) == (422, True)
    assert Programme.objects.get().name == "Sister Hospitals"


def test_a_correction_typed_on_an_old_page_is_told_what_changed_meanwhile(kyiv: Client, ministry: Organisation, officer: Account):
    begun(make_declaration("PL", kept_at=ministry), ministry, officer)
    correct(kyiv, name_en="Sisters")

    answer = correct(kyiv, name_en="Brothers", seen="1")

    assert (answer.status_code, "What was changed since you opened this page" in words(answer)) == (409, True)
    assert Programme.objects.get().names["en"] == "Sisters"


def test_before_a_programme_has_begun_there_is_none_to_mend(kyiv: Client):
    assert kyiv.get(reverse("programme-correct")).status_code == 404
    assert kyiv.get(reverse("programme-take-in")).status_code == 404


def test_a_programme_recorded_in_one_language_begins_its_correction_with_that_name(kyiv: Client, ministry: Organisation):
    make_programme(["DE"], lead=ministry)

    assert 'name="name_en" value="International Medical Partnership"' in words(kyiv.get(reverse("programme-correct")))
    assert Programme.objects.get().key == CHASED
