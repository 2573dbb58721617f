"""Rows of any model, made from its columns alone: for contracts that hold for every table there is or will be."""

import itertools
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.db import models
from django.db.models.fields import NOT_PROVIDED

NOON = datetime(2025, 11, 3, 12, tzinfo=UTC)
_numbers = itertools.count(1)

#: What a row needs besides single values that fit: values that fit one another.
FITTING: dict[str, dict[str, Any]] = {
    "identity.GuestQuestion": {"expires_at": NOON + timedelta(days=30)},
    "instruments.Act": {"basis": "stated"},
    "instruments.Instrument": {"origin": "recorded"},
    "instruments.Link": {"unnamed": "a treaty that the source does not name"},
    "kernel.Head": {"root": b"root", "frontier": b""},
    "figures.Claim": {"source": lambda: make(apps.get_model("kernel.Source"))},
    "mail.Mail": {"text": "Nothing to do."},
    "registry.Merge": {"moved": []},
}


def models_of_the_house() -> list[type[models.Model]]:
    """Every model of every room, in the order of their labels."""
    return sorted((model for model in apps.get_models() if model.__module__.startswith("twinward.")), key=lambda model: model._meta.label)


def columns(model: type[models.Model], **given: Any) -> dict[str, Any]:
    """Values for every column of `model` that needs one, `given` before all; rows that it must point at are made."""
    fitting = {name: made() if callable(made) else made for name, made in FITTING.get(model._meta.label, {}).items() if name not in given}
    given = fitting | given
    return {field.name: value(field) for field in model._meta.concrete_fields if field.name not in given and needs_value(field)} | given


def make(model: type[models.Model], **given: Any) -> Any:
    """A saved row with these values and whatever else it needs."""
    row = model(**columns(model, **given))
    row.save(force_insert=True)
    return row


def needs_value(field: models.Field) -> bool:
    """Whether a row without a value for this column would be refused, or be empty where it must not be."""
    if field.null or isinstance(field, models.AutoField):
        return False
    return field.default is NOT_PROVIDED and not field.blank


def value(field: models.Field) -> Any:
    """A value that the column takes, another one each time where it can be."""
    number = next(_numbers)
    if isinstance(field, models.ForeignKey):
        return related(field.related_model)
    if field.choices:
        return field.flatchoices[0][0]
    for kind, made in (
        (models.UUIDField, uuid4),
        (models.DateTimeField, lambda: NOON),
        (models.DateField, lambda: date(2025, 11, 3)),
        (models.BooleanField, lambda: False),
        (models.IntegerField, lambda: number),
        (models.BinaryField, lambda: number.to_bytes(32, "big")),
        (models.JSONField, dict),
        (models.EmailField, lambda: f"made-{number}@twinward.example"),
        (models.CharField, lambda: f"made-{number}"[: field.max_length]),
        (models.TextField, lambda: f"made {number}"),
    ):
        if isinstance(field, kind):
            return made()
    raise TypeError(f"{field} is of no kind that a row can be made for")


def related(model: Any) -> Any:
    """A row to point at: the country UA, or a new row."""
    if model._meta.label == "registry.Country":
        return model.objects.get_or_create(code="UA")[0]
    return make(model)
