"""What an instrument is called whose title nobody knows: by the names of its parties, in every language of the screens."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.utils import translation

from twinward.programme.instruments.models import Party

RECORDED_IN, *OTHERS = (language for language, _name in settings.LANGUAGES)


def titles_of(parties: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The columns `title` and `titles`. parties: columns of Party."""
    sides = [Party(**columns) for columns in parties]
    title = _between(sides, RECORDED_IN)
    said = {language: _between(sides, language) for language in OTHERS}
    return {"title": title, "titles": {language: words for language, words in said.items() if words != title}}


def _between(sides: Iterable[Party], language: str) -> str:
    with translation.override(language):
        return " – ".join(dict.fromkeys(_called(side) for side in sides))[:300]


def _called(side: Party) -> str:
    return side.organisation.called if side.organisation else side.called
