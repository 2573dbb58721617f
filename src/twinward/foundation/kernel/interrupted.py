"""What somebody typed into a form that they sent when they were no longer signed in: kept in their session until they are."""

from typing import NotRequired, TypedDict

from django.http import HttpRequest, HttpResponseBase

from twinward.foundation.kernel.records import page_of

#: The page on which what was typed is sent once its writer has signed in, and its name in the session.
TYPED = "typed"
#: Signed cookie that says who signed in in this browser last: for others nothing is kept, so that nobody from outside fills the store.
WAS_HERE, WAS_HERE_FOR_S = "was_here", 31_536_000
#: The hidden field that says to which account a form was shown; absent from one shown to nobody in particular.
WHOSE = "whose"
MOST_CHARACTERS = 200_000
SECRETS = frozenset({"password", "again", "present"})  # fields of which nothing is ever kept


class Typed(TypedDict):
    """A form that was sent: by whom, where to, its fields. is_stale: it was issued before its writer signed in anew."""

    who: str
    path: str
    fields: list[tuple[str, str]]
    had_files: bool
    is_stale: NotRequired[bool]


def mark(response: HttpResponseBase, who: str, *, is_secure: bool) -> None:
    """The browser is known as one in which this actor signed in."""
    response.set_signed_cookie(WAS_HERE, who, max_age=WAS_HERE_FOR_S, samesite="Lax", httponly=True, secure=is_secure)


def way_back(request: HttpRequest) -> str:
    """Where whoever has to sign in goes on afterwards: to the page that they asked for, or to what they typed; home where that is not kept."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    who = request.get_signed_cookie(WAS_HERE, default="", max_age=WAS_HERE_FOR_S)
    return page_of(TYPED) if who and keep(request, who) else "/"


def keep(request: HttpRequest, who: str, *, is_stale: bool = False) -> bool:
    """What this actor typed is kept in their session. False, and nothing is, for what holds a password or is past a sound length."""
    if not may_be_kept(request):
        return False
    request.session[TYPED] = as_typed(request, who, is_stale=is_stale)
    return True


def as_typed(request: HttpRequest, who: str, *, is_stale: bool = False) -> Typed:
    """The form that was sent, as `typed` gives it."""
    return Typed(who=who, path=request.get_full_path(), fields=_fields(request), had_files=bool(request.FILES), is_stale=is_stale)


def typed(request: HttpRequest, who: str) -> Typed | None:
    """What is kept of this actor's form. None for nothing; what another typed is dropped."""
    kept = request.session.get(TYPED)
    if kept and kept["who"] != who:
        del request.session[TYPED]
        return None
    return kept


def sent(request: HttpRequest, key: tuple[str, str]) -> None:
    """The form of this key (its field's name and value) has counted: nothing is kept of it any more."""
    kept = request.session.get(TYPED)
    if kept and key in map(tuple, kept["fields"]):
        del request.session[TYPED]


def _fields(request: HttpRequest) -> list[tuple[str, str]]:
    return [(name, str(value)) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken" for value in values]


def may_be_kept(request: HttpRequest) -> bool:
    """Nothing is kept of a form that holds a password, or past a sound length."""
    is_secret = getattr(request, "sensitive_post_parameters", None) is not None or not SECRETS.isdisjoint(request.POST)
    return not is_secret and sum(len(name) + len(value) for name, value in _fields(request)) <= MOST_CHARACTERS
