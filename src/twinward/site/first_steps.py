"""The first steps of a node that begins: what brings it from nothing to a programme whose countries are asked for their lists."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from twinward.foundation.identity.models import Account, Membership
from twinward.foundation.registry.models import Organisation
from twinward.programme.instruments.facts import ActKind, InstrumentKind
from twinward.programme.instruments.joining import takes_countries
from twinward.programme.instruments.models import Act, Instrument
from twinward.programme.twinning.beginning import joinable, programme_of_node


@dataclass(frozen=True, slots=True)
class Step:
    """One step that its reader may take. url: where; empty while another step comes before it."""

    what: str
    why: str
    do: str
    url: str
    is_done: bool


def first_steps(account: Account) -> list[Step]:
    """The steps that this account may take, in their order; none once each of them is done. At most seven queries."""
    found = list(_steps(account))
    return [] if all(step.is_done for step in found) else found


def _steps(account: Account) -> Iterator[Step]:
    if account.may("accounts.manage"):
        yield Step(
            _("Invite your colleagues"),
            _("Officers keep the programme, lawyers clear texts, focal points speak for one institution."),
            _("Invite"),
            reverse("account-new"),
            Account.objects.exclude(pk=account.pk).exists(),
        )
    if account.may("registry.import"):
        of_the_node = Membership.objects.values("organisation")
        yield Step(
            _("Bring the institutions of your country in"),
            _("From a spreadsheet, or one by one."),
            _("Import"),
            reverse("organisations-import"),
            Organisation.objects.visible_to(account).standing().exclude(pk__in=of_the_node).exists(),
        )
    if account.may("instruments.record") or account.may("twinning.chase"):
        yield from _of_the_programme(account)


def _of_the_programme(account: Account) -> Iterator[Step]:
    programme = programme_of_node()
    joinings = Act.objects.filter(kind=ActKind.JOIN, party__organisation=None, instrument__in=joinable(account).values("pk"))
    is_joined = joinings.exists()
    declaration = None if programme and is_joined else joinable(account).for_form().first()
    later = "" if programme or declaration else _("Once the declaration is on record.")
    if account.may("instruments.record"):
        yield Step(
            _("Record the declaration that countries join"),
            _("What it is called, who joined it, and where that is known from."),
            _("Record"),
            f"{reverse('instrument-record')}?kind={InstrumentKind.DECLARATION}",
            programme is not None or declaration is not None,
        )
        yield Step(
            _("Record which countries joined it"),
            later,
            _("Record"),
            _page_of_joining(declaration, account) if declaration else "",
            is_joined,
        )
    if account.may("twinning.chase"):
        yield Step(
            _("Begin the programme that follows from it"),
            later or _("From then on each country that joined is asked for its list of institutions."),
            _("Begin"),
            "" if later else reverse("programme-begin"),
            programme is not None,
        )


def _page_of_joining(declaration: Instrument, account: Account) -> str:
    """Where it is recorded that countries joined; the page of the declaration for whoever does not keep it."""
    name = "instrument-joined" if takes_countries(declaration, account) else "instrument"
    return reverse(name, args=[declaration.pk])
