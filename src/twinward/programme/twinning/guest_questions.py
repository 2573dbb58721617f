"""What a guest may be asked of a list: whether a proposed one is right."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from twinward.foundation.identity.guests import Given, Question, Shown, Way
from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.keys import RecordKey
from twinward.foundation.registry.called import sort_column
from twinward.programme.twinning import rules
from twinward.programme.twinning.actions import answer_proposal, is_struck_out
from twinward.programme.twinning.models import ListStep

QUESTION = "proposed-list"
YES, NO = "yes", "no"


def _find(key: str) -> ListStep | None:
    rows = ListStep.every.select_related("coverage__programme__declaration", "source")
    return rows.filter(pk=RecordKey.parse(key).pk, kind=ListStep.Kind.PROPOSED).first()


def _is_open(proposal: ListStep) -> bool:
    """While no other step moved the country's list on."""
    return not any(rules.proposal_faults(proposal.pk, [step.facts() for step in proposal.coverage.steps.all()]))


def _closed_because(proposal: ListStep) -> str:
    return "proposal_struck_out" if is_struck_out(proposal) else ""


def _may_ask(proposal: ListStep, by: Actor) -> bool:
    return by.may("twinning.chase", proposal) and by.may("twinning.confirm", proposal)


def _way(proposal: ListStep) -> Way:
    coverage = proposal.coverage
    return [(_("Countries"), reverse("countries")), (str(coverage), coverage.get_absolute_url())]


def _show(proposal: ListStep) -> Shown:
    """What the proposal names; of one that names nobody it is asked whether it stands, not whether these are all."""
    programme, country = proposal.coverage.programme, {"country": proposal.coverage}
    listed = list(proposal.entries.select_related("organisation").order_by(f"organisation__{sort_column()}", "id"))
    return Shown(
        heading=(_("Is this the list of institutions of %(country)s?") if listed else _("Is the list of %(country)s agreed?")) % country,
        question=(
            _("Do these institutions make up the list of %(country)s?") if listed else _("Is the proposed list of %(country)s agreed?")
        )
        % country,
        record=[(_("Programme"), str(programme)), (_("Country"), str(proposal.coverage))],
        facts=[(_("List proposed"), proposal.day)],
        items_heading=_("Institutions on the proposed list"),
        items=[entry.organisation.called for entry in listed],
        answers=[(YES, _("Yes, the list is agreed")), (NO, _("No, it has to change"))],
        is_illustrative=proposal.is_illustrative,
        remark_help=_("If the answer is no: what has to change. At most 300 characters."),
    )


def _faults(given: Given) -> Sequence[str]:
    if given.answer not in (YES, NO):
        return ["answer_missing"]
    return ["remark_missing"] if given.answer == NO and not given.remark.strip() else []


def _answer(proposal: ListStep, given: Given, by: Actor, at: datetime) -> None:
    answer_proposal(proposal, is_agreed=given.answer == YES, remark=given.remark, by=by, at=at)


QUESTIONS = {
    QUESTION: Question(
        right="twinning.confirm",
        find=_find,
        is_open=_is_open,
        may_ask=_may_ask,
        show=_show,
        faults=_faults,
        answer=_answer,
        label=gettext_lazy("Is the proposed list right?"),
        standings={
            YES: ("yes", gettext_lazy("used on %(day)s: yes, agreed")),
            NO: ("no", gettext_lazy("used on %(day)s: no, to be changed")),
            "question_closed": ("no", gettext_lazy("closed: the list has moved on")),
            "proposal_struck_out": ("no", gettext_lazy("closed: the proposal was struck out")),
        },
        way=_way,
        closed_because=_closed_because,
    )
}
