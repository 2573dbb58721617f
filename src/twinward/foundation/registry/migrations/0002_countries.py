"""The codes of countries."""

from typing import Any

from django.db import migrations

from twinward.foundation.registry.countries import CODES


def _add(apps: Any, _editor: Any) -> None:
    Country = apps.get_model("registry", "Country")
    Country.objects.bulk_create(Country(code=code) for code in sorted(CODES))


def _remove(apps: Any, _editor: Any) -> None:
    apps.get_model("registry", "Country").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_initial")]
    operations = [migrations.RunPython(_add, _remove)]
