"""What pages tell of the programme itself: that it can begin, what follows from a declaration, what may be done with it now."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from twinward.foundation.identity.models import Account
from twinward.foundation.kernel.wording import number
from twinward.programme.instruments.facts import OPEN_TEXTS, InstrumentKind
from twinward.programme.instruments.models import Instrument
from twinward.programme.twinning.beginning import joinable, not_taken_in, programme_of_node
from twinward.programme.twinning.chase import Pursued
from twinward.programme.twinning.models import Programme

#: Something to do: its words, its address, and whether it is what to do first.
Act = tuple[str, str, bool]


def programme_after(declaration: Instrument, account: Account) -> dict[str, Any]:
    """What the page of a declaration tells of the programme that follows from it: itself, or that it can begin; nothing where neither is so."""
    if declaration.struck_on or declaration.kind not in OPEN_TEXTS or not account.may("twinning.see"):
        return {}
    programme = programme_of_node()
    if programme is None:
        address = f"{reverse('programme-begin')}?declaration={declaration.pk}"
        return {"begin_url": address if account.may("twinning.chase") else ""}
    if programme.declaration_id != declaration.pk:
        return {}
    return {"programme": programme, "acts": acts_of(programme, account)}


def acts_of(programme: Programme, account: Account) -> list[tuple[str, str, bool]]:
    """What this account may do with the programme itself: the words, the address, and whether it is what to do first."""
    if not account.may("twinning.chase", programme):
        return []
    further = len(not_taken_in(programme))
    words = ngettext("Take in %(count)s further country", "Take in %(count)s further countries", further) % {"count": number(further)}
    taking = [(words, reverse("programme-take-in"), True)] if further else []
    return [*taking, (_("Correct the programme"), reverse("programme-correct"), False)]


def around(rows: Sequence[Pursued], account: Account) -> tuple[str, list[Act]]:
    """Why the list of countries is empty, "" where it is not; and what this account may do with the programme. Three queries."""
    programme = rows[0].coverage.programme if rows else programme_of_node()
    if programme is None:
        words = _(
            "No programme has begun here. One follows from a declaration that countries join: "
            "once it has begun, those countries stand here with the lists that they owe."
        )
        return words, list(_first_acts(account))
    if rows:
        return "", acts_of(programme, account)
    words = _("No country takes part in the programme yet. Record which countries joined its declaration, then take them in here.")
    return words, [*acts_of(programme, account), *_declaration_of(programme, account)]


def _first_acts(account: Account) -> list[Act]:
    """What brings a node to its programme: the declaration, then the programme over it."""
    may_begin, may_record = account.may("twinning.chase"), account.may("instruments.record")
    has_declaration = (may_begin or may_record) and bool(joinable(account)[:1])
    record = f"{reverse('instrument-record')}?kind={InstrumentKind.DECLARATION}"
    recording = [(_("Record the declaration"), record, True)] if may_record and not has_declaration else []
    return [*recording, *([(_("Begin a programme"), reverse("programme-begin"), not recording)] if may_begin else [])]


def _declaration_of(programme: Programme, account: Account) -> list[Act]:
    """The page of its declaration, for whoever may see it."""
    seen = Instrument.objects.visible_to(account).filter(pk=programme.declaration_id).exists()
    return [(_("Open the declaration"), reverse("instrument", args=[programme.declaration_id]), True)] if seen else []
