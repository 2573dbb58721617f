"""PostgreSQL shows letters to whom `LetterQuerySet` does."""

from django.db import migrations

from twinward.foundation.kernel.row_security import guarded, guarded_with, within_reach

_LETTER = f"{within_reach('letters', 'ours_id')} OR (direction = 'out' AND state = 'sent' AND {within_reach('letters', 'theirs_id')})"


class Migration(migrations.Migration):
    dependencies = [("letters", "0001_initial"), ("kernel", "0003_row_security"), ("registry", "0002_row_security")]
    operations = [
        guarded("letters_letter", "letters", _LETTER),
        guarded_with("letters_lettersubject", "letters", "letters_letter", "letter_id"),
    ]
