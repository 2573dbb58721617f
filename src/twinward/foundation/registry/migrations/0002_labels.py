"""Every organisation says what it is called in each language, as its names do."""

from itertools import groupby
from typing import Any

from django.db import migrations, models

from twinward.foundation.registry.rules import labels_of

AT_ONCE = 1_000


def fill(apps: Any, _editor: Any) -> None:
    """The labels of every organisation are what its names say."""
    organisation, name = apps.get_model("registry", "Organisation"), apps.get_model("registry", "OrganisationName")
    told = name.objects.filter(use="label").exclude(language="").order_by("organisation_id", "id")
    rows = told.values_list("organisation_id", "organisation__name", "value", "language", "use").iterator(chunk_size=AT_ONCE)
    changed = []
    for (pk, own), names in groupby(rows, key=lambda row: row[:2]):
        if labels := labels_of(own, [row[2:] for row in names]):
            changed.append(organisation(pk=pk, labels=labels))
    organisation.objects.bulk_update(changed, ["labels"], batch_size=AT_ONCE)


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_initial")]
    operations = [
        migrations.AddField("organisation", "labels", models.JSONField(default=dict, editable=False)),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
