"""What a process that answers for long has loaded stays: it is not searched again and again for what can be thrown away."""

import gc

RARELY = 50_000  # objects between two searches among the young; Python's own 700 cost an eighth of the time of an answer


def settle() -> None:
    """Everything that is loaded by now is left out of every later search; younger circles are still found, less often."""
    gc.freeze()
    gc.set_threshold(RARELY)
