"""PostgreSQL can hold rows against what the actor of a transaction may see."""

from django.db import migrations

from twinward.foundation.kernel.row_security import begin_row_security


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_append_only")]
    operations = [begin_row_security()]
