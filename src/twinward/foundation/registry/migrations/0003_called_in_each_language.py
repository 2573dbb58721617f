"""People have names in several languages; what is shown is what is sorted by. What is derived is filled at the next start, as whenever it differs."""

import django.db.models.deletion
from django.db import migrations, models

LANGUAGES = ("en", "uk", "az", "es")
STANDING = models.Q(merged_into=None)


def sorted_by(word: str, *before: str, also: tuple[str, ...] = ()) -> list[migrations.AddIndex]:
    """The indexes of a list sorted by some columns and then by what each record is called in a language, with others to filter by."""
    return [
        migrations.AddIndex(
            "organisation",
            models.Index(
                fields=[*before, f"sort_key_{language}", "id", *also], condition=STANDING, name=f"organisation_by_{word}_{language}"
            ),
        )
        for language in LANGUAGES
    ]


class Migration(migrations.Migration):
    dependencies = [("registry", "0002_labels")]
    operations = [
        migrations.CreateModel(
            name="PersonName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("value", models.CharField(max_length=300, verbose_name="name")),
                ("language", models.CharField(blank=True, max_length=8, verbose_name="language")),
                (
                    "use",
                    models.CharField(
                        choices=[
                            ("label", "name"),
                            ("alias", "other name"),
                            ("acronym", "initials"),
                            ("former", "former name"),
                            ("translated", "transliteration made here"),
                        ],
                        default="label",
                        max_length=12,
                        verbose_name="use",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="names", to="registry.person"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("person", "value", "language", "use"), name="person_name_once"),
                    models.CheckConstraint(condition=~models.Q(value=""), name="person_name_not_empty"),
                ],
            },
        ),
        migrations.AlterField(
            "organisationname",
            "use",
            models.CharField(
                choices=[
                    ("label", "name"),
                    ("alias", "other name"),
                    ("acronym", "acronym"),
                    ("former", "former name"),
                    ("translated", "translation made here"),
                ],
                default="label",
                max_length=12,
                verbose_name="use",
            ),
        ),
        migrations.AddField("person", "labels", models.JSONField(default=dict, editable=False)),
        *(
            migrations.AddField(model, f"sort_key_{language}", models.BinaryField(default=b""))
            for model in ("organisation", "person")
            for language in LANGUAGES
        ),
        migrations.RemoveIndex("organisation", "organisation_by_country"),
        migrations.RemoveIndex("organisation", "organisation_by_kind"),
        migrations.RemoveIndex("organisation", "organisation_by_name"),
        *sorted_by("name", also=("kind",)),
        *sorted_by("country", "country"),
    ]
