"""Writes of records that were put on by mistake. Nothing is taken out: the record counts nowhere and stays with who struck it out, when and why."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.utils import timezone

from twinward.foundation.kernel.actors import Actor, require
from twinward.foundation.kernel.days import Basis
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.ledger import change
from twinward.foundation.kernel.locks import one_at_a_time
from twinward.programme.instruments import rules
from twinward.programme.instruments.actions import held, keeping, refuse, require_publishing
from twinward.programme.instruments.correctable import correctable
from twinward.programme.instruments.evidence import standing_acts
from twinward.programme.instruments.linking import LINKS
from twinward.programme.instruments.models import Instrument

KEY_COLUMN = "record"
BOOKS = "kernel"  # what the kernel notes of a record, its events and reminders, rests on nothing


@transaction.atomic
def strike_instrument(*, instrument: Instrument, by: Actor, at: datetime, reason: str) -> Instrument:
    """A record of something made elsewhere that never was so is in no list, choice, task or figure, for no day. Its page says so.

    Raises NotAllowed, Refused: made_here, and what `resting_faults` names.
    """
    one_at_a_time(LINKS)
    now = held(instrument)
    require(by, *keeping(now))
    if now.is_public:
        require_publishing(by)
    made_here = ["made_here"] if now.is_here else []
    refuse("strike", [*rules.reason_faults(reason), *made_here, *resting_faults(now, by)])
    day, why = timezone.localtime(at).date(), reason.strip()
    change(now, by=by, at=at, reason=why, struck_on=day, struck_because=why, struck_by=by.key)
    return now


def resting_faults(instrument: Instrument, by: Actor) -> Iterator[str]:
    """Codes of what rests on the record, so that it cannot be struck out."""
    if instrument.links_down() or instrument.links_up():
        yield "struck_with_links"
    acts = standing_acts(instrument)
    if any(one.act.basis == Basis.DONE_HERE for one in acts) or len(correctable(acts, by)) < len(acts):
        yield "struck_with_acts"
    if any(model._base_manager.filter(**{KEY_COLUMN: key_of(instrument)}).exists() for model in _naming_by_key()):
        yield "struck_with_letters"
    if any(model._base_manager.filter(**{name: instrument.pk}).exists() for model, name in _naming()):
        yield "struck_with_records"


def _naming_by_key() -> Iterable[type[models.Model]]:
    """What is about any record names it by its key: letters, and questions to guests."""
    for model in apps.get_models():
        named = model.__module__.startswith("twinward.") and model._meta.app_label != BOOKS
        if named and any(field.name == KEY_COLUMN for field in model._meta.local_fields):
            yield model


def _naming() -> Iterable[tuple[type[models.Model], str]]:
    """The columns of other rooms that name an instrument."""
    fields: Iterable[Any] = Instrument._meta.get_fields(include_hidden=True)
    for field in fields:
        if isinstance(field, models.ManyToOneRel) and field.related_model._meta.app_label != Instrument._meta.app_label:
            yield field.related_model, field.field.name
