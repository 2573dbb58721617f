"""PostgreSQL shows people, their names and their offices to whom `PersonQuerySet` does."""

from django.db import migrations

from twinward.foundation.kernel.row_security import REACH, asked_of_all, guarded, guarded_with, is_held, on_postgresql, within_reach

_SERVES_WITHIN = """EXISTS (SELECT 1 FROM registry_appointment a JOIN registry_organisation o ON o.id = a.organisation_id
    WHERE a.person_id = who AND (o.id = ANY (organisations) OR o.country_id = ANY (countries)))"""
_FUNCTIONS = (
    asked_of_all("twinward_serves_within", "who bigint, countries text[], organisations bigint[]", "people", _SERVES_WITHIN)
    + asked_of_all("twinward_serves", "who bigint", "people", "EXISTS (SELECT 1 FROM registry_appointment WHERE person_id = who)")
    + """
CREATE FUNCTION twinward_sees_person(who bigint) RETURNS boolean LANGUAGE sql STABLE AS
$$ SELECT EXISTS (SELECT 1 FROM registry_person WHERE id = who) $$;
"""
)
_PERSON = (
    f"({is_held('people')} AND in_public_office)"
    f" OR twinward_serves_within(id, {REACH.format(family='people')})"
    " OR (country_id = ANY ((SELECT twinward_countries('people'))::text[]) AND NOT twinward_serves(id))"
)


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_initial"), ("kernel", "0003_row_security")]
    operations = [
        on_postgresql(_FUNCTIONS, "DROP FUNCTION twinward_serves_within, twinward_serves, twinward_sees_person"),
        guarded("registry_person", "people", _PERSON),
        guarded("registry_appointment", "people", f"{within_reach('people', 'organisation_id')} OR twinward_sees_person(person_id)"),
        guarded_with("registry_personname", "people", "registry_person", "person_id"),
    ]
