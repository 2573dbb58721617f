"""How a form of this room is asked and answered: typed wrongly 422, refused 409 with each fault as a sentence, done a redirect."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from twinward.foundation.kernel.lifecycle import Refused
from twinward.programme.instruments.models import Instrument

REFUSED, UNREADABLE = 409, 422


@dataclass(frozen=True, slots=True)
class Asking:
    """A page with one form. send: the words of its button. lead: what it does, in a sentence. back: where it goes when nothing is done."""

    heading: str | Promise
    send: str | Promise
    lead: str | Promise = ""
    instrument: Instrument | None = None
    context: dict[str, Any] = field(default_factory=dict)
    template: str = "instruments/form.html"

    @property
    def back(self) -> str:
        return reverse("instrument", args=[self.instrument.pk]) if self.instrument else reverse("instruments")

    @property
    def crumbs(self) -> Sequence[tuple[str | Promise, str]]:
        first = [(_("Instruments"), reverse("instruments"))]
        return [*first, (str(self.instrument), self.back)] if self.instrument else first

    def show(self, request: HttpRequest, form: Any, *, faults: Sequence[str] = (), status: int = 200) -> HttpResponse:
        """The page with the form as it stands."""
        given = {"form": form, "asking": self, "faults": faults}
        return render(request, self.template, given | self.context, status=status)

    def answer(self, request: HttpRequest, form: Any, is_sound: bool, do: Callable[[], Instrument]) -> HttpResponse:
        """What a POST gets: on to the record, or the form again with what was wrong."""
        if not is_sound:
            return self.show(request, form, status=UNREADABLE)
        try:
            done = do()
        except Refused as refused:
            return self.show(request, form, faults=form.take(refused.faults), status=REFUSED)
        return redirect("instrument", done.pk)
