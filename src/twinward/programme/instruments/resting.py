"""What other rooms hold that rests on an instrument, found by looking at their models, as a merge of institutions does."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models

from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.keys import key_of
from twinward.programme.instruments.models import Instrument

KEY_COLUMN = "record"
BOOKS = "kernel"  # what the kernel notes of a record, its events and reminders, rests on nothing


def is_spoken_of(instrument: Instrument, by: Actor, at: datetime) -> bool:
    """Whether a letter or a question to a guest is about it that still counts, and that is the side's for which `by` asks: what strangers
    write of it is nobody else's to know. One query for each of their tables.
    """
    return any(rows.counting_for(key_of(instrument), by, at).exists() for rows in naming_by_key())


def is_named_elsewhere(instrument: Instrument) -> bool:
    """Whether a record of another room names it. One query for each column that could."""
    return any(model._base_manager.filter(**{name: instrument.pk}).exists() for model, name in _naming())


def naming_by_key() -> Iterable[Any]:
    """The tables of what is about any record and names it by its key: letters, and questions to guests. Each can say what counts for whom."""
    for model in apps.get_models():
        named = model.__module__.startswith("twinward.") and model._meta.app_label != BOOKS
        if named and any(field.name == KEY_COLUMN for field in model._meta.local_fields):
            yield model._default_manager


def _naming() -> Iterable[tuple[type[models.Model], str]]:
    """The columns of other rooms that name an instrument."""
    fields: Iterable[Any] = Instrument._meta.get_fields(include_hidden=True)
    for field in fields:
        if isinstance(field, models.ManyToOneRel) and field.related_model._meta.app_label != Instrument._meta.app_label:
            yield field.related_model, field.field.name
