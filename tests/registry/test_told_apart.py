"""Where two records stand in one sentence, a reader can tell which is which, also when both are called alike in the reader's language."""

import re
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from twinward.foundation.identity.rules import OFFICER
from twinward.foundation.identity.tests.makers import make_account
from twinward.foundation.registry.importing import background
from twinward.foundation.registry.merge_views import page_to_merge
from twinward.foundation.registry.merging import merge
from twinward.foundation.registry.models import Organisation
from twinward.foundation.registry.tests.makers import BY, NOON, make_organisation
from twinward.foundation.registry.wording import apart

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(background, "begin", background.carry_through)
    client = Client()
    client.force_login(make_account((OFFICER, make_organisation("Ministry of Health", kind="ministry"))))
    return client


def shown(client: Client, page: str, **asked: Any) -> str:
    response = client.get(page, asked)
    assert response.status_code == 200
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def imported(client: Client, sheet: str, callbacks: Any) -> tuple[str, str]:
    """The page of the import of that sheet, and what it said before anything was done. All rows were taken."""
    given = {"once": uuid4(), "file": SimpleUploadedFile("sheet.csv", sheet.encode())}
    page = client.post(reverse("organisations-import"), given)["Location"]
    said = shown(client, page)
    with callbacks(execute=True):
        client.post(page, {"once": uuid4(), "told": "2", "row-2": "new"})
    return page, said


@pytest.mark.parametrize(
    ("held", "called", "name", "said"),
    [
        (("Own", None), "Another", "Another", "Own"),
        (("Own", "Said"), "Another", "Own", "Said"),
        (("Own", "Said"), "Said", "Said", "Said (registered as Own)"),
        (("Own", "Said"), "Said", "Third", "Said (registered as Own)"),
        (("Own", None), "Own", "Third", "Own"),
        (("Own", None), "Own", "Own", "Own (record number {})"),
        (("Own", "Said"), "Said", "Own", "Said (record number {})"),
    ],
)
def test_a_record_is_told_from_another_by_its_registered_name_or_else_by_its_number(held, called, name, said):
    registered, label = held
    record = make_organisation(registered, names={"en": label} if label else {})
    record.refresh_from_db()

    assert apart(record, called, name) == said.format(record.pk)


def test_a_row_and_what_was_added_of_it_are_told_from_the_record_that_they_may_be(client: Client, django_capture_on_commit_callbacks: Any):
    make_organisation("Okhmatdyt", names={"en": "Okhmatdyt Hospital"})
    sheet = "name,country,kind,ror\nOkhmatdyt Hospital,UA,hospital,https://ror.org/03yrm5c26\n"

    page, before = imported(client, sheet, django_capture_on_commit_callbacks)

    assert "Row 2, Okhmatdyt Hospital may be Okhmatdyt Hospital (registered as Okhmatdyt) Ukraine" in before
    after = shown(client, page)
    assert "Okhmatdyt Hospital may be Okhmatdyt Hospital (registered as Okhmatdyt) ." in after
    assert "Merge them : Okhmatdyt Hospital" in after


def test_what_was_added_under_the_name_of_a_record_is_told_from_it_by_number(client: Client, django_capture_on_commit_callbacks: Any):
    held = make_organisation("Okhmatdyt")
    sheet = "name,country,kind,ror\nOkhmatdyt,UA,hospital,https://ror.org/03yrm5c26\n"

    page, before = imported(client, sheet, django_capture_on_commit_callbacks)

    added = Organisation.objects.unscoped("test").exclude(pk=held.pk).get(name="Okhmatdyt")
    assert f"Row 2, Okhmatdyt may be Okhmatdyt (record number {held.pk}) Ukraine" in before
    assert f"Okhmatdyt (record number {added.pk}) may be Okhmatdyt (record number {held.pk}) ." in shown(client, page)


def test_two_of_one_name_are_told_apart_where_they_are_merged_and_divided(client: Client):
    loser, survivor = make_organisation("Okhmatdyt"), make_organisation("Okhmatdyt")
    goes, stays = (f"“Okhmatdyt (record number {one.pk})”" for one in (loser, survivor))

    preview = shown(client, page_to_merge(survivor, loser))
    assert f"{goes} goes into {stays}. Its names and numbers lead to {stays}, and so does its page." in preview

    done = merge(loser, survivor, by=BY, at=NOON)
    undoing = shown(client, reverse("merge-undo", args=[done.pk]))
    assert f"{goes} stands again with all that moved to {stays} in the merge." in undoing


def test_two_of_one_name_that_were_chosen_are_merged(client: Client):
    loser, survivor = make_organisation("Okhmatdyt"), make_organisation("Okhmatdyt")
    preview = client.get(page_to_merge(survivor, loser)).content.decode()
    given = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', preview[preview.index('id="preview"') :]))

    client.post(reverse("organisation-merge"), given)

    assert Organisation.objects.unscoped("test").get(pk=loser.pk).merged_into_id == survivor.pk


def test_a_record_that_stays_is_not_offered_as_the_one_that_goes(client: Client):
    survivor, loser = make_organisation("Okhmatdyt", city="Kyiv"), make_organisation("Okhmatdyt", city="Odesa")
    chosen = {"survivor": "Okhmatdyt", "survivor-chosen": survivor.pk, "loser": "Okhmatdyt"}

    assert f"“Okhmatdyt (record number {loser.pk})” goes into" in shown(client, reverse("organisation-merge"), **chosen)

    alone = make_organisation("Sunrise")
    refused = client.get(reverse("organisation-merge"), {"survivor": "Sunrise", "survivor-chosen": alone.pk, "loser": "Sunrise"})
    assert (refused.status_code, refused.context["faults"]) == (409, ["merge_with_itself"])


def test_what_may_be_meant_is_told_apart_by_number_and_register(client: Client):
    survivor = make_organisation("Okhmatdyt", city="Kyiv")
    numbered = make_organisation("Okhmatdyt", city="Kyiv", identifiers={"ror": "https://ror.org/03yrm5c26"})
    plain = make_organisation("Okhmatdyt", city="Kyiv")

    response = client.get(reverse("organisation-merge"), {"survivor": "Okhmatdyt", "survivor-chosen": survivor.pk, "loser": "Okhmatdyt"})
    page = " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())
    assert response.status_code == 422
    assert f"Ukraine, Kyiv, record number {numbered.pk}, ROR https://ror.org/03yrm5c26 " in page
    assert f"Ukraine, Kyiv, record number {plain.pk} " in page
    assert set(re.findall(r'name="loser-chosen" value="(\d+)"', response.content.decode())) == {str(numbered.pk), str(plain.pk)}
