"""Any record by its key, and any actor by theirs: what people call it, and its page. One query for each kind, however many there are."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, cast
from urllib.parse import quote

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import BigIntegerField
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, gettext

from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.keys import RecordKey

_AT_ONCE = 900  # values in one question; SQLite may be built to take no more than 999


class Told(NamedTuple):
    """label: the record's name, its kind and number when it has none, or the key itself. url: its page, empty when it has none."""

    label: str
    url: str = ""


class _Asked(Exception):
    """A name that would need a query of its own."""


def records_told(keys: Iterable[str]) -> list[Told]:
    """What each key stands for, whoever reads: for pages whose reader may see every record."""
    keys = list(keys)
    found = {key: one for label, pks in _by_label(keys) for key, one in _of_one_kind(label, pks)}
    return [found.get(key) or Told(key or "-") for key in keys]


def _by_label(keys: Iterable[str]) -> Iterable[tuple[str, dict[str, str]]]:
    """For each kind of record the keys by their primary keys; those that are no key are left out."""
    by_label: dict[str, dict[str, str]] = defaultdict(dict)
    for key in dict.fromkeys(keys):
        try:
            label, pk = RecordKey.parse(key)
        except ValueError:
            continue
        by_label[label][pk] = key
    return by_label.items()


def struck_among(keys: Iterable[str]) -> list[str]:
    """Those of these keys whose records were struck out. The others stand until the end of this transaction: their rows are locked.

    One query for each kind of record that can be struck out.
    """
    return [key for label, pks in _by_label(keys) for key in _struck_of_one_kind(label, pks)]


def _struck_of_one_kind(label: str, pks: dict[str, str]) -> Iterable[str]:
    try:
        model: Any = apps.get_model(label)
    except LookupError:
        return []
    if not any(field.name == "struck_on" for field in model._meta.fields):
        return []
    wanted = {pk: key for text, key in pks.items() if (pk := _stored(model, text)) is not None}
    rows = model._base_manager.select_for_update().filter(pk__in=list(wanted)).order_by("pk")
    return [wanted[pk] for pk, struck_on in rows.values_list("pk", "struck_on") if struck_on]


def actors_told(keys: Iterable[str]) -> list[Told]:
    """Who each key of an actor stands for."""
    keys = list(keys)
    distinct, label = dict.fromkeys(keys), get_user_model()._meta.label_lower
    accounts = {key: f"{label}:{key.removeprefix('account:')}" for key in distinct if key.startswith("account:")}
    found = {key: Told(_actor_without_account(key)) for key in distinct if key not in accounts}
    found |= {key: Told(one.label) for key, one in zip(accounts, records_told(accounts.values()), strict=True)}
    return [found[key] for key in keys]


def actors_of(keys: Iterable[str]) -> dict[str, Actor]:
    """By key the accounts among those who acted, as actors of today. One query."""
    numbers = {key.removeprefix("account:"): key for key in keys if key.startswith("account:")}
    found = cast("Iterable[Any]", get_user_model()._base_manager.filter(pk__in=numbers)) if numbers else ()
    return {numbers[str(one.pk)]: one for one in found}


def _actor_without_account(key: str) -> str:
    kind, _colon, name = key.partition(":")
    words = {
        "command": gettext("command line: %(name)s"),
        "guest": gettext("guest %(name)s"),
        "public": gettext("a reader without an account"),
    }
    return words[kind] % {"name": name} if kind in words else key


def _of_one_kind(label: str, pks: dict[str, str]) -> Iterable[tuple[str, Told]]:
    try:
        model: Any = apps.get_model(label)
    except LookupError:
        return []
    wanted = {pk: key for text, key in pks.items() if (pk := _stored(model, text)) is not None}
    names = dict(_names_by_columns(model, list(wanted)) if hasattr(model, "named_by") else _names_by_records(model, list(wanted)))
    urls = pages_of(model._meta.model_name, list(names))
    return [(wanted[pk], Told(name, url)) for (pk, name), url in zip(names.items(), urls, strict=True)]


def _names_by_columns(model: Any, keys: list[Any]) -> Iterable[tuple[Any, str]]:
    """Each primary key with the record's name, from the columns alone that the model is `named_by`; `named` makes the name of them."""
    language = get_language() or ""
    for start in range(0, len(keys), _AT_ONCE):
        rows = model._base_manager.filter(pk__in=keys[start : start + _AT_ONCE])
        yield from ((pk, model.named(*values, language)) for pk, *values in rows.values_list("pk", *model.named_by))


def _names_by_records(model: Any, keys: list[Any]) -> Iterable[tuple[Any, str]]:
    """Each primary key with what the record calls itself."""
    rows = model._base_manager.select_related(*beside) if (beside := getattr(model, "named_after", ())) else model._base_manager
    records = rows.in_bulk(keys)
    with connection.execute_wrapper(_refuse):
        return [(pk, _name(record)) for pk, record in records.items()]


def _stored(model: Any, pk: str) -> Any:
    """The primary key as the store holds it; None when it is none of this table's."""
    if pk.isdecimal() and pk.isascii() and len(pk) < 10 and isinstance(model._meta.pk, BigIntegerField):
        return int(pk)
    try:
        model._meta.pk.run_validators(found := model._meta.pk.to_python(pk))
    except ValidationError:
        return None
    return found


def _name(record: Any) -> str:
    """What the record calls itself; its kind and number when it would have to ask the store for that: see `named_after` of its model."""
    try:
        return str(record)
    except _Asked:
        return f"{record._meta.verbose_name} {record.pk}"


def _refuse(*_call: Any) -> Any:
    raise _Asked


def page_of(word: str, *keys: Any) -> str:
    """The address of a page by its name and keys (a record's page is named like its model); empty where this installation has none."""
    try:
        return reverse(word, args=keys)
    except NoReverseMatch:
        return ""


MARK = "918273645"  # stands for a key while an address is worked out, be the key a number or a word


def around_key(word: str) -> tuple[str, str] | None:
    """What stands before and after the key in the address of a page; None where this installation has no such page."""
    before, mark, after = page_of(word, MARK).partition(MARK)
    return (before, after) if mark else None


def pages_of(word: str, keys: Sequence[Any]) -> list[str]:
    """The same as `page_of` for each of many keys, worked out once."""
    if (around := around_key(word)) is None:
        return [""] * len(keys)
    before, after = around
    return [f"{before}{key if type(key) is int else quote(str(key))}{after}" for key in keys]
