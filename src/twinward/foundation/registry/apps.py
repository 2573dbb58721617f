"""The registry as an application: the codes of countries, and the stamp of its names, are there whenever its tables are."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def add_countries(using: str, **_told: Any) -> None:
    """Every code of the list has its row, and the names have a stamp of their own."""
    from twinward.foundation.kernel.keys import fresh_key
    from twinward.foundation.registry.countries import CODES
    from twinward.foundation.registry.models import Country, NameStamp

    NameStamp.objects.using(using).get_or_create(id=1, defaults={"value": fresh_key().hex})
    Country.objects.using(using).bulk_create([Country(code=code) for code in sorted(CODES)], ignore_conflicts=True)


class RegistryConfig(AppConfig):
    name = "twinward.foundation.registry"

    def ready(self) -> None:
        post_migrate.connect(add_countries, sender=self)
