"""The page shell: where one can go from any page, how pages look, in which language, and the page that shows every component."""

import logging
import sys
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from django.views.i18n import set_language as django_set_language

from twinward.foundation.identity.entering import CHOSEN, CHOSEN_FOR_S
from twinward.foundation.kernel.locks import is_busy
from twinward.foundation.kernel.reached import UNKNOWN_ADDRESS
from twinward.site.logs import request_number
from twinward.site.samples import samples

logger = logging.getLogger(__name__)
COOKIE = "look"
A_YEAR_S = 365 * 24 * 3600
BUSY_FOR_S = 10  # after which it is worth asking the store again
THEMES = ("blue", "bw", "dark")

#: Every language by its own name: (ISO 639-1 code, name). The name stands in its own language on every page.
LANGUAGES = (("en", "English"), ("uk", "Українська"), ("az", "Azərbaycanca"), ("es", "Español"))

#: The places of the main menu: (name of the page in the URLconf, what the menu calls it). One that this installation lacks is left out.
PLACES: tuple[tuple[str, Promise], ...] = (
    ("today", _("Today")),
    ("countries", _("Countries")),
    ("organisations", _("Institutions")),
    ("people", _("People")),
    ("instruments", _("Instruments")),
    ("letters", _("Letters")),
    ("figures", _("Figures")),
)

#: The places of the public menu, in the same way.
PUBLIC_PLACES: tuple[tuple[str, Promise], ...] = (("public", _("Overview")), ("figures", _("All figures")))

#: The switches of the public shell, in the ministry's order: (what is pressed, what it says).
SWITCHES: tuple[tuple[str, Promise], ...] = (
    ("standard", _("Standard")),
    ("large", _("Large text")),
    ("blue", _("Blue on white")),
    ("bw", _("Black and white")),
    ("dark", _("Dark")),
)


@dataclass(frozen=True, slots=True)
class Look:
    """How a reader wants pages to look: at most one theme, and large text beside any of them."""

    theme: str = ""
    is_large: bool = False

    @classmethod
    def read(cls, cookie: str) -> "Look":
        """The look that a cookie asks for ("blue.large"); words that we do not know are left out."""
        words = cookie.split(".")
        return cls(theme=next((word for word in words if word in THEMES), ""), is_large="large" in words)

    @property
    def cookie(self) -> str:
        """What `read` reads back; "standard" when nothing is chosen."""
        return ".".join(filter(None, (self.theme, "large" if self.is_large else ""))) or "standard"

    def after(self, pressed: str) -> "Look":
        """The look once a switch is pressed: "standard" clears all, "large" turns, a theme replaces the theme. ValueError for any other."""
        if pressed == "standard":
            return Look()
        if pressed == "large":
            return Look(self.theme, not self.is_large)
        if pressed in THEMES:
            return Look(pressed, self.is_large)
        raise ValueError(pressed)

    def is_pressed(self, switch: str) -> bool:
        """Whether a switch shows as pressed."""
        return switch in self.cookie.split(".")


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the main menu."""

    url: str
    label: Promise
    is_current: bool


def address(name: str) -> str:
    """The address of a page by its name; empty where this installation has no such page."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


class Shell:
    """What the shell around every page needs, worked out when a template asks for it."""

    languages = LANGUAGES

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def look(self) -> Look:
        """The look of the request's cookie."""
        return Look.read(self._request.COOKIES.get(COOKIE, ""))

    @cached_property
    def switches(self) -> list[tuple[str, Promise, bool]]:
        """Each switch: what is pressed, what it says, whether it is pressed."""
        return [(switch, label, self.look.is_pressed(switch)) for switch, label in SWITCHES]

    @cached_property
    def places(self) -> list[Place]:
        """The main menu, with the place marked under which the present page lies."""
        return self._marked(PLACES)

    @cached_property
    def public_places(self) -> list[Place]:
        """The public menu, in the same way."""
        return self._marked(PUBLIC_PLACES)

    def _marked(self, places: tuple[tuple[str, Promise], ...]) -> list[Place]:
        found = [(url, label) for name, label in places if (url := address(name))]
        path = self._request.path
        under = max((url for url, _label in found if path == url or (url != "/" and path.startswith(url))), key=len, default="")
        return [Place(url, label, url == under) for url, label in found]

    @cached_property
    def here(self) -> str:
        """Where a switch returns to: this page, or the first page when this one cannot be asked for again."""
        return self._request.get_full_path() if self._request.method in ("GET", "HEAD") else "/"

    @cached_property
    def person(self) -> Any:
        """Who is signed in; None when nobody is."""
        user = getattr(self._request, "user", None)
        return user if user is not None and user.is_authenticated else None

    @property
    def frame(self) -> str:
        """The template around a page that anybody may meet: the public one for who is not signed in."""
        return "site/base.html" if self.person else "site/public.html"

    @cached_property
    def may_manage_accounts(self) -> bool:
        """Whether the reader opens accounts and gives roles."""
        return self.person is not None and self.person.may("accounts.manage")

    @property
    def node(self) -> str:
        """The ministry or institution that runs this installation, in the reader's language where we know it; empty when it has not been named."""
        return gettext(getattr(settings, "NODE_NAME", ""))

    @property
    def is_demo(self) -> bool:
        """Whether this installation is a demonstration."""
        return getattr(settings, "DEMO", False)

    @cached_property
    def addresses(self) -> dict[str, str]:
        """Addresses that the shell itself links to, by their names; empty where the page does not exist."""
        names = ("find", "account", "accounts", "sign-in", "sign-out", "today", "portal", "components", "accessibility", "look", "language")
        return {name.replace("-", "_"): address(name) for name in names}


def shell(request: HttpRequest) -> dict[str, Shell]:
    """Context processor: `shell` is known to every template."""
    return {"shell": Shell(request)}


def _way_back(request: HttpRequest) -> str:
    """Where the form asks to return to, if that is on this site; otherwise the first page."""
    asked = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return asked if is_ours else "/"


@require_POST
def set_look(request: HttpRequest) -> HttpResponse:
    """The pressed switch is kept in a cookie for a year, and the reader is back where they were. 400 for a switch that does not exist."""
    before = Look.read(request.COOKIES.get(COOKIE, ""))
    try:
        look = before.after(request.POST.get("look", ""))
    except ValueError:
        return render(
            request, "site/refused.html", {"heading": _("There is no such view"), "reason": _("Choose one of the five.")}, status=400
        )
    response = redirect(_way_back(request))
    response.set_cookie(COOKIE, look.cookie, max_age=A_YEAR_S, samesite="Lax", secure=request.is_secure(), httponly=True)
    return response


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """The language is kept in Django's own cookie, and the reader is back where they were. One that we lack changes nothing.

    Who is not signed in keeps it beyond the sign-in, when that follows within the hour.
    """
    response = django_set_language(request)
    response["Location"] = _way_back(request)
    if (chosen := response.cookies.get(settings.LANGUAGE_COOKIE_NAME)) and Shell(request).person is None:
        response.set_cookie(CHOSEN, chosen.value, max_age=CHOSEN_FOR_S, samesite="Lax", secure=request.is_secure(), httponly=True)
    return response


def components(request: HttpRequest) -> HttpResponse:
    """Every component in every state, in the programme's words."""
    return render(request, "site/components.html", dict(samples()))


def nothing_here(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page of an address that leads nowhere."""
    words = {"heading": _("Nothing is here for you"), "reason": _("There is no such page, or its record is not yours to see.")}
    return render(request, "site/refused.html", words | {"is_missing": True}, status=404)


def not_taken(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page of a request that is not even read: 413 for one that is too large, 400 for one that no page of ours sends or that names another host."""
    if isinstance(exception, DisallowedHost):
        logger.warning(UNKNOWN_ADDRESS)
        return HttpResponse(render_to_string("site/unknown_address.html"), status=400)
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        reason = _(
            "Nothing of it was saved. Go back with your browser: what you typed is still there. Shorten it, send it in parts, or attach it as a file."
        )
        return render(request, "site/refused.html", {"heading": _("This is more than one form takes"), "reason": reason}, status=413)
    reason = _("It was not issued by this page. Open the page again and repeat your entry.")
    return render(request, "site/refused.html", {"heading": _("This form cannot be sent"), "reason": reason}, status=400)


def went_wrong(_request: HttpRequest) -> HttpResponse:
    """The page of a mistake of ours; 503 when only others held the store for too long. A form that ran into it has saved nothing: each runs in one
    transaction.
    """
    if is_busy(sys.exc_info()[1]):
        return HttpResponse(render_to_string("site/busy.html"), status=503, headers={"Retry-After": str(BUSY_FOR_S)})
    logger.error("a request failed", exc_info=True)
    return HttpResponse(render_to_string("site/broken.html", {"number": request_number()}), status=500)
