"""The roles under which a node speaks to PostgreSQL: one that serves people, and, where it is named, another that owns the tables.

Whoever serves people then cannot take a policy or a trigger away, whatever becomes of it. A single role that owns its tables is bound by their
policies too, since those are forced; but it could lift them.
"""

from django.conf import settings
from django.db import connection, connections

from twinward.site.folders import HomeUnusable

OWNER = "owner"  # the connection of the role that owns the tables
_GRANTS = """
GRANT USAGE ON SCHEMA public TO {role};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO {role};
REVOKE UPDATE, DELETE ON {only_added} FROM {role};
"""


def owning() -> str:
    """The connection over which tables are made and changed."""
    return OWNER if OWNER in settings.DATABASES else "default"


def require_bound_role() -> None:
    """Nothing when row-level security binds the role that serves people; otherwise raises HomeUnusable."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper OR rolbypassrls, EXISTS (SELECT 1 FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user)"
            " FROM pg_roles WHERE rolname = current_user"
        )
        ((role, is_free, owns),) = cursor.fetchall()
    if is_free:
        raise HomeUnusable(
            f"TWINWARD_DATABASE_URL names the role {role}, to which PostgreSQL shows every row whatever its policies say. Name one that it binds: "
            "CREATE ROLE twinward LOGIN PASSWORD '...'; CREATE DATABASE twinward OWNER twinward;"
        )
    if owns and owning() == OWNER:
        raise HomeUnusable(
            f"TWINWARD_DATABASE_URL names the role {role}, which owns tables. Hand them over, since another role was named to own them: "
            f"REASSIGN OWNED BY {role} TO ...;"
        )


def grant() -> None:
    """The role that serves people may read and write what the tables hold, and only add where rows are only ever added. One transaction."""
    if owning() != OWNER:
        return
    from django.apps import apps

    names = connections[OWNER].ops.quote_name
    role = names(str(settings.DATABASES["default"]["USER"]))
    only_added = [model._meta for model in apps.get_models() if getattr(model, "is_only_added", False)]
    with connections[OWNER].cursor() as cursor:
        cursor.execute(_GRANTS.format(role=role, only_added=", ".join(names(table.db_table) for table in only_added)))
        for table in only_added:  # PostgreSQL holds a row still only for whoever may change a column of it; triggers refuse that they do
            cursor.execute(f"GRANT UPDATE ({names(str(table.pk.column))}) ON {names(table.db_table)} TO {role}")
