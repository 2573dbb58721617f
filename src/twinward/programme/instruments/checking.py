"""What cannot be taken back is said in words before it is done; the papers that come with it are kept until then."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import astuple, dataclass
from datetime import datetime
from functools import partial

from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from twinward.foundation.identity.models import Account
from twinward.foundation.kernel import documents
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.models import Document
from twinward.programme.instruments import waiting
from twinward.programme.instruments.act_forms import SaidForm
from twinward.programme.instruments.asking import REFUSED, UNREADABLE, Asking
from twinward.programme.instruments.models import Act, Instrument

#: Fields of an act that take a paper.
PAPERS = ("full_powers", "document")
SEND, BACK = "send", "back"
_SALT = "instruments.waiting"


@dataclass(frozen=True, slots=True)
class Kept:
    """A paper that waits until its act is confirmed. token: names it to whoever brought it, and to nobody else, for a day."""

    field: str
    label: str | Promise
    name: str
    token: str
    place: str
    received: documents.Received

    def entered(self, account: Account, at: datetime) -> Document:
        """Its document is on record, without its bytes."""
        return documents.enter(self.received, name=self.name, kind=self.field, by=account, at=at)

    def stored(self, account: Account, at: datetime) -> None:
        """Its bytes are among the documents of the home. Raises Refused: paper_lost."""
        try:
            content = waiting.path_of(self.place).open("rb")
        except FileNotFoundError:
            raise Refused("paper", ["paper_lost"]) from None
        with content:
            documents.store(content, name=self.name, kind=self.field, by=account, at=at)


def brought(request: HttpRequest, form: SaidForm, account: Account, at: datetime) -> list[Kept]:
    """The papers of an act: brought now, or kept since before the check. What one of them replaces waits no more.

    Raises Refused: paper_lost, and what `store` refuses.
    """
    found = []
    for field in _papers_of(form):
        token = request.POST.get(f"{field}-kept", "")
        if file := form.cleaned_data.get(field):
            place, received = waiting.wait(file, at=at)
            told = signing.dumps([place, file.name, *astuple(received)], salt=_salt(account))
            found.append(Kept(field, form.fields[field].label or "", file.name, told, place, received))
            with suppress(Refused):  # there may have been none
                waiting.drop([_opened(field, token, form, account).place])
        elif token:
            found.append(_opened(field, token, form, account))
    return found


def kept(request: HttpRequest, form: SaidForm, account: Account) -> list[Kept]:
    """The papers that were kept before and still are."""
    found = []
    for field in _papers_of(form):
        with suppress(Refused):  # its day has passed, or it never was one: it must be brought again
            found.append(_opened(field, request.POST.get(f"{field}-kept", ""), form, account))
    return found


def _papers_of(form: SaidForm) -> list[str]:
    return [field for field in PAPERS if field in form.fields]


def _opened(field: str, token: str, form: SaidForm, account: Account) -> Kept:
    try:
        place, name, *received = signing.loads(token, salt=_salt(account), max_age=waiting.LASTS_S)
    except signing.BadSignature:
        raise Refused("paper", ["paper_lost"]) from None
    if not waiting.path_of(place).is_file():
        raise Refused("paper", ["paper_lost"])
    return Kept(field, form.fields[field].label or "", name, token, place, documents.Received(*received))


def _salt(account: Account) -> str:
    return f"{_SALT}:{account.key}"


def keep_for_good(papers: Iterable[Kept], account: Account, at: datetime) -> None:
    """The bytes of papers whose documents were entered are in the home; once that holds, they wait no more. Raises Refused: paper_lost."""
    papers = list(papers)
    for one in papers:
        one.stored(account, at)
    transaction.on_commit(partial(waiting.drop, [one.place for one in papers]))


@dataclass(frozen=True, slots=True)
class InTwoSteps:
    """An act that is shown in words before it is written.

    anew: the form with other first answers. do: the act is written, its papers entered without their bytes. foresees: codes of what will be
    missing once it is.
    """

    form: SaidForm
    anew: Callable[[dict[str, str | None]], SaidForm]
    do: Callable[[list[Kept], datetime], Act]
    foresees: Callable[[Act], Sequence[str]] = lambda _act: ()

    def answer(self, request: HttpRequest, account: Account, asking: Asking, instrument: Instrument) -> HttpResponse:
        """What a request gets: the form, what would be recorded, or once that was confirmed the way on to the record."""
        asking.context.update(has_files=True, kept=kept(request, self.form, account))
        if request.method != "POST":
            return asking.show(request, self.form)
        if BACK in request.POST:
            return asking.show(request, self.anew({name: request.POST.get(name) for name in self.form.fields if name not in PAPERS}))
        if SEND in request.POST:
            return asking.answer(request, self.form, self.form.is_valid(), lambda: self._done(request, account, asking, instrument))
        return self._checked(request, account, asking)

    def _checked(self, request: HttpRequest, account: Account, asking: Asking) -> HttpResponse:
        """The act in words, if it could be written now; otherwise the form with what stands in the way. Nothing is written, but papers wait."""
        at, is_sound = timezone.now(), self.form.is_valid()
        try:
            papers = self._brought(request, account, asking, at)
            if not is_sound:
                return asking.show(request, self.form, status=UNREADABLE)
            with transaction.atomic():
                foreseen = self.foresees(self.do(papers, at))
                transaction.set_rollback(True)
        except Refused as refused:
            return asking.show(request, self.form, faults=self.form.take(refused.faults), status=REFUSED if is_sound else UNREADABLE)
        return check(request, self.form, asking, papers, foreseen)

    def _brought(self, request: HttpRequest, account: Account, asking: Asking, at: datetime) -> list[Kept]:
        """What `brought` finds; the page that follows says of these papers that they are kept."""
        asking.context["kept"] = papers = brought(request, self.form, account, at)
        self.form.keeps = frozenset(one.field for one in papers)
        return papers

    def _done(self, request: HttpRequest, account: Account, asking: Asking, instrument: Instrument) -> Instrument:
        at = timezone.now()
        papers = self._brought(request, account, asking, at)
        self.do(papers, at)
        keep_for_good(papers, account, at)  # last, so that no refusal leaves bytes without a document
        return instrument


def check(request: HttpRequest, form: SaidForm, asking: Asking, papers_kept: list[Kept], foreseen: Sequence[str] = ()) -> HttpResponse:
    """The page that says in words what would be recorded and what will be missing, to be confirmed or changed. Nothing is written yet."""
    hidden = [(name, value) for name in (*form.fields, "shown") if name not in PAPERS for value in request.POST.getlist(name)]
    context = {
        "heading": asking.heading,
        "crumbs": [*asking.crumbs, (asking.heading, "")],
        "said": form.said(),
        "foreseen": foreseen,
        "items": [*asking.context.get("stands", ()), *form.answers(), *((one.label, one.name, "") for one in papers_kept)],
        "hidden": [*hidden, *((f"{one.field}-kept", one.token) for one in papers_kept)],
        "send_url": request.get_full_path(),
        "send_name": SEND,
        "back_name": BACK,
        "send_label": _("Confirm"),
        "back_url": asking.back,
    }
    return render(request, "instruments/check.html", context)
