"""What kind of organisation a name says that it is: a suggestion to whoever registers one. No Django."""

from collections.abc import Iterator

from twinward.foundation.registry.generic_words import MEANINGS, meaning_number
from twinward.foundation.registry.names import fold
from twinward.foundation.registry.transliteration import sound

#: A centre is a hospital when it is for one of these.
_TREATED = frozenset({"medical", "children", "surgery", "cancer", "psychiatry", "rehabilitation", "heart", "maternity"})
#: The kind that each of these meanings tells, the first that is found: a university's hospital is a hospital.
_TOLD = (
    ("hospital", {"hospital", "clinic"}),
    ("ministry", {"ministry"}),
    ("university", {"university", "academy", "college"}),
    ("research", {"institute", "research"}),
    ("agency", {"agency"}),
    ("donor", {"foundation"}),
)
#: Beginnings of folded words for what the names of organisations are not searched by.
_BEGINNINGS = {
    "ministry": ("minist", "nazirli", "bakanli"),
    "agency": ("agenc", "agentur", "ahentstv", "agentli", "ajans"),
    "foundation": ("foundation", "stiftung", "fundac", "fondation", "fondaz", "blahodiinyi"),
}
_SHORTEST = 5  # letters of the word that ends a compound: Kinder-klinik


def kind_in_name(name: str) -> str:
    """The code of the kind that the words of a name tell, in any language in which organisations are found; "" when they tell none."""
    meant = {meaning for word in fold(name).split() for meaning in _meanings(word)}
    if "centre" in meant and meant & _TREATED:
        return "hospital"
    return next((kind for kind, meanings in _TOLD if meant & meanings), "")


def _meanings(word: str) -> Iterator[str]:
    """What a word means by its beginning, and that it ends in a hospital, a clinic or a centre."""
    if number := meaning_number(sound(word)):
        yield MEANINGS[number - 1]
    yield from (meaning for meaning, beginnings in _BEGINNINGS.items() if word.startswith(beginnings))
    for start in range(1, len(word) - _SHORTEST + 1):
        number = meaning_number(sound(word[start:]))
        if number and MEANINGS[number - 1] in ("hospital", "clinic", "centre"):
            yield MEANINGS[number - 1]
