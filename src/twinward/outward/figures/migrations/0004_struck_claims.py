"""A claim that nobody made can be struck out; it stays on record."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("figures", "0003_append_only"),
    ]

    operations = [
        migrations.AddField(
            model_name="claim",
            name="struck_because",
            field=models.CharField(blank=True, max_length=300, verbose_name="why it was struck out"),
        ),
        migrations.AddField(
            model_name="claim",
            name="struck_by",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name="claim",
            name="struck_on",
            field=models.DateField(blank=True, null=True, verbose_name="struck out on"),
        ),
        migrations.AddConstraint(
            model_name="claim",
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
                name="struck_claim_has_a_day_a_reason_and_an_author",
            ),
        ),
    ]
