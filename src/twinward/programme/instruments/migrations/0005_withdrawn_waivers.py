"""A waiver on which nobody relied can be withdrawn; it stays on record, and the legal basis may be waived again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("instruments", "0004_struck_parties"),
    ]

    operations = [
        migrations.AddField(
            model_name="waiver",
            name="withdrawn_because",
            field=models.CharField(blank=True, max_length=300, verbose_name="why it was withdrawn"),
        ),
        migrations.AddField(
            model_name="waiver",
            name="withdrawn_by",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name="waiver",
            name="withdrawn_on",
            field=models.DateField(blank=True, null=True, verbose_name="withdrawn on"),
        ),
        migrations.AddConstraint(
            model_name="waiver",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawn_because", ""), ("withdrawn_by", ""), ("withdrawn_on", None)),
                    models.Q(
                        ("withdrawn_on__isnull", False),
                        models.Q(("withdrawn_because", ""), _negated=True),
                        models.Q(("withdrawn_by", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="withdrawn_waiver_has_a_day_a_reason_and_an_author",
            ),
        ),
    ]
