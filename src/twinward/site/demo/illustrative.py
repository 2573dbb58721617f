"""Letters and one proposed list that nobody wrote, so that the demo's screens can be tried. All are marked illustrative; none is ever public."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from twinward.foundation.kernel.actors import Operator
from twinward.foundation.kernel.days import Basis, Day
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.registry.actions import add_organisation
from twinward.foundation.registry.models import Organisation
from twinward.programme.instruments.models import Instrument
from twinward.programme.letters import actions as letters
from twinward.programme.letters.models import Letter
from twinward.programme.twinning.actions import record_step
from twinward.programme.twinning.chase import Pursued, pursued
from twinward.programme.twinning.chasing import wording_for

BY = Operator("demo")


@dataclass(frozen=True, slots=True)
class Asked:
    """A letter that asks a country for its list: how many days before the loading it is dated, and within how many a reply was asked for."""

    country: str
    days_ago: int
    reply_within: int
    number: str


ASKED = (
    Asked("DE", 32, 28, "25-04/28114"),
    Asked("SK", 45, 30, "25-04/26007"),
    Asked("NO", 28, 21, "25-04/28702"),
    Asked("GB", 14, 31, "25-04/30419"),
)
LISTED_BY_SLOVAKIA = ("Illustrative University Hospital, Bratislava", "Illustrative Children's Clinic, Košice")


@transaction.atomic
def load_illustrative(at: datetime) -> bool:
    """The invented letters are on record, their days counted from the day of loading. False, and nothing is written, when some already were."""
    if Letter.objects.unscoped("the demo's loader").filter(is_illustrative=True).exists():
        return False
    ours = Organisation.objects.unscoped("the demo's loader").get(name="Ministry of Health of Ukraine")
    demo = _Demo(ours, at)
    sent = {one.country: demo.ask(one) for one in ASKED}
    demo.norway_answers(sent["NO"])
    demo.slovakia_proposes(sent["SK"])
    demo.estonia_asks()
    demo.baku_is_asked()
    return True


class _Demo:
    def __init__(self, ours: Organisation, at: datetime) -> None:
        self.ours, self.at, self.today = ours, at, timezone.localtime(at).date()
        self.countries: dict[str, Pursued] = {one.code: one for one in pursued(BY, self.today)}

    def _ago(self, days: int) -> date:
        return self.today - timedelta(days=days)

    def ask(self, asked: Asked) -> Letter:
        """One request for a list."""
        one = self.countries[asked.country]
        dated_on = self._ago(asked.days_ago)
        reply_by = dated_on + timedelta(days=asked.reply_within)
        wording = wording_for(one, ours=self.ours, reply_by=reply_by)
        return self._record(
            direction="out",
            their_country_id=asked.country,
            our_number=asked.number,
            dated_on=dated_on,
            reply_by=reply_by,
            subject=wording.subject,
            body=wording.body,
            about=[key_of(one.coverage)],
        )

    def norway_answers(self, request: Letter) -> None:
        """Norway writes back without a list."""
        self._answer(request, days_ago=7, number="25/3391", body="We are preparing the list and will send it to you.")

    def slovakia_proposes(self, request: Letter) -> None:
        """Slovakia sends a list, which waits to be checked."""
        answer = self._answer(request, days_ago=28, number="S14402-2025", body="Please find below the two institutions that we propose.")
        listed = [
            add_organisation(name=name, kind="hospital", country="SK", is_illustrative=True, by=BY, at=self.at)
            for name in LISTED_BY_SLOVAKIA
        ]
        record_step(
            coverage=self.countries["SK"].coverage,
            kind="proposed",
            day=Day.on(self._ago(28), Basis.STATED),
            letter=answer,
            organisations=listed,
            is_illustrative=True,
            by=BY,
            at=self.at,
        )

    def estonia_asks(self) -> None:
        """A letter that we have to answer."""
        self._record(
            direction="in",
            their_country_id="EE",
            their_number="11.2-8/2094",
            dated_on=self._ago(10),
            reply_by=self.today + timedelta(days=4),
            subject="Two more places in oncology",
            body="Could two more doctors come to us for an internship in oncology?",
            about=[key_of(self.countries["EE"].coverage)],
        )

    def baku_is_asked(self) -> None:
        """The certified copy without which nobody can say whether the agreement is in force."""
        agreement = Instrument.objects.unscoped("the demo's loader").get(key="ua-az-health-2025")
        self._record(
            direction="out",
            their_country_id="AZ",
            theirs=Organisation.objects.unscoped("the demo's loader").get(name="Ministry of Health of Azerbaijan"),
            our_number="25-04/31882",
            dated_on=self.today,
            reply_by=self.today + timedelta(days=14),
            subject="Request for a certified copy",
            body="Please send us a certified copy of the agreement, so that its clause on entry into force can be read.",
            about=[key_of(agreement)],
        )

    def _answer(self, request: Letter, *, days_ago: int, number: str, body: str) -> Letter:
        return self._record(
            direction="in",
            their_country_id=request.their_country_id,
            their_number=number,
            dated_on=self._ago(days_ago),
            subject=request.subject,
            body=body,
            in_reply_to=request,
            about=[key_of(self.countries[request.their_country_id].coverage)],
        )

    def _record(self, **fields: Any) -> Letter:
        return letters.record(ours=self.ours, is_illustrative=True, by=BY, at=self.at, **{"language": "en"} | fields)
