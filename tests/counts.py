"""How often a property is tried: some at the gate, all of them in a deep run."""

import os


def is_deep() -> bool:
    """Whether the full counts are asked for (`./twinward test --deep`)."""
    return os.environ.get("TWINWARD_DEEP") == "1"


def count(gate: int, deep: int) -> int:
    """`gate` in every run, `deep` in a deep one."""
    return deep if is_deep() else gate
