"""PostgreSQL shows mail to whoever manages accounts."""

from django.db import migrations

from twinward.foundation.kernel.row_security import guarded


class Migration(migrations.Migration):
    dependencies = [("mail", "0001_initial"), ("kernel", "0003_row_security")]
    operations = [guarded("mail_mail", "accounts", "false")]
