"""A step that was recorded wrongly is struck out or corrected by a further entry."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("twinning", "0002_append_only"),
    ]

    operations = [
        migrations.AddField(
            model_name="liststep",
            name="place",
            field=models.BigIntegerField(null=True),
        ),
        migrations.CreateModel(
            name="StepCorrection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("corrected_on", models.DateField(verbose_name="corrected on")),
                ("recorded_by", models.CharField(max_length=80)),
                (
                    "coverage",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="corrections", to="twinning.coverage"),
                ),
                (
                    "instead",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrects",
                        to="twinning.liststep",
                        verbose_name="what is right",
                    ),
                ),
                (
                    "step",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="correction", to="twinning.liststep", verbose_name="step"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="step_correction_has_a_reason"),
                    models.CheckConstraint(
                        condition=models.Q(("step", models.F("instead")), _negated=True), name="step_not_corrected_by_itself"
                    ),
                ],
            },
        ),
    ]
