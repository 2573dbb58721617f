"""Every record is told by what it calls itself, whatever that takes of the records beside it."""

from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.contracts.world import World
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.records import records_told
from twinward.foundation.registry.models import Organisation
from twinward.programme.twinning.models import ListEntry, ListStep

pytestmark = pytest.mark.django_db


def test_every_record_is_told_by_its_own_name(world: World):
    ListEntry.objects.create(step=ListStep.objects.order_by("pk")[0], organisation=Organisation._base_manager.order_by("pk")[0])
    models = [model for model in apps.get_models() if model.__module__.startswith("twinward.")]
    found = {model._meta.label: list(model._base_manager.order_by("pk")[:5]) for model in models}
    otherwise = {
        label: (one.label, str(record))
        for label, records in found.items()
        for record, one in zip(records, records_told(map(key_of, records)), strict=True)
        if one.label != str(record)
    }

    assert otherwise == {}
    assert {"instruments.Party", "twinning.ListEntry", "registry.Merge"} <= {label for label, records in found.items() if records}


def test_what_is_named_by_a_few_columns_is_told_from_these_alone(world: World):
    named: list[Any] = [model for model in apps.get_models() if hasattr(model, "named_by")]
    for model in named:
        records = list(model._base_manager.order_by("pk")[:5])
        with CaptureQueriesContext(connection) as asked:
            records_told(map(key_of, records))

        (statement,) = (query["sql"] for query in asked)
        told = {field.name for field in model._meta.concrete_fields if f'"{field.column}"' in statement}
        assert told == {"id", *model.named_by}
