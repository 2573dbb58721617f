"""What an instrument rests on, and what rests on it: one step each way, in words and as a graph."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext

from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.days import Answer, Basis
from twinward.foundation.kernel.phrases import phrase
from twinward.foundation.kernel.records import actors_told
from twinward.foundation.kernel.wording import short_day
from twinward.programme.instruments import validity
from twinward.programme.instruments.actions import keeping
from twinward.programme.instruments.consent import latest
from twinward.programme.instruments.evidence import as_basis, basis_on, is_basis
from twinward.programme.instruments.facts import LinkKind
from twinward.programme.instruments.fields_of_cooperation import field_name
from twinward.programme.instruments.models import Instrument, Link
from twinward.programme.instruments.wording import ONLY_CLAIMS, SEEN_FROM_BELOW

MOST_DRAWN = 5


@dataclass(frozen=True, slots=True)
class Connection:
    """One link as seen from the instrument of the page.

    says: what the link says. url: empty when the other end is unnamed, or not for this reader. answer: whether the basis holds on the asked
    day; None where that is no question. subjects: the fields to which the link is limited, in words. withdraw_url: empty when it is not the
    reader's to withdraw.
    """

    says: str
    title: str
    url: str
    detail: str
    is_stated: bool
    basis: str
    source: str
    subjects: str = ""
    question: str = ""
    answer: Answer | None = None
    withdraw_url: str = ""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A link that was never right. by, because: told to the side that keeps the instrument of the link; else empty."""

    connection: Connection
    is_below: bool
    on: date
    by: str
    because: str


@dataclass(frozen=True, slots=True)
class Connections:
    """above: what it rests on, amends, supersedes, implements. below: what names it. withdrawn: what counts on no day."""

    above: list[Connection]
    below: list[Connection]
    withdrawn: list[Withdrawn]

    @property
    def drawn_above(self) -> list[tuple[str, str, str, bool]]:
        return _drawn(self.above)

    @property
    def drawn_below(self) -> list[tuple[str, str, str, bool]]:
        return _drawn(self.below)


def _drawn(connections: list[Connection]) -> list[tuple[str, str, str, bool]]:
    """What a graph shows of them; the last box counts those for which there is no room."""
    room = MOST_DRAWN if len(connections) <= MOST_DRAWN else MOST_DRAWN - 1
    drawn = [(one.title, one.detail, one.says, one.is_stated) for one in connections[:room]]
    if more := len(connections) - room if len(connections) > room else 0:
        drawn.append((ngettext("%(more)s more", "%(more)s more", more) % {"more": more}, gettext("in the list"), "", True))
    return drawn


def connections(instrument: Instrument, account: Actor, asked: date, visible: Collection[int]) -> Connections:
    """The links of an instrument read by `for_record`. visible: the instruments that the reader may see; a link from any other is left out."""
    keeps = account.may(*keeping(instrument))
    below = [link for link in instrument.every_link_up.all() if link.from_instrument_id in visible]
    return Connections(
        [_above(link, asked, visible, keeps=keeps) for link in instrument.links_down()],
        [_below(link, asked, instrument) for link in below if link.stands],
        list(_withdrawn(instrument, below, account, asked, visible)),
    )


def _withdrawn(instrument: Instrument, below: Iterable[Link], account: Actor, asked: date, visible: Collection[int]) -> Iterator[Withdrawn]:
    found = [link for link in (*instrument.every_link_down.all(), *below) if not link.stands]
    names = [told.label for told in actors_told(link.withdrawn_by for link in found)] if found else []
    for link, name in zip(found, names, strict=True):
        is_below = link.from_instrument_id != instrument.pk
        keeper = link.from_instrument if is_below else instrument
        by, because = (name, link.withdrawn_because) if account.may("instruments.see", keeper.kept_by()) else ("", "")
        connection = _below(link, asked, instrument) if is_below else _above(link, asked, visible)
        assert link.withdrawn_on is not None
        yield Withdrawn(connection, is_below, link.withdrawn_on, by, because)


def _above(link: Link, asked: date, visible: Collection[int], *, keeps: bool = False) -> Connection:
    target = link.to_instrument if link.to_instrument_id in visible else None
    basis = as_basis(link) if link.stands else None
    return Connection(
        says=link.get_kind_display(),
        title=_name(target) if target else phrase(link.unnamed) or gettext("An instrument of another side"),
        url=reverse("instrument", args=[target.pk]) if target else "",
        detail=describe(target) if target else gettext("unnamed"),
        is_stated=_is_stated(link),
        basis=str(link.get_basis_display()),
        source=str(link.source or ""),
        subjects=", ".join(field_name(code) for code in link.subjects),
        question=gettext("In force?") if basis else "",
        answer=validity.in_force(basis.instrument, asked, basis.successors) if basis else None,
        withdraw_url=reverse("instrument-link-withdraw", args=[link.from_instrument_id, link.pk]) if keeps else "",
    )


def _below(link: Link, asked: date, named: Instrument) -> Connection:
    """named: the instrument of the page, to which the link leads."""
    dependant = link.from_instrument
    covered = basis_on(dependant, asked) if is_basis(link) and link.stands else None
    only_claims = link.kind == LinkKind.SUPERSEDES and any(dependant.claim_faults(named))
    return Connection(
        says=str(ONLY_CLAIMS if only_claims else SEEN_FROM_BELOW[LinkKind(link.kind)]),
        title=_name(dependant),
        url=reverse("instrument", args=[dependant.pk]),
        detail=describe(dependant),
        is_stated=_is_stated(link),
        basis=str(link.get_basis_display()),
        source=str(link.source or ""),
        subjects=", ".join(field_name(code) for code in link.subjects),
        question=gettext("Covered?") if covered else "",
        answer=covered,
    )


def _is_stated(link: Link) -> bool:
    return link.basis in (Basis.STATED, Basis.DONE_HERE)


def _name(instrument: Instrument) -> str:
    return instrument.title_in(get_language() or "en")


def describe(instrument: Instrument) -> str:
    """Its kind, and when it was signed as far as that is known: "agreement, 1999"; or that it was struck out."""
    if instrument.struck_on:
        return f"{instrument.get_kind_display()}, {gettext('struck out')}"
    last = latest(instrument.live_acts())
    kind = str(instrument.get_kind_display())
    return f"{kind}, {short_day(last.day)}" if last and not last.day.is_unknown else kind
