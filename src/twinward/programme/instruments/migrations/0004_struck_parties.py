"""A party that was never right can be struck out; it stays on record, and the same party may be put on again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("instruments", "0003_withdrawn_links"),
        ("registry", "0004_degrees"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="party",
            name="organisation_party_once",
        ),
        migrations.RemoveConstraint(
            model_name="party",
            name="country_party_once",
        ),
        migrations.AddField(
            model_name="party",
            name="struck_because",
            field=models.CharField(blank=True, max_length=300, verbose_name="why it was struck out"),
        ),
        migrations.AddField(
            model_name="party",
            name="struck_by",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name="party",
            name="struck_on",
            field=models.DateField(blank=True, null=True, verbose_name="struck out on"),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.UniqueConstraint(
                condition=models.Q(("struck_on", None)), fields=("instrument", "organisation"), name="organisation_party_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.UniqueConstraint(
                condition=models.Q(("described", ""), ("organisation", None), ("struck_on", None)),
                fields=("instrument", "country"),
                name="country_party_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("struck_because", ""), ("struck_by", ""), ("struck_on", None)),
                    models.Q(
                        ("struck_on__isnull", False),
                        models.Q(("struck_because", ""), _negated=True),
                        models.Q(("struck_by", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="struck_party_has_a_day_a_reason_and_an_author",
            ),
        ),
    ]
