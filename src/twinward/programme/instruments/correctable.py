"""Which acts on record a reader may correct, and which of them came by one signing."""

from collections.abc import Iterable

from twinward.foundation.identity.reading import held_by_somebody
from twinward.foundation.kernel.actors import Actor, Scope
from twinward.foundation.kernel.days import Basis
from twinward.programme.instruments.evidence import StandingAct
from twinward.programme.instruments.facts import ActKind
from twinward.programme.instruments.models import Act, Instrument, Party
from twinward.programme.instruments.models.own_words import own_words

#: What nobody records of another side while somebody may record it for that side here, and nobody corrects of it then.
OWN_SIDE_ONLY = frozenset({ActKind.WITHDRAW, ActKind.TERMINATE, ActKind.SUSPEND, ActKind.RESUME, ActKind.CORRECT})


def told_by_itself(parties: Iterable[Party]) -> list[Party]:
    """Those of the parties for which somebody who signs in here may act or record. One query."""
    asked = list(parties)
    scope = held_by_somebody("instruments.act", "instruments.record") if asked else Scope()
    concerned = [(party, party.concerns()) for party in asked]
    return [party for party, of in concerned if scope.countries & of.countries or scope.organisations & of.organisations]


def correctable(acts: Iterable[StandingAct], by: Actor) -> frozenset[int]:
    """The primary keys of those of the acts that `by` may correct: each side what it did; and who keeps the record what the others did
    elsewhere, as far as they did not put it on record themselves, and where it ends or suspends, as far as nobody here could.
    Three queries at most, none where nobody else's act is among them.
    """
    told = list(acts)
    own = {one.act.pk for one in told if by.may(_right_of_its_side(one.act), one.act.party)}
    others = [one for one in told if one.act.pk not in own and one.act.basis != Basis.DONE_HERE and _keeps(one.act, by)]
    theirs = {party.pk for party in told_by_itself({one.act.party for one in others if one.act.kind in OWN_SIDE_ONLY})}
    others = [one for one in others if one.act.kind not in OWN_SIDE_ONLY or one.act.party.pk not in theirs]
    words = own_words([row for one in others for row in (one.act, one.last)])
    return frozenset(own | {one.act.pk for one in others if words.isdisjoint((one.act.pk, one.last.pk))})


def of_one_signing(wrong: StandingAct, acts: Iterable[StandingAct]) -> list[StandingAct]:
    """What the other parties did when `wrong` was done, as far as is known: the same, by the same source, on the same day that is not sure."""
    day = wrong.says.day
    if day.is_known and not day.is_own_conclusion:
        return []
    alike = (one for one in acts if one.says.kind is wrong.says.kind and one.says.day == day and one.source == wrong.source)
    return [one for one in alike if one.act.party_id != wrong.act.party_id]


def said_of(acts: Iterable[int], instrument: Instrument) -> list[str]:
    """The keys of these acts of an instrument and of all their corrections, as the store has them now. One query."""
    corrected_by = {corrects: pk for pk, corrects in Act.objects.filter(instrument=instrument).values_list("pk", "corrects")}
    found = list(acts)
    for one in found:
        found += [corrected_by[one]] if one in corrected_by else []
    return [f"{Act._meta.label_lower}:{one}" for one in found]


def _right_of_its_side(act: Act) -> str:
    return "instruments.act" if act.basis == Basis.DONE_HERE else "instruments.record"


def _keeps(act: Act, by: Actor) -> bool:
    return by.may("instruments.record", act.instrument.kept_by())
