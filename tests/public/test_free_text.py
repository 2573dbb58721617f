"""Whoever writes prose that the public may read is told so beside the field; a column or a form that is new is told here what it is."""

import importlib
import pkgutil
from collections.abc import Iterator
from datetime import date
from inspect import getattr_static
from typing import Any

import pytest
import time_machine
from django import forms
from django.apps import apps
from django.db import models
from django.test import Client

import twinward
from tests.public.makers import BY, NOON, make_memorandum, make_organisation, make_signature, secret
from twinward.foundation.identity.models import Account
from twinward.foundation.kernel.days import Basis, Day
from twinward.foundation.kernel.models import Source
from twinward.foundation.kernel.privacy import Privacy
from twinward.foundation.registry.models import Organisation
from twinward.outward.figures.actions import correct_claim, settle_conflict
from twinward.outward.figures.catalogue import KEYS
from twinward.outward.figures.models import Claim, Conflict
from twinward.programme.instruments.acting import correct_act
from twinward.programme.instruments.models import Act, Instrument, Link, Party
from twinward.programme.twinning.actions import record_step
from twinward.programme.twinning.models import Coverage, Programme
from twinward.site.demo.people import load_people

WARNING = "Name nobody."
REASON_OF_CLAIM = "the ledger's reason for which a claim was corrected"
LINES = ("why", "reason", "remark", "note", "explanation", "what", "scope", "comment", "description")

#: Prose that reaches the public side, and the fields that ask for it.
READ_OUTSIDE: dict[str, tuple[str, ...]] = {
    "instruments.Act.why": (
        "ActElsewhereForm.why",
        "JoinedForm.why",
        "RecordForm.why",
        "CorrectForm.why",
        "SourceForm.why",
        "LinkForm.why",
        "CorrectActForm.reason",
    ),
    "instruments.Instrument.remark": ("TermsForm.remark", "DraftForm.remark", "RecordForm.remark", "CorrectForm.remark"),
    "twinning.ListStep.why": ("StepForm.why", "CorrectStepForm.why"),
    "figures.Claim.what": ("ClaimFields.what", "SourcedClaimFields.what", "ClaimForm.what", "CorrectionForm.what"),
    "figures.Claim.scope": ("ClaimFields.scope", "SourcedClaimFields.scope", "ClaimForm.scope", "CorrectionForm.scope"),
    "figures.Settlement.explanation": ("SettlingForm.explanation",),
    "figures.Settlement.reason": ("SettlingForm.reason",),
    REASON_OF_CLAIM: ("CorrectionForm.reason",),
    "kernel.Source.note": (),  # written by no form
}
#: Prose of the public class that no page, no file of the public side tells.
NOT_TOLD = {
    "registry.Organisation.why",
    "instruments.Act.place",
    "instruments.Link.why",
    "instruments.Link.unnamed",
    "instruments.Instrument.why",
    "twinning.Programme.why",
    "twinning.Programme.aim",
    "twinning.Programme.launched_at",
    "figures.Claim.why",
}
#: Names, numbers, codes and a source's own words: no prose of ours.
NAMES = {
    *(f"kernel.Source.{name}" for name in ("publisher", "speaker", "speaker_role", "citing", "url")),
    "registry.Country.code",
    *(f"registry.Organisation.{name}" for name in ("name", "website")),
    *(f"registry.OrganisationName.{name}" for name in ("value", "language")),
    *(f"registry.Identifier.{name}" for name in ("scheme", "value")),
    "registry.OrganisationSpeciality.code",
    "instruments.Party.described",
    *(f"instruments.Instrument.{name}" for name in ("title", "number")),
    "twinning.Programme.name",
    *(f"figures.Claim.{name}" for name in ("unit", "said_of", "part_of_basis")),
    "figures.Settlement.language",
}
#: Fields whose text stays with those who work here.
STAYS_INSIDE = {
    "ReasonForm.reason",
    "TextForm.reason",
    "LinkNameForm.reason",
    "PartyNameForm.reason",
    "PartyReasonForm.reason",
    "CorrectForm.reason",
    "AnswerForm.remark",
    "CorrectStepForm.reason",
    "CorrectProgrammeForm.reason",
    "AnotherScanForm.reason",
    "CorrectLetterForm.reason",
    "StrikingForm.reason",
}


def public_prose() -> Iterator[str]:
    """Every column of text of the public class."""
    for model in apps.get_models():
        privacy = getattr_static(model, "privacy", None)
        for field in model._meta.concrete_fields if isinstance(privacy, Privacy) else ():
            is_text = isinstance(field, models.CharField | models.TextField) and not isinstance(field, models.SlugField)
            if is_text and not field.choices and isinstance(privacy, Privacy) and privacy.class_of(field.name) == "public":
                yield f"{model._meta.app_label}.{model.__name__}.{field.name}"


def every_form() -> dict[str, type[forms.Form]]:
    """Every form of the product by its name, and by its module too where two are called the same."""
    for module in pkgutil.walk_packages(twinward.__path__, "twinward."):
        if "form" in module.name and ".tests" not in module.name:
            importlib.import_module(module.name)
    found: list[type[forms.Form]] = [forms.Form]
    for one in found:
        found += [form for form in one.__subclasses__() if form not in found]
    return {form.__name__: form for form in found if form.__module__.startswith("twinward.") and ".tests" not in form.__module__}


def test_every_column_of_public_prose_is_known_here():
    assert set(public_prose()) == (set(READ_OUTSIDE) - {REASON_OF_CLAIM}) | NOT_TOLD | NAMES


def test_every_form_that_asks_for_prose_is_known_here():
    asked = {
        f"{name}.{field}"
        for name, form in every_form().items()
        if not form.__module__.startswith(("twinward.foundation.registry", "twinward.foundation.identity"))
        for field in LINES
        if field in form.base_fields
    }
    assert asked == {field for fields in READ_OUTSIDE.values() for field in fields} | STAYS_INSIDE


@pytest.mark.parametrize("asks", sorted({field for fields in READ_OUTSIDE.values() for field in fields} - {"CorrectActForm.reason"}))
def test_the_form_says_that_the_public_may_read_it(asks: str):
    form, field = asks.split(".")
    assert WARNING in str(every_form()[form].base_fields[field].help_text)


@pytest.mark.parametrize(
    ("is_public", "words"), [(True, "It stands in the public log of corrections."), (False, "Once this text is public, it stands in the")]
)
@time_machine.travel(NOON, tick=False)
def test_whoever_corrects_an_act_is_told_where_the_reason_stands(reported: None, is_public: bool, words: str):
    load_people(NOON)
    officer = Client()
    officer.force_login(Account.objects.get(email="officer.kyiv@twinward.example"))
    here = Organisation.objects.unscoped("a test").get(name="Feofaniya Clinical Hospital")
    memorandum = make_memorandum(here, make_organisation("A clinic", "SE"), day=Day.on(date(2025, 10, 1)), is_public=is_public)
    act = Act.objects.filter(instrument=memorandum, party__organisation=here).get()
    page = officer.get(f"/instruments/{memorandum.pk}/acts/{act.pk}/correct/").content.decode()

    assert words in page
    assert page.count(WARNING) == 1


@time_machine.travel(NOON, tick=False)
def test_what_is_said_to_reach_the_public_side_does_and_what_is_not_does_not(reported: None):
    planted = Planted().words
    addresses = ["/", "/?h=Feofaniya", "/figures/", *(f"/figures/{key}/" for key in KEYS), "/figures/?format=csv", "/figures/?format=json"]
    told = "".join(Client().get(address).content.decode() for address in addresses)

    assert set(planted) == set(READ_OUTSIDE) | NOT_TOLD
    assert {column for column, words in planted.items() if any(word in told for word in words)} == set(READ_OUTSIDE)


class Planted:
    """Words of its own in every column of public prose, by column; of texts, acts, lists, claims and all that they stand on."""

    def __init__(self) -> None:
        self.words: dict[str, list[str]] = {}
        self._fill(Organisation, "why")
        self._fill(Link, "why")
        self._fill(Link.objects.exclude(unnamed=""), "unnamed")
        self._fill(Programme, "why", "aim", "launched_at")
        self._fill(Claim, "why", "what", "scope")
        self._fill(Source, "note")
        self._fill(Instrument, "why", "remark")
        self._plant_acts()
        self._plant_claims()

    def word(self, column: str) -> str:
        self.words.setdefault(column, []).append(secret())
        return self.words[column][-1]

    def _fill(self, rows: Any, *columns: str) -> None:
        found = rows if isinstance(rows, models.QuerySet) else rows._base_manager.all()
        found.update(**{column: self.word(f"{found.model._meta.label}.{column}") for column in columns})

    def _plant_acts(self) -> None:
        """A text signed on a day not known, the correction of an act, and a list that is owed."""
        here = Organisation.objects.unscoped("a test").get(name="Feofaniya Clinical Hospital")
        undated = make_memorandum(here, make_organisation("A clinic", "SE"), remark=self.word("instruments.Instrument.remark"))
        for party in Party.objects.filter(instrument=undated):
            make_signature(undated, party, Day.unknown(), place=self.word("instruments.Act.place"))
        for act in Act.objects.filter(instrument=undated):
            correct_act(act=act, reason=self.word("instruments.Act.why"), by=BY, at=NOON)
        owing = Coverage.objects.unscoped("a test").get(country_id="FI")
        why = self.word("twinning.ListStep.why")
        record_step(coverage=owing, kind="owed", day=Day.on(NOON.date(), Basis.INFERRED), why=why, by=BY, at=NOON)

    def _plant_claims(self) -> None:
        """The correction of a claim, and a disagreement that is settled anew."""
        correct_claim(Claim.objects.get(key="c01"), reason=self.word(REASON_OF_CLAIM), value=12345, by=BY, at=NOON)
        conflict, given = Conflict.objects.get(key="countries"), {"language": "en", "by": BY, "at": NOON}
        one = settle_conflict(conflict, explanation=self.word("figures.Settlement.explanation"), seen=None, **given)
        settle_conflict(conflict, explanation="Anew", seen=one.pk, reason=self.word("figures.Settlement.reason"), **given)
