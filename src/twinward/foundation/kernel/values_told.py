"""Values of records as the ledger keeps them, in words: what a column is called, what it holds, which record it names."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from twinward.foundation.kernel import wording
from twinward.foundation.kernel.sentences import is_coded, say_coded, say_state

#: What an event tells beside the columns of its record.
BESIDE: dict[str, Promise] = {
    "names": _("names"),
    "identifiers": _("numbers"),
    "specialities": _("specialities"),
    "countries": _("countries"),
    "organisations": _("institutions"),
    "file": _("file"),
    "loser": _("merged record"),
    "survivor": _("record that stays"),
    "said_same": _("called so in a file that means it"),
}


#: What people call the columns that no form asks for, and that have no words of their own therefore.
CALLED: dict[str, Promise] = {
    "agreed_text_sha256": _("fingerprint of the agreed text"),
    "sha256": _("fingerprint of the file"),
    "drafted_at": _("where it is kept"),
    "origin": _("where it was made"),
    "key": _("short name in addresses"),
    "state": _("state"),
    "scan": _("scan"),
    "document": _("file"),
    "media_type": _("kind of file"),
    "size_bytes": _("size in bytes"),
    "keep_until": _("kept until"),
    "visibility": _("who may see it"),
    "organisation": _("institution"),
    "person": _("person"),
    "appointment": _("office"),
    "seen_from": _("first seen in office"),
    "seen_until": _("last seen in office"),
    "merged_into": _("record that stays"),
    "undone_at": _("merge undone"),
    "instrument": _("instrument"),
    "party": _("party"),
    "is_required": _("has to sign"),
    "full_powers": _("full powers"),
    "corrects": _("act that it corrects"),
    "says_instead": _("says what is right"),
    "from_instrument": _("link from"),
    "to_instrument": _("link to"),
    "letter": _("letter"),
    "programme": _("programme"),
    "coverage": _("country"),
    "step": _("step"),
    "place": _("place in the order"),
    "account": _("account"),
    "is_active": _("may sign in"),
    "asked_at": _("asked"),
    "expires_at": _("link works until"),
    "answered_at": _("answered"),
    "answer": _("answer"),
    "remark": _("remark"),
    "figure": _("figure"),
    "operator": _("compared as"),
    "part_of": _("part of"),
    "part_of_basis": _("how we know that it is a part"),
    "conflict": _("disagreement"),
    "replaces": _("replaces"),
    "citing": _("cites"),
    "url": _("address"),
    "note": _("remark"),
}
#: Which kind of record the numbers are of that an event tells beside the columns of its record.
NUMBERED = {"organisations": "registry.organisation"}
#: What an event tells beside the columns of its record as the key of another one.
KEYED = frozenset({"loser", "survivor"})

#: Names of records by label and primary key, and of actors by "" and their key, as far as the reader may see them.
Linked = Mapping[tuple[str, str], str]


def model_of(record: str) -> type[models.Model] | None:
    """The model of the record that a key names; None when there is none."""
    return _model(record.partition(":")[0])


@lru_cache(maxsize=500)
def _model(label: str) -> type[models.Model] | None:
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):
        return None


@lru_cache(maxsize=2_000)
def field_of(model: type[models.Model] | None, name: str) -> Any:
    """The column of that name; None when there is none."""
    try:
        found = model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None
    return found if isinstance(found, models.Field) else None


def is_commitment(value: Any) -> bool:
    """Whether an event holds, in place of a personal value, only its commitment."""
    return isinstance(value, dict) and set(value) == {"commitment"}


def records_named(record: str, facts: Any) -> Iterator[tuple[str, str]]:
    """Label and primary key of every record that the values of an event about `record` name."""
    if not isinstance(facts, dict):
        return
    for name, label in NUMBERED.items():
        yield from ((label, str(one)) for one in facts.get(name, ()))
    yield from (named_by(facts[name]) for name in KEYED & facts.keys())
    model = model_of(record)
    for side in ("before", "after"):
        told = facts.get(side)
        yield from map(named_by, told) if isinstance(told, list) else ()
        for name, value in told.items() if isinstance(told, dict) else ():
            field = field_of(model, name)
            if isinstance(field, models.ForeignKey) and value not in (None, "") and not _is_of_countries(field):
                yield field.related_model._meta.label_lower, str(value)


def named_by(key: str) -> tuple[str, str]:
    """Label and primary key of the record that a key names."""
    label, _colon, pk = key.partition(":")
    return label, pk


def label_of(field: Any, name: str) -> str:
    """What people call a column, or what an event tells beside its columns."""
    return label_in(field, name, get_language() or "")


@lru_cache(maxsize=2_000)
def label_in(field: Any, name: str, _language: str) -> str:
    """The same in the active language (which is named for the cache)."""
    if field is not None and (name not in CALLED or str(field.verbose_name) != name.replace("_", " ")):
        return gettext(str(field.verbose_name))
    return str(CALLED.get(name) or BESIDE.get(name, name.replace("_", " ")))


def value_told(field: Any, value: Any, linked: Linked) -> str:
    """A value of a column as a reader sees it; "-" for nothing."""
    if type(value) is str and value and _is_free_text(field):
        return linked.get(("", value), value)
    if value is None or value == "" or value == []:
        return wording.MISSING
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, str) and ("", value) in linked:
        return linked["", value]
    if isinstance(field, models.ForeignKey):
        if _is_of_countries(field):
            return wording.country(value)
        return linked.get((field.related_model._meta.label_lower, str(value)), gettext("not yours to see"))
    if field is None:
        return plain_told(value)
    if isinstance(value, list):
        value = [say_coded(field.name, one) if isinstance(one, str) else one for one in value]
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if field.name == "state":
        return state_told(field.model, value)
    if isinstance(field, models.DateTimeField) and isinstance(value, str):
        return wording.at_time(datetime.fromisoformat(value))
    if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
        return wording.on_day(date.fromisoformat(value))
    if field.name.endswith("_microdegrees") and isinstance(value, int):
        return wording.degrees(value)
    if field.name in ("language", "authentic_languages"):
        return ", ".join(map(wording.tongue, [value] if isinstance(value, str) else value))
    return say_coded(field.name, value) if isinstance(value, str) else plain_told(value)


@lru_cache(maxsize=2_000)
def _is_free_text(field: Any) -> bool:
    """Whether the column holds text that is told as it was written."""
    is_text = type(field) in (models.CharField, models.TextField) and not field.choices
    return is_text and field.name not in ("state", "language", "authentic_languages") and not is_coded(field.name)


def is_out_of_sight(field: Any, value: Any, linked: Linked) -> bool:
    """Whether the value names a record that the reader may not see."""
    if not isinstance(field, models.ForeignKey) or value in (None, "") or _is_of_countries(field):
        return False
    return ("", value) not in linked and (field.related_model._meta.label_lower, str(value)) not in linked


def _is_of_countries(field: "models.ForeignKey[Any, Any]") -> bool:
    """Whether what it names is a country, whose name the store does not hold."""
    return field.related_model._meta.model_name == "country"


def beside_told(name: str, value: Any, linked: Linked) -> str:
    """What an event tells beside its columns, its codes in words and its records by name."""
    if name in KEYED:
        return linked.get(named_by(value), gettext("not yours to see"))
    if name in NUMBERED:
        return plain_told([linked.get((NUMBERED[name], str(one)), gettext("not yours to see")) for one in value])
    return plain_told(_coded(name, value) if isinstance(value, list) else value)


def _coded(name: str, values: list[Any]) -> list[Any]:
    """Codes in words, also of rows of values: a name with its language and its use."""
    return [_coded(name, one) if isinstance(one, list) else say_coded(name, one) if isinstance(one, str) else one for one in values]


def state_told(model: type[models.Model] | None, state: Any) -> str:
    """A state of a record's lifecycle in words."""
    return say_state(str(model._meta.model_name), state) if model is not None and isinstance(state, str) and state else plain_told(state)


def plain_told(value: Any) -> str:
    """A value of any kind on one line; "-" for nothing."""
    if value is None or value == "":
        return wording.MISSING
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, dict):
        return ", ".join(f"{name} {plain_told(one)}" for name, one in value.items()) or wording.MISSING
    if isinstance(value, list):
        separator = " · " if value and isinstance(value[0], list) else ", "
        return separator.join(plain_told(one) for one in value if one not in ("", None)) or wording.MISSING
    return str(value)
