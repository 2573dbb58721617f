"""What PostgreSQL is told of what an actor sees, as the names and values of its settings. No Django."""

#: The names under which the store knows what is guarded, each with the right that lets somebody see it.
FAMILIES = {
    "people": "people.see",
    "letters": "letters.see",
    "instruments": "instruments.see",
    "accounts": "accounts.manage",
}
#: The whole node, and nothing at all, in the place of a list of countries.
ALL, NOTHING = "*", ""

Sight = tuple[tuple[str, str], ...]
#: What the store is told to show every row.
EVERYTHING: Sight = tuple((f"twinward.{family}_countries", ALL) for family in FAMILIES)
