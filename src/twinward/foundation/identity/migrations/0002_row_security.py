"""PostgreSQL shows a guest's question to whoever asked it."""

from django.db import migrations

from twinward.foundation.kernel.row_security import guarded


class Migration(migrations.Migration):
    dependencies = [("identity", "0001_initial"), ("kernel", "0003_row_security")]
    operations = [guarded("identity_guestquestion", "accounts", "asked_by = current_setting('twinward.actor', true)")]
