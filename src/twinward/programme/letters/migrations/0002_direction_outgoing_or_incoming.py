"""A letter is outgoing or incoming, whether or not it was sent yet. Only the words change."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("letters", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="letter",
            name="direction",
            field=models.CharField(choices=[("out", "outgoing"), ("in", "incoming")], max_length=3, verbose_name="direction"),
        ),
    ]
