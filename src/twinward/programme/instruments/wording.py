"""The room's words on pages: states, moves, acts, answers, remedies."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from twinward.foundation.kernel.days import Answer, Known
from twinward.foundation.kernel.models import Source
from twinward.foundation.kernel.phrases import phrase
from twinward.foundation.kernel.sentences import say
from twinward.foundation.kernel.wording import short_day
from twinward.foundation.registry.countries import country_name
from twinward.programme.instruments.facts import ActKind, LinkKind

FEW = 3  # countries that are named one by one

STATES: dict[str, Promise] = {
    "draft": _("Draft"),
    "in_review": _("Under review"),
    "returned": _("Returned"),
    "cleared": _("Cleared"),
    "with_other_party": _("With the other party"),
    "agreed": _("Text agreed"),
    "withdrawn": _("Taken back"),
}

#: Name of a move: (what the button says, what it does).
MOVES: dict[str, tuple[Promise, Promise]] = {
    "submit": (_("Submit for review"), _("The text goes to review. Somebody else clears it.")),
    "return": (_("Return"), _("The text goes back to its authors, with your reason.")),
    "clear": (_("Clear"), _("The text may go to the other party.")),
    "offer": (_("Offer to the other party"), _("The other party sees the text from now on.")),
    "agree": (_("Agree to the text"), _("The authentic texts are frozen by their hash. Signatures follow.")),
    "send_back": (_("Send it back"), _("The other side wants changes. The text goes back to its authors, with what has to change.")),
    "reopen": (_("Open the text anew"), _("The agreement falls away and the text returns to review.")),
    "withdraw": (_("Take back"), _("The text is given up.")),
}

#: Who sees a text in a state, said by whether it is shown to both sides.
SEEN_BY = {True: _("Both sides: yours and the other party"), False: _("Only the side that drafted it; the other party does not")}

#: What a party may do here: (what the button says, what the act is called on the page).
ACTS: dict[ActKind, tuple[Promise, Promise]] = {
    ActKind.SIGN: (_("Sign"), _("Signed")),
    ActKind.JOIN: (_("Join"), pgettext_lazy("of one country", "Joined")),
    ActKind.ACCEDE: (_("Accede"), _("Acceded")),
    ActKind.RATIFY: (_("Ratify"), _("Ratified")),
    ActKind.NOTIFY: (_("Notify"), _("Internal procedures notified")),
    ActKind.WITHDRAW: (_("Withdraw"), _("Withdrew")),
    ActKind.TERMINATE: (_("Terminate"), _("Terminated")),
    ActKind.SUSPEND: (_("Suspend"), _("Suspended")),
    ActKind.RESUME: (_("Resume"), _("Resumed")),
}

#: What is asked of whoever's turn it is over an agreed text.
ASKED: dict[str, Promise] = {
    "basis": _("Find or waive the legal basis"),
    "sign": ACTS[ActKind.SIGN][0],
    "ratify": ACTS[ActKind.RATIFY][0],
    "notify": ACTS[ActKind.NOTIFY][0],
    "day": _("State the day"),
}

#: A link read from its other end.
SEEN_FROM_BELOW: dict[LinkKind, Promise] = {
    LinkKind.LEGAL_BASIS: _("rests on it"),
    LinkKind.AMENDS: _("amends it"),
    LinkKind.SUPERSEDES: _("supersedes it"),
    LinkKind.IMPLEMENTS: _("implements it"),
    LinkKind.ANNEX_OF: _("is an annex of it"),
}

#: The same of what says that it supersedes an instrument, and does not end it.
ONLY_CLAIMS = _("claims to supersede it, and does not")

#: Evidence gaps: the word in front, the step that closes it, the page of that step.
REMEDIES: dict[str, tuple[Promise, Promise, str]] = {
    "no_text": (_("Text"), _("Attach"), "instrument-text"),
    "no_act": (_("Acts"), _("Record"), "instrument-act"),
    "signature_missing": (_("Signature"), _("Record"), "instrument-act"),
    "day_inferred": (_("Day"), _("Record"), "act"),
    "day_unknown": (_("Day"), _("Record"), "act"),
    "source_without_day": (_("Source"), _("Record"), "act"),
    "entry_rule_unknown": (_("Entry into force"), _("Record"), "instrument-correct"),
    "end_rule_unknown": (_("End"), _("Record"), "instrument-correct"),
    "authority_unknown": (_("Authority"), _("Record"), "act"),
    "predecessor_unnamed": (_("Predecessor"), _("Name it"), "link"),
    "languages_unknown": (_("Languages"), _("Record"), "instrument-correct"),
    "party_unnamed": (_("Party"), _("Name it"), "party"),
    "texts_not_counted": (pgettext_lazy("how many", "Number"), _("Record"), "instrument-correct"),
    "no_legal_basis": (_("Legal basis"), _("Link it"), "instrument-link"),
    "language_missing": (_("Languages"), _("Attach"), "instrument-text"),
    "amends_more_than_one": (_("Amended instrument"), _("Withdraw this link"), "amends"),
    "amends_without_same_parties": (_("Parties"), _("Correct"), "instrument-party"),
    "amends_for_others": (_("Parties"), _("Open"), "amended"),
    "amended_not_in_force": (_("Amended instrument"), _("Open"), "amended"),
    "amended_force_not_known": (_("Amended instrument"), _("Open"), "amended"),
    "successor_of_other_kind": (_("Predecessor"), _("Withdraw this link"), "supersedes"),
    "successor_without_same_parties": (_("Predecessor"), _("Withdraw this link"), "supersedes"),
    "successor_of_no_side": (_("Predecessor"), _("Withdraw this link"), "supersedes"),
    "successor_of_one_side": (_("Predecessor"), _("Withdraw this link"), "supersedes"),
    "no_focal_point": (_("Focal point"), _("Name one"), "organisation"),
}
#: The gap of a day, of which act it is.
DAYS_MISSING: dict[str, Promise] = {
    "day_inferred": _("%(party)s, %(act)s: the day is inferred, not stated."),
    "day_unknown": _("%(party)s, %(act)s: the day is not known exactly."),
}
#: The part of the form "instrument-correct" in which a gap is mended.
PARTS = {"entry_rule_unknown": "terms", "end_rule_unknown": "terms", "languages_unknown": "more", "texts_not_counted": "more"}
OTHER_GAP = (_("Order of acts"), _("Correct"), "act")
WORDING_GAP = (_("Parties"), _("Correct"), "instrument-party")

KNOWN_KIND = {Known.YES: "yes", Known.NO: "no", Known.NOT_KNOWN: "gap"}


def answer_word(answer: Answer) -> str:
    """An answer within a strip: "yes, day inferred"."""
    words = {
        Known.YES: pgettext_lazy("answer", "yes"),
        Known.NO: pgettext_lazy("answer", "no"),
        Known.NOT_KNOWN: pgettext_lazy("answer", "not known"),
    }
    word = str(words[answer.known])
    is_ours = answer.rests_on_inferred and answer.known is Known.YES
    return gettext("%(answer)s, day inferred") % {"answer": word} if is_ours else word


def why(answer: Answer, *also: str) -> str:
    """The grounds of an answer as sentences: the reasons, or what is missing."""
    said = [missing_words(answer.missing)] if answer.missing else []
    said += [say(code) for code in answer.because if answer.known is not Known.NOT_KNOWN]
    if answer.rests_on_inferred:
        said.append(gettext("This rests on a day that we inferred."))
    return " ".join([*said, *(_ended(text) for text in also if text)])


def missing_words(codes: Iterable[str]) -> str:
    """The missing facts in one sentence."""
    return gettext("Missing: %(facts)s.") % {"facts": ", ".join(say(code) for code in codes)}


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def source_words(source: Source | None) -> str:
    """A source in a line: its publisher, its day, whom it cites."""
    if source is None:
        return ""
    parts = [str(source), "" if source.day.is_unknown else short_day(source.day)]
    if source.citing:
        parts.append(gettext("citing %(whom)s") % {"whom": phrase(source.citing)})
    return ", ".join(part for part in parts if part)


def between(codes: Iterable[str]) -> str:
    """Between which countries: their names when they are few, otherwise how many."""
    names = [country_name(code) for code in dict.fromkeys(codes)]
    return (
        " – ".join(names) if len(names) <= FEW else ngettext("%(count)s country", "%(count)s countries", len(names)) % {"count": len(names)}
    )
