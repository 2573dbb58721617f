"""Row-level security: on PostgreSQL the store itself shows a transaction no row that its actor may not see, whatever the code asks.

When a transaction begins it is told what its actor sees: the countries and organisations of each right that tables are guarded by. Each guarded
table has a policy that holds its rows against them, so that nothing is seen where nothing was told. `everything(why)` is the only way round, and
says why. SQLite has no such thing; there the scoped querysets stand alone (Note [Row security] in docs/adr/0008-row-security.md).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from typing import Any

from django.db import connection, migrations, transaction

from twinward.foundation.kernel.actors import Actor, Scope
from twinward.foundation.kernel.sight import ALL, EVERYTHING, FAMILIES, NOTHING, Sight

#: What the store was told in this transaction.
told: ContextVar[Sight] = ContextVar("told", default=())


@contextmanager
def acting_for(actor: Actor) -> Iterator[None]:
    """One transaction, in which the store shows what this actor may see."""
    with _seeing(lambda: _sight_of(actor)):
        yield


@contextmanager
def everything(why: str) -> Iterator[None]:
    """Meanwhile the store shows every row, for a reason that the code states: an answer follows from it, a token names it."""
    if not why:
        raise ValueError("say why")
    with _seeing(lambda: EVERYTHING):
        yield


@contextmanager
def _seeing(sight: Callable[[], Sight]) -> Iterator[None]:
    if connection.vendor != "postgresql":
        yield
        return
    with nullcontext() if connection.in_atomic_block else transaction.atomic():
        now, before = sight(), told.get()
        if now == before and connection.in_atomic_block:
            yield
            return
        _tell(now)
        token = told.set(now)
        try:
            yield
        finally:
            told.reset(token)
            if not _is_broken():  # what a transaction or a part of it was told goes with it
                _tell(before or tuple((name, NOTHING) for name, _value in now))


def _is_broken() -> bool:
    """Whether the transaction, or its part that began last, takes no more statements: it is undone, and with it what it was told."""
    if connection.needs_rollback or connection.connection is None:
        return True
    return connection.connection.info.transaction_status.name == "INERROR"


def sees_everything() -> bool:
    """Whether the store shows every row now."""
    return connection.vendor != "postgresql" or (connection.in_atomic_block and told.get() == EVERYTHING)


def _sight_of(actor: Actor) -> Sight:
    seen = (pair for family, right in FAMILIES.items() for pair in _of_family(family, actor.scope(right)))
    return (("twinward.actor", actor.key), *seen)


def _of_family(family: str, scope: Scope) -> Sight:
    countries = ALL if scope.everything else ",".join(sorted(scope.countries))
    organisations = ",".join(map(str, sorted(scope.organisations)))
    return (f"twinward.{family}_countries", countries), (f"twinward.{family}_organisations", organisations)


def _tell(sight: Sight) -> None:
    """The store knows, until this transaction ends or is told otherwise."""
    said = ", ".join("set_config(%s, %s, true)" for _pair in sight)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {said}", [word for pair in sight for word in pair])


# --- what migrations do ---

_FUNCTIONS = """
CREATE OR REPLACE FUNCTION twinward_all(family text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(current_setting('twinward.' || family || '_countries', true), '') = '*' $$;
CREATE OR REPLACE FUNCTION twinward_countries(family text) RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT string_to_array(coalesce(current_setting('twinward.' || family || '_countries', true), ''), ',') $$;
CREATE OR REPLACE FUNCTION twinward_organisations(family text) RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT string_to_array(coalesce(current_setting('twinward.' || family || '_organisations', true), ''), ',')::bigint[] $$;
"""


def begin_row_security() -> migrations.RunPython:
    """A migration after which policies can ask what the transaction was told: twinward_all, _countries, _organisations of a family."""
    return on_postgresql(_FUNCTIONS, "DROP FUNCTION twinward_all, twinward_countries, twinward_organisations")


#: SQL: the countries and the organisations of a family, as a function of ours takes them.
REACH = "(SELECT twinward_countries('{family}'))::text[], (SELECT twinward_organisations('{family}'))::bigint[]"


def asked_of_all(name: str, takes: str, family: str, asked: str) -> str:
    """SQL: a function of this name that answers whether `asked` (a condition over what it takes) is so among all rows of the family.

    A policy cannot look into a table whose own policy looks back; within the function everything is shown.
    """
    return f"""
CREATE FUNCTION {name}({takes}) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE
  before text := current_setting('twinward.{family}_countries', true);
  answer boolean;
BEGIN
  PERFORM set_config('twinward.{family}_countries', '*', true);
  SELECT {asked} INTO answer;
  PERFORM set_config('twinward.{family}_countries', coalesce(before, ''), true);
  RETURN answer;
END $$;
"""


def is_held(family: str) -> str:
    """SQL: the actor holds the family's right over anything."""
    return f"(SELECT cardinality(twinward_countries('{family}')) + cardinality(twinward_organisations('{family}')) > 0)"


def within_reach(family: str, organisation: str, country: str = "") -> str:
    """SQL: the organisation in this column is within reach of the family, or its country; or the country in the column `country` is."""
    own = f"{organisation} = ANY ((SELECT twinward_organisations('{family}'))::bigint[])"
    countries = f"ANY ((SELECT twinward_countries('{family}'))::text[])"
    of_country = f"EXISTS (SELECT 1 FROM registry_organisation o WHERE o.id = {organisation} AND o.country_id = {countries})"
    return f"({own} OR {of_country}{f' OR {country} = {countries}' if country else ''})"


def guarded(table: str, family: str, seen: str) -> migrations.RunPython:
    """A migration after which PostgreSQL shows of this table only rows of which `seen` holds (SQL over its columns), or all of the family's.

    Whatever may be written is decided by the code: a record belongs to nobody until its parties are written.
    """
    using = f"(SELECT twinward_all('{family}')) OR {seen}"
    forwards = f"""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY sight ON {table} USING ({using}) WITH CHECK (true);
"""
    return on_postgresql(
        forwards, f"DROP POLICY sight ON {table}; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY"
    )


def guarded_with(table: str, family: str, parent: str, column: str) -> migrations.RunPython:
    """A migration after which PostgreSQL shows of this table only rows whose row of `parent`, named in the column, it shows, or all of the family's."""
    return guarded(table, family, f"EXISTS (SELECT 1 FROM {parent} p WHERE p.id = {column})")


def on_postgresql(forwards: str, backwards: str) -> migrations.RunPython:
    """A migration of PostgreSQL alone."""

    def run(statement: str) -> Any:
        def one(_apps: Any, editor: Any) -> None:
            if editor.connection.vendor == "postgresql":
                editor.execute(statement, params=None)

        return one

    return migrations.RunPython(run(forwards), run(backwards))
