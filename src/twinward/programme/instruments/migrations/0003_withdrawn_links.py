"""A link that was never right can be withdrawn; it stays on record, and the same link may be made again."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("instruments", "0002_append_only"),
        ("kernel", "0002_append_only"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="link",
            name="instruments_linked_once",
        ),
        migrations.AddField(
            model_name="link",
            name="withdrawn_because",
            field=models.CharField(blank=True, max_length=300, verbose_name="why it was withdrawn"),
        ),
        migrations.AddField(
            model_name="link",
            name="withdrawn_by",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name="link",
            name="withdrawn_on",
            field=models.DateField(blank=True, null=True, verbose_name="withdrawn on"),
        ),
        migrations.AlterField(
            model_name="link",
            name="from_instrument",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="every_link_down", to="instruments.instrument"
            ),
        ),
        migrations.AlterField(
            model_name="link",
            name="to_instrument",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="every_link_up",
                to="instruments.instrument",
            ),
        ),
        migrations.AddConstraint(
            model_name="link",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_on", None)),
                fields=("from_instrument", "to_instrument", "kind"),
                name="instruments_linked_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="link",
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
                name="withdrawn_link_has_a_day_a_reason_and_an_author",
            ),
        ),
    ]
