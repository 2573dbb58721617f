"""A record of something made elsewhere that never was so can be struck out; it stays on record with who did so, when and why."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("instruments", "0006_kept_in_sight"),
    ]

    operations = [
        migrations.AddField(
            model_name="instrument",
            name="struck_because",
            field=models.CharField(blank=True, max_length=300, verbose_name="why it was struck out"),
        ),
        migrations.AddField(
            model_name="instrument",
            name="struck_by",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name="instrument",
            name="struck_on",
            field=models.DateField(blank=True, null=True, verbose_name="struck out on"),
        ),
        migrations.AddConstraint(
            model_name="instrument",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("struck_because", ""), ("struck_by", ""), ("struck_on", None)),
                    models.Q(
                        ("origin", "recorded"),
                        ("struck_on__isnull", False),
                        models.Q(("struck_because", ""), _negated=True),
                        models.Q(("struck_by", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="struck_instrument_has_a_day_a_reason_and_an_author",
            ),
        ),
    ]
