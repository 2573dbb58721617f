"""The list of institutions can be sorted by their kind, in each language."""

from django.db import migrations, models

LANGUAGES = ("en", "uk", "az", "es")


class Migration(migrations.Migration):
    dependencies = [("registry", "0005_struck_appointments")]
    operations = [
        migrations.AddIndex(
            "organisation",
            models.Index(
                fields=["kind", f"sort_key_{language}", "id"],
                condition=models.Q(merged_into=None),
                name=f"organisation_by_kind_{language}",
            ),
        )
        for language in LANGUAGES
    ]
