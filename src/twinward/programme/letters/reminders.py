"""Of which letters somebody is to be reminded: those to which the reply, theirs or ours, is late."""

from datetime import date

from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.reminders import Due
from twinward.programme.letters.models import Letter


def due(today: date) -> list[Due]:
    """One reminder for each late reply, to our organisation of the letter. One query."""
    late = (
        Letter.objects.unscoped("reminders go to the letter's own side")
        .unanswered(today)
        .filter(reply_by__lt=today)
        .order_by("reply_by", "pk")
    )
    return [
        Due(
            "reply_late" if letter.direction == Letter.Direction.OUT else "answer_late",
            key_of(letter),
            letter.reply_by,
            f"registry.organisation:{letter.ours_id}",
        )
        for letter in late
    ]
