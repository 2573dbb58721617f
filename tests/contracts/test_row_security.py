"""On PostgreSQL the store holds where the code forgets: no statement, however it is made, shows a row that its actor may not see."""

import random
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models, transaction
from django.db.models import Count, Max, Q

from tests.contracts.rows import make
from tests.contracts.world import Person, World
from tests.counts import count, is_deep
from twinward.foundation.kernel.actors import PUBLIC, Actor
from twinward.foundation.kernel.row_security import acting_for, everything, told
from twinward.foundation.kernel.scoped import ScopedQuerySet
from twinward.foundation.registry.references import relied_on

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]

QUERIES = count(gate=400, deep=10_000)


@pytest.fixture(scope="module", autouse=True)
def on_postgresql() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no row security: its scoped querysets stand alone")


@pytest.fixture(autouse=True)
def told_nothing() -> Iterator[None]:
    """What a test reads is held against what it says, and against nothing that the tests are shown besides."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            for family in ("people", "letters", "instruments", "accounts"):
                cursor.execute(f"SELECT set_config('twinward.{family}_countries', '', true)")
        token = told.set(())
        yield
        told.reset(token)
        transaction.set_rollback(True)


def guarded() -> list[type[models.Model]]:
    """The models whose tables the store guards, by what it says of itself."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relrowsecurity AND relforcerowsecurity")
        tables = {name for (name,) in cursor.fetchall()}
    return [model for model in apps.get_models() if model._meta.db_table in tables]


def actor_of(person: Person) -> Actor:
    return person.account or PUBLIC


def seen(model: type[models.Model], actor: Actor) -> set[Any]:
    """The keys of the rows that the store shows this actor, of all that there are."""
    with acting_for(actor):
        return set(model._base_manager.values_list("pk", flat=True))


def test_every_table_of_people_letters_and_instruments_is_guarded():
    assert {model._meta.label for model in guarded()} == {
        "identity.GuestQuestion",
        "instruments.Act",
        "instruments.Instrument",
        "instruments.Link",
        "instruments.Party",
        "instruments.Text",
        "instruments.Waiver",
        "letters.Letter",
        "letters.LetterSubject",
        "mail.Mail",
        "registry.Appointment",
        "registry.Person",
        "registry.PersonName",
    }


def test_the_role_of_the_tests_is_bound_by_the_policies():
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchall() == [(False,)]


def test_where_nothing_was_told_nothing_is_seen_or_changed():
    for model in guarded():
        rows = model._base_manager.all()
        with everything("to know that there are any"):
            there = rows.count()
        public = rows.filter(is_public=True).count() if model._meta.label == "instruments.Instrument" else 0
        if model._meta.app_label != "instruments":  # of which those that are public are seen by everybody
            assert (there > 0, rows.count(), rows.exists()) == (True, 0, False), model
        else:
            assert rows.count() < there or public == there, model


def test_a_policy_says_the_same_as_the_queryset(world: World):
    """Of every scoped model and everybody, anonymous readers too."""
    compared = 0
    for model in guarded():
        rows = model._default_manager.all()
        if not isinstance(rows, ScopedQuerySet):
            continue
        for person in world.people.values():
            actor = actor_of(person)
            with everything("what the code would show"):
                by_code = set(rows.visible_to(actor).values_list("pk", flat=True))
            assert seen(model, actor) == by_code, (model._meta.label, person.name)
            compared += len(by_code)
    assert compared > 100


def test_no_query_at_random_shows_a_row_that_its_actor_may_not_see(world: World):
    drawn = random.Random(None if is_deep() else 11)
    tables, people = guarded(), list(world.people.values())
    allowed = {(model, person.name): seen(model, actor_of(person)) for model in tables for person in people}
    shown = 0
    for _number in range(QUERIES):
        person, model = drawn.choice(people), drawn.choice(tables)
        with acting_for(actor_of(person)):
            found = asked(model, drawn)
        assert found <= allowed[model, person.name], (model, person.name)
        shown += len(found)
    assert shown > QUERIES


def asked(model: type[models.Model], drawn: random.Random) -> set[Any]:
    """The keys that a query shows which is made as people make them who forget whom they ask for."""
    rows = model._base_manager.all()
    related = [field for field in model._meta.get_fields() if field.is_relation and field.related_model in apps.get_models()]
    for _step in range(drawn.randrange(3)):
        field = drawn.choice(related) if related else None
        if field is None:
            continue
        kind = drawn.randrange(4)
        if kind == 0 and not (field.one_to_many or field.many_to_many):
            rows = rows.select_related(field.name)
        elif kind == 1:
            rows = rows.filter(Q(**{f"{field.name}__isnull": drawn.random() < 0.5}) | Q(pk__gte=drawn.randrange(50)))
        elif kind == 2:
            rows = rows.annotate(**{f"many_{_step}": Count(field.name)})
        else:
            rows = rows.exclude(**{f"{field.name}__pk__lt": drawn.randrange(20)})
    how = drawn.randrange(4)
    if how == 0:
        return {row.pk for row in rows}
    if how == 1:
        return set(rows.order_by("?").values_list("pk", flat=True)[: drawn.randrange(1, 50)])
    if how == 2:
        most = rows.aggregate(most=Max("pk"))["most"]
        return set() if most is None else {most}
    return by_hand(model, drawn)


def by_hand(model: type[models.Model], drawn: random.Random) -> set[Any]:
    """The same in a statement of its own: as an injection would be, with OR TRUE."""
    table, key = model._meta.db_table, model._meta.pk.column if model._meta.pk else "id"
    ways = (
        f"SELECT {key} FROM {table} WHERE {key} = {drawn.randrange(99)} OR TRUE",
        f"SELECT a.{key} FROM {table} a CROSS JOIN (SELECT 1) b ORDER BY random()",
        f"WITH all_of_it AS MATERIALIZED (SELECT * FROM {table}) SELECT {key} FROM all_of_it",
        f"SELECT {key} FROM {table} UNION ALL SELECT {key} FROM {table}",
        f"SELECT {key} FROM {table} WHERE {key} IN (SELECT {key} FROM {table} FOR UPDATE)",
    )
    with connection.cursor() as cursor:
        cursor.execute(drawn.choice(ways))
        return {found for (found,) in cursor.fetchall()}


def test_no_statement_changes_or_deletes_a_row_that_its_actor_may_not_see(world: World):
    for model in guarded():
        if getattr(model, "is_only_added", False):
            continue
        table, key = model._meta.db_table, "id"
        for person in world.people.values():
            allowed = len(seen(model, actor_of(person)))
            with acting_for(actor_of(person)), connection.cursor() as cursor:
                cursor.execute(f"UPDATE {table} SET {key} = {key}")
                assert cursor.rowcount <= allowed, (model, person.name)


def test_what_one_transaction_was_told_the_next_does_not_know(world: World):
    first, second = _two_officers(world)
    model = apps.get_model("letters.Letter")
    of_first, of_second = seen(model, actor_of(first)), seen(model, actor_of(second))
    assert of_first != of_second
    with acting_for(actor_of(first)):
        with acting_for(actor_of(second)):
            assert set(model._base_manager.values_list("pk", flat=True)) == of_second
        assert set(model._base_manager.values_list("pk", flat=True)) == of_first
    assert not model._base_manager.exists()


def test_what_failed_leaves_nothing_told(world: World):
    first, _second = _two_officers(world)
    model = apps.get_model("letters.Letter")
    with pytest.raises(ZeroDivisionError), acting_for(actor_of(first)):
        raise ZeroDivisionError
    assert not model._base_manager.exists()


def _two_officers(world: World) -> tuple[Person, Person]:
    officers = [one for one in world.people.values() if one.role == "officer"]
    first = officers[0]
    return first, next(one for one in officers if one.side and first.side and one.side[0] != first.side[0])


@pytest.mark.usefixtures("world")
def test_what_relies_on_an_institution_counts_whoever_asks():
    institution = make(apps.get_model("registry.Organisation"))
    with everything("a letter is written that nobody else sees"):
        make(apps.get_model("letters.Letter"), theirs=institution)
    with acting_for(PUBLIC):
        assert relied_on({institution.pk}) == {institution.pk}
