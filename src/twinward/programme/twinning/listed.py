"""The institutions of a list as somebody types them, one a line: those on record, and those that the list names first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from django import forms
from django.utils.functional import Promise

from twinward.foundation.kernel.actors import PUBLIC, Actor
from twinward.foundation.kernel.alphabet import by_words
from twinward.foundation.kernel.sentences import say
from twinward.foundation.registry.fields import mixed_fault, surely_meant
from twinward.foundation.registry.models import Kind, Organisation
from twinward.foundation.registry.names import fold
from twinward.foundation.registry.search import Match, look_up
from twinward.foundation.registry.specialities import SPECIALITIES
from twinward.programme.twinning.rules import Named

NEW = "new"
MOST_LINES, LONGEST_NAME, LONGEST_PLACE = 400, 300, 120


@dataclass(frozen=True, slots=True)
class Typed:
    """What was sent: the lines, and by the name of their control the answers about lines that were not clear. name: of the lines' control."""

    name: str = ""
    text: str = ""
    answers: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not one organisation's name letter by letter: what it may mean, and what was answered about it.

    name: how the names of its controls begin; it goes with the words of the line, not with its place.
    """

    number: int
    text: str
    name: str
    matches: Sequence[Match]
    answers: Mapping[str, Sequence[str]]

    def answer(self, about: str = "") -> str:
        """The first answer to one of its controls; empty without any."""
        return next(iter(self.answers.get(f"{self.name}{about}", ())), "").strip()

    @property
    def chosen(self) -> str:
        """The primary key of what it means, or `new`; of a name that nothing is like the likely answer is offered."""
        return self.answer() or ("" if self.matches else NEW)

    @property
    def city(self) -> str:
        return self.answer("-city")[:LONGEST_PLACE]

    @property
    def kinds(self) -> list[tuple[str, Promise | str, bool]]:
        """Every kind of organisation: code, words, and whether it was chosen."""
        return [(code, words, code == self.answer("-kind")) for code, words in Kind.choices]

    @property
    def specialities(self) -> list[tuple[str, str, bool]]:
        """Every speciality: code, words, and whether it was chosen."""
        chosen = set(self.answers.get(f"{self.name}-specialities", ()))
        return [(code, words, code in chosen) for code, words in by_words(SPECIALITIES.items())]

    @property
    def meant(self) -> Organisation | Named | None:
        """What the answers say that it means; None while they do not."""
        if self.answer() == NEW:
            kind = next((code for code, _words, is_chosen in self.kinds if is_chosen), "")
            codes = tuple(code for code, _words, is_chosen in self.specialities if is_chosen)
            return Named(self.text, kind, self.city, codes) if kind and not mixed_fault(self.text) else None
        return next((match.organisation for match in self.matches if str(match.organisation.pk) == self.answer()), None)

    @property
    def fault(self) -> str:
        """Why the answers do not settle it."""
        told = {"number": self.number, "text": self.text}
        if self.answer() == NEW:
            return mixed_fault(self.text) or say("listed_without_kind") % told
        return say("listed_unclear" if self.matches else "listed_unknown") % told


class ListedWidget(forms.Textarea):
    """Lines to type names in; below them, for each that was not clear, what it may mean, or what is known of a new institution."""

    template_name = "twinning/widgets/listed.html"
    lines: Sequence[Line] = ()

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Typed:
        mine = {key: data.getlist(key) for key in data if key.startswith(f"{name}-")} if hasattr(data, "getlist") else {}
        return Typed(name, data.get(name, ""), mine)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        context["widget"] |= {"typed": value.text if isinstance(value, Typed) else "", "lines": self.lines, "new": NEW}
        context["widget"] |= {"longest_place": LONGEST_PLACE}
        return context


class ListedField(forms.CharField):
    """Cleans to organisations, and to `Named` for those that the list names and the register lacks; each once, in the order of the lines.

    country: all are of this country (alpha-2), whoever asks. A line that is not clear is asked about: one of those that it is like, or new.
    """

    widget = ListedWidget
    country: str = ""
    actor: Actor = PUBLIC

    def clean(self, value: Any) -> list[Organisation | Named]:
        typed = value if isinstance(value, Typed) else Typed()
        names = [" ".join(line.split()) for line in super().clean(typed.text).splitlines() if line.strip()]
        if len(names) > MOST_LINES:
            raise forms.ValidationError(say("listed_too_many") % {"most": MOST_LINES}, code="listed_too_many")
        read = list(self._read(names, typed))
        asked = [line for line in read if isinstance(line, Line)]
        if isinstance(self.widget, ListedWidget):
            self.widget.lines = asked
        if wrong := [line.fault for line in asked if line.meant is None]:
            raise forms.ValidationError([forms.ValidationError(fault, code="listed_unclear") for fault in wrong])
        return list({_same(one): one for one in map(_meant, read)}.values())

    def _read(self, names: Sequence[str], typed: Typed) -> Iterator[Organisation | Line]:
        """Each line as the organisation that it surely means, or as a question; two lines with the same words ask one."""
        seen = set[str]()
        for number, name in enumerate(names, start=1):
            matches = look_up(name, actor=self.actor, country=self.country)
            sure = surely_meant(name, matches)
            mark = f"{typed.name}-{sha256(fold(name).encode()).hexdigest()[:12]}"
            if len(sure) == 1:
                yield sure[0].organisation
            elif mark not in seen:
                seen.add(mark)
                yield Line(number, name[:LONGEST_NAME], mark, sure or matches, typed.answers)


def _meant(one: Organisation | Line) -> Organisation | Named:
    meant = one.meant if isinstance(one, Line) else one
    if meant is None:
        raise ValueError("a line that is not clear was let through")
    return meant


def _same(one: Organisation | Named) -> object:
    return one.pk if isinstance(one, Organisation) else fold(one.name)
