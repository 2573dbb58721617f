"""What cannot be taken back is said in words before it is done; the papers that come with it are kept until then."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from twinward.foundation.identity.models import Account
from twinward.foundation.kernel.documents import path_of, store
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.models import Document
from twinward.programme.instruments.act_forms import ActForm
from twinward.programme.instruments.asking import Asking

#: Fields of an act that take a paper.
PAPERS = ("full_powers", "document")
SEND, BACK = "send", "back"
_SALT, _KEPT_S = "instruments.paper", 24 * 3600


@dataclass(frozen=True, slots=True)
class Kept:
    """A paper that waits until its act is confirmed. token: names its bytes to whoever brought them, and to nobody else, for a day."""

    field: str
    label: str | Promise
    name: str
    token: str


def papers(request: HttpRequest, form: ActForm, account: Account, at: datetime) -> dict[str, Document]:
    """The papers of an act as documents: brought now, or kept since before the check. Raises Refused: paper_lost, and what `store` refuses."""
    found = {}
    for name in PAPERS:
        if file := form.cleaned_data.get(name):
            found[name] = store(file, name=file.name, kind=name, by=account, at=at)
        elif token := request.POST.get(f"{name}-kept", ""):
            sha256, called = _opened(token, account)
            with path_of(sha256).open("rb") as content:
                found[name] = store(content, name=called, kind=name, by=account, at=at)
    return found


def kept(request: HttpRequest, form: ActForm, account: Account, found: Mapping[str, Document] | None = None) -> list[Kept]:
    """The papers to be kept by the page that is shown next: those just brought (`found`), and those kept before whose day has not passed."""
    tokens = {name: request.POST.get(f"{name}-kept", "") for name in PAPERS}
    for name, document in (found or {}).items():
        file = form.cleaned_data.get(name)
        tokens[name] = signing.dumps([document.sha256, file.name], salt=_salt(account)) if file else tokens[name]
    named = {}
    for name, token in tokens.items():
        with suppress(Refused):  # its day has passed, or it never was one: it must be brought again
            named[name] = _opened(token, account)[1]
    return [Kept(name, form.fields[name].label or "", called, tokens[name]) for name, called in named.items()]


def _opened(token: str, account: Account) -> tuple[str, str]:
    try:
        sha256, name = signing.loads(token, salt=_salt(account), max_age=_KEPT_S)
    except signing.BadSignature:
        raise Refused("paper", ["paper_lost"]) from None
    return sha256, name


def _salt(account: Account) -> str:
    return f"{_SALT}:{account.key}"


def check(request: HttpRequest, form: ActForm, asking: Asking, papers_kept: list[Kept]) -> HttpResponse:
    """The page that says in words what would be recorded, to be confirmed or changed. Nothing is written yet."""
    hidden = [(name, value) for name in form.fields if name not in PAPERS for value in request.POST.getlist(name)]
    context = {
        "heading": asking.heading,
        "crumbs": [*asking.crumbs, (asking.heading, "")],
        "said": form.said(),
        "items": [*form.answers(), *((one.label, one.name, "") for one in papers_kept)],
        "hidden": [*hidden, *((f"{one.field}-kept", one.token) for one in papers_kept)],
        "send_url": request.get_full_path(),
        "send_name": SEND,
        "back_name": BACK,
        "send_label": _("Confirm"),
        "back_url": asking.back,
    }
    return render(request, "instruments/check.html", context)
