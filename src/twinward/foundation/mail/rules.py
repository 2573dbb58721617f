"""When a mail that was not taken is tried again, and when no longer. No Django."""

from datetime import datetime, timedelta

#: How long whoever took a mail to send it is left alone with it; longer than a server is waited for.
TAKEN_FOR = timedelta(minutes=5)
#: How long to wait after each failure; after the last the last again.
PAUSES = (*(timedelta(minutes=minutes) for minutes in (1, 5, 15)), *(timedelta(hours=hours) for hours in (1, 4, 12)))
GIVEN_UP_AFTER = timedelta(days=3)  # RFC 5321, 4.5.4.1, asks four or five of a relay; whoever waits for ours asks for another before


def next_try(failures: int, *, due_at: datetime, at: datetime) -> datetime | None:
    """When a mail that has failed so often (1 or more) is tried again; None when it was due too long ago."""
    if at - due_at >= GIVEN_UP_AFTER:
        return None
    return at + PAUSES[min(failures, len(PAUSES)) - 1]


def is_for_good(code: int) -> bool:
    """Whether a server's reply means that it will never take this mail: 5yz of RFC 5321."""
    return 500 <= code < 600
