"""Every column has one privacy class, and every table is read for somebody."""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, F, Q, Subquery

from tests.contracts.rows import make, models_of_the_house
from twinward.foundation.kernel.actors import PUBLIC, Operator
from twinward.foundation.kernel.privacy import unclassed
from twinward.foundation.kernel.scoped import ScopedQuerySet, Unscoped
from twinward.foundation.registry.models import Country, Organisation

MODELS = models_of_the_house()

#: Tables that are not scoped themselves: the scoped tables on which each row hangs, by the column that leads there ...
REACHED_THROUGH = {
    "registry.OrganisationName": "organisation",
    "registry.Identifier": "organisation",
    "registry.OrganisationSpeciality": "organisation",
    "registry.Appointment": "person",
    "registry.PersonName": "person",
    "registry.Merge": "survivor",
    "instruments.Party": "instrument",
    "instruments.Act": "instrument",
    "instruments.Link": "from_instrument",
    "instruments.Text": "instrument",
    "instruments.Waiver": "instrument",
    "letters.LetterSubject": "letter",
    "twinning.ListStep": "coverage",
    "twinning.ListEntry": "step.coverage",
    "twinning.StepCorrection": "coverage",
}
#: ... or why nobody has to be asked.
READ_BY = {
    "kernel.Event": "the ledger page for whoever holds ledger.see, the timeline of a record in sight, verify",
    "kernel.PersonalFact": "beside the event that committed to it, on the record that it is of",
    "kernel.Head": "verify and the sealer; holds hashes",
    "kernel.Checkpoint": "verify; holds hashes",
    "kernel.Document": "through the text, act or letter that it belongs to",
    "kernel.Source": "everybody: a source is public",
    "kernel.Reminder": "the record that it reminds of, by whoever sees that",
    "kernel.FormKey": "the middleware; holds the addresses that forms were answered with",
    "kernel.SavedFilter": "its owner",
    "registry.Country": "everybody: the codes of ISO 3166-1",
    "registry.NameStamp": "the index of names; holds a number",
    "identity.Account": "the account itself, and whoever holds accounts.manage",
    "identity.Membership": "the account itself, and whoever holds accounts.manage",
    "identity.Remembered": "Django's cache; holds counts of wrong codes and marks of used ones",
    "twinning.Programme": "everybody: a programme is public",
    "figures.Claim": "everybody: what was claimed in public",
    "figures.Conflict": "everybody: it is between public claims",
    "figures.Settlement": "everybody: it is told beside the public claims",
}


def is_scoped(model: type[models.Model]) -> bool:
    return isinstance(model._default_manager.all(), ScopedQuerySet)


SCOPED = [model for model in MODELS if is_scoped(model)]

Ask = Callable[[Any], object]
ASKED: dict[str, Ask] = {
    "list": lambda rows: list(rows.all()),
    "iterator": lambda rows: list(rows.all().iterator()),
    "filter": lambda rows: list(rows.filter(pk=1)),
    "get": lambda rows: rows.get(pk=1),
    "first": lambda rows: rows.first(),
    "last": lambda rows: rows.last(),
    "in_bulk": lambda rows: rows.in_bulk([1]),
    "count": lambda rows: rows.count(),
    "exists": lambda rows: rows.exists(),
    "contains": lambda rows: rows.contains(rows.model(pk=1)),
    "aggregate": lambda rows: rows.aggregate(Count("pk")),
    "annotate": lambda rows: list(rows.annotate(how_many=Count("pk"))),
    "values": lambda rows: list(rows.values("pk")),
    "values_list": lambda rows: list(rows.values_list("pk", flat=True)),
    "distinct": lambda rows: list(rows.order_by("pk").distinct()),
    "union": lambda rows: list(rows.all().union(rows.all())),
    "or": lambda rows: list(rows.filter(pk=1) | rows.filter(pk=2)),
    "select_for_update": lambda rows: list(rows.select_for_update()),
    "update": lambda rows: rows.update(pk=F("pk")),
    "delete": lambda rows: rows.all().delete(),
    "explain": lambda rows: rows.explain(),
    "subquery in a filter": lambda rows: list(Country.objects.filter(pk__in=rows.values("pk"))),
    "subquery in a column": lambda rows: list(Country.objects.annotate(how_many=Subquery(rows.values("pk")[:1]))),
    "exists in a filter": lambda rows: list(Country.objects.filter(Exists(rows.all()))),
    "exists in a negated filter": lambda rows: list(Country.objects.filter(~Q(Exists(rows.all())))),
    "get_or_create": lambda rows: rows.get_or_create(pk=1),
    "update_or_create": lambda rows: rows.update_or_create(pk=1),
}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_column_has_one_privacy_class(model: type[models.Model]):
    assert unclassed(model) == []


def test_every_table_is_scoped_or_hangs_on_one_that_is_or_says_why_not():
    labels = {model._meta.label for model in MODELS}
    declared = {*REACHED_THROUGH, *READ_BY, *(model._meta.label for model in SCOPED)}

    assert labels - declared == set(), "say in this file how these tables are read"
    assert declared - labels == set(), "no such tables any more"
    assert len(declared) == len(REACHED_THROUGH) + len(READ_BY) + len(SCOPED), "declared twice"


@pytest.mark.parametrize("label", REACHED_THROUGH)
def test_a_table_that_hangs_on_another_leads_to_a_scoped_one(label: str):
    model: Any = apps.get_model(label)
    for column in REACHED_THROUGH[label].split("."):
        field = model._meta.get_field(column)
        assert not field.null
        model = field.related_model

    assert is_scoped(model)


@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model._meta.label)
def test_a_scoped_table_says_who_sees_what(model: Any):
    assert "_in_sight" in vars(type(model._default_manager.all()))


@pytest.mark.parametrize("ask", ASKED)
@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model._meta.label)
def test_a_scoped_table_is_not_read_counted_or_changed_for_nobody(db: None, model: Any, ask: str):
    with pytest.raises(Unscoped):
        ASKED[ask](model._default_manager)


@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model._meta.label)
def test_a_scoped_table_shows_nothing_but_what_is_public_to_a_reader_without_rights(db: None, model: Any):
    row = make(model)

    assert not model.objects.visible_to(PUBLIC).exists()
    assert model.objects.visible_to(Operator("test")).get() == row
    assert model.objects.unscoped("a test").count() == 1


@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model._meta.label)
def test_a_reader_is_asked_for_before_or_after_a_filter(db: None, model: Any):
    row = make(model)
    rows = model.objects.visible_to(Operator("test")).filter(pk=row.pk)

    assert (rows.count(), rows.exists(), list(rows.values_list("pk", flat=True))) == (1, True, [row.pk])
    assert model.objects.filter(pk=row.pk).visible_to(Operator("test")).get() == row


def test_everything_needs_a_reason(db: None):
    with pytest.raises(ValueError, match="say why"):
        Organisation.objects.unscoped("")


def test_the_rows_of_a_record_are_scoped_when_their_table_is(db: None):
    with pytest.raises(Unscoped):
        list(make(Organisation).children.all())
