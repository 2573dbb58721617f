"""What the pages of the letters room show."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from twinward.foundation.identity.models import Account
from twinward.foundation.kernel.actors import require
from twinward.foundation.kernel.asked import lines_without_controls
from twinward.foundation.kernel.days import Day
from twinward.foundation.kernel.in_sight import Named, named
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.meanwhile import Meanwhile
from twinward.foundation.kernel.models import Reminder
from twinward.foundation.kernel.timeline import Moment, timeline
from twinward.foundation.kernel.wording import on_day, tongue
from twinward.programme.letters.addressing import LANGUAGES, language_for, text_language, writing_as
from twinward.programme.letters.foreseen import Unfit, other_reply_day
from twinward.programme.letters.models import ON_RECORD, Letter
from twinward.programme.letters.rules import TURN
from twinward.programme.letters.texts import Wording, addressee_in, without_prefix, worded
from twinward.programme.letters.wording import days_late, standing_words

REPLY_WITHIN = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Leaf:
    """One letter of a thread. depth: how many letters it answers in a row."""

    letter: Letter
    depth: int
    kind: str
    word: str
    is_this: bool

    @property
    def way(self) -> str:
        """Whether the reader's side sent it or received it."""
        return way(self.letter)


def crumbs(letter: Letter | None = None) -> list[tuple[str, str]]:
    """The way to a page of this room."""
    way = [(_("Letters"), reverse("letters"))]
    return [*way, (letter.subject, reverse("letter", args=[letter.pk]))] if letter else way


def letter_page(letter: Letter, account: Account, today: date) -> dict[str, Any]:
    """Everything that a letter's page shows to this account."""
    standing = letter.standing_on(today)
    kind, word = standing_words(standing, days_late(letter.reply_by, today))
    turn = TURN[standing]
    return {
        "letter": letter,
        "crumbs": crumbs(),
        "status": (kind, word),
        "turn": {"mine": own_side(letter), "theirs": letter.other_side, "": ""}[turn],
        "own_side": own_side(letter),
        "turn_kind": "mine" if turn == "mine" else "wait",
        "moves": moves(letter, account, standing),
        "way": way(letter),
        "unfit": list(_differing(letter, today)),
        "about": named(letter.subjects.order_by("id").values_list("record", flat=True), account),
        "thread": thread(letter, account, today),
    } | ({} if letter.is_to_us else _inside(letter, account))


def _differing(letter: Letter, today: date) -> Iterator[Unfit]:
    """What the text of our own letter says otherwise than the register: before it goes, and as long as it stands on record so."""
    if letter.is_draft:
        yield from other_reply_day(letter, on=today)
    elif letter.state == "sent" and letter.dated_on and not letter.is_to_us:
        yield from other_reply_day(letter, on=letter.dated_on)


def _inside(letter: Letter, account: Account) -> dict[str, Any]:
    """What only the letter's own side is told: how its record came about, and of what it was reminded."""
    reminded = Reminder.objects.filter(record=key_of(letter)).order_by("at").values_list("at", flat=True)

    def earlier_scan(sha256: str) -> str:
        return reverse("letter-scan-earlier", args=[letter.pk, sha256])

    told = timeline([key_of(letter)], account, is_inside=True, file_at=earlier_scan)
    return {"moments": [as_happened(one, letter) for one in told], "reminded": list(reminded)}


def as_happened(moment: Moment, letter: Letter) -> Moment:
    """A moment of a letter; that it was sent happened on its day, which the ledger tells beside."""
    is_sent = moment.verb == "send" and letter.dated_on
    return replace(moment, happened=Day.on(letter.dated_on)) if is_sent else moment


def way(letter: Letter) -> str:
    """Whether the reader's side sent or received the letter, for one read by `as_read_by`."""
    return str(Letter.Direction.IN.label) if letter.is_to_us else letter.get_direction_display()


def own_side(letter: Letter) -> str:
    """The organisation of the reader's side, for a letter read by `as_read_by`."""
    return letter.their_side if letter.is_to_us else str(letter.ours)


def moves(letter: Letter, account: Account, standing: str) -> list[dict[str, Any]]:
    """What this account may do with the letter now, the likeliest first."""
    if letter.is_to_us and may_write_back(account, letter):
        answer = f"?answers={letter.pk}"
        is_open = standing.startswith("to_answer")
        return [
            {"label": _("Write the answer"), "url": f"{reverse('letter-new')}{answer}", "is_primary": is_open},
            {"label": _("Record our answer, sent elsewhere"), "url": f"{reverse('letter-record')}{answer}"},
        ]
    if letter.is_to_us and account.may("letters.write"):
        about = urlencode([("country", letter.ours.country_id), *(("about", key) for key in keys_of(letter))])
        note = _("It counts as answered once the other side has recorded the answer.")
        return [{"label": _("Write a letter"), "url": f"{reverse('letter-new')}?{about}", "is_primary": True, "note": note}]
    if not account.may("letters.write", letter):
        return []
    if letter.is_draft:
        lacks = [] if letter.body.strip() else [_("a text")]
        return [
            {"label": _("Log as sent"), "url": reverse("letter-move", args=[letter.pk, "send"]), "is_primary": not lacks, "lacks": lacks}
            | ({} if lacks else {"note": _("Asks for our registry number and the day.")}),
            {"label": _("Change the draft"), "url": reverse("letter-edit", args=[letter.pk]), "is_primary": bool(lacks)},
            {"label": _("Discard the draft"), "url": reverse("letter-move", args=[letter.pk, "discard"])},
        ]
    return [move for move in _moves_once_sent(letter, standing) if move]


def _moves_once_sent(letter: Letter, standing: str) -> Iterable[dict[str, Any]]:
    new, record = reverse("letter-new"), reverse("letter-record")
    if letter.direction == Letter.Direction.OUT:
        yield {"label": _("Record their answer"), "url": f"{record}?answers={letter.pk}", "is_primary": standing == "awaiting"}
        is_late = standing == "late"
        note = _("The reply is late.") if is_late else _("The reply is not late yet.") if standing == "awaiting" else ""
        yield {"label": _("Write a reminder"), "url": f"{new}?follows={letter.pk}", "is_primary": is_late, "note": note}
    else:
        yield {"label": _("Write the answer"), "url": f"{new}?answers={letter.pk}", "is_primary": standing.startswith("to_answer")}
        yield {"label": _("Record our answer, sent elsewhere"), "url": f"{record}?answers={letter.pk}"}
    scan = reverse("letter-scan", args=[letter.pk])
    if letter.scan_id is None:
        yield {"label": _("Attach the scan"), "url": scan}
    else:
        note = _("Asks for a reason. The earlier file stays in the timeline.")
        yield {"label": _("Attach another scan in its place"), "url": f"{scan}?another=1", "note": note}
    if letter.state in ON_RECORD:
        if letter.direction == Letter.Direction.IN and letter.in_reply_to_id is None:
            join = f"{reverse('letter-correct', args=[letter.pk])}#id_in_reply_to"
            yield {"label": _("Name the letter that it answers"), "url": join, "note": _("That one then counts as answered.")}
        note = _("Asks for a reason. The old value stays in the ledger.")
        yield {"label": _("Correct this record"), "url": reverse("letter-correct", args=[letter.pk]), "note": note}


def discarding(letter: Letter, meanwhile: Meanwhile) -> dict[str, Any]:
    """The question whether a draft is to be discarded, as it was when it was asked."""
    page = reverse("letter", args=[letter.pk])
    return {
        "heading": _("Discard the draft"),
        "crumbs": crumbs(letter),
        "items": [(_("Subject"), letter.subject, ""), (_("To"), letter.their_side, "")],
        "send_url": reverse("letter-move", args=[letter.pk, "discard"]),
        "send_label": _("Discard the draft"),
        "hidden": [("seen", meanwhile.seen)],
        "back_url": page,
        "meanwhile": meanwhile,
    }


def thread(letter: Letter, account: Account, today: date) -> list[Leaf]:
    """The letters that answer or follow one another with this one, each after the one that it answers. Two queries."""
    between = Letter.objects.visible_to(account).between_sides_of(letter).exclude(state="discarded")
    before: dict[int, int | None] = dict(between.values_list("pk", "in_reply_to"))
    root, after = letter.pk, dict[int, list[int]]()
    while (parent := before.get(root)) is not None and parent in before:
        root = parent
    for pk in sorted(before):
        after.setdefault(before[pk] or 0, []).append(pk)
    order = list(_walk(root, after, 0))
    rows = between.as_read_by(account).with_standing(today).select_related("theirs").in_bulk([pk for pk, _depth in order])
    return [_leaf(rows[pk], depth, today, letter.pk) for pk, depth in order if pk in rows] if len(order) > 1 else []


def _walk(pk: int, after: dict[int, list[int]], depth: int) -> Iterable[tuple[int, int]]:
    waiting = [(pk, depth)]
    while waiting:
        pk, depth = waiting.pop()
        yield pk, depth
        waiting += [(child, depth + 1) for child in reversed(after.get(pk, []))]


def _leaf(letter: Letter, depth: int, today: date, this: int) -> Leaf:
    kind, word = standing_words(letter.standing_on(today), days_late(letter.reply_by, today))
    return Leaf(letter, depth, kind, word, letter.pk == this)


def earlier_letter(request: HttpRequest, account: Account) -> Letter | None:
    """The letter that the address says is answered or followed: one of ours, or one that was sent to us and is answered. None when it names
    none. Http404 for one out of sight; NotAllowed.
    """
    wanted = request.GET.get("answers") or request.GET.get("follows")
    if not wanted:
        return None
    if not wanted.isascii() or not wanted.isdigit() or len(wanted) > 18:
        raise Http404(wanted)
    earlier = get_object_or_404(Letter.objects.visible_to(account).select_related("ours", "theirs"), pk=int(wanted))
    if "answers" not in request.GET or not may_write_back(account, earlier):
        require(account, "letters.write", earlier)
    return earlier


def may_write_back(account: Account, letter: Letter) -> bool:
    """Whether the letter was sent to an organisation in whose name this account may write, and is not its own side's."""
    was_sent = letter.state == "sent" and letter.theirs_id is not None and not account.may("letters.write", letter)
    return was_sent and writing_as(account).filter(pk=letter.theirs_id).exists()


def keys_of(letter: Letter | None) -> list[str]:
    """The keys of the records that a letter is about."""
    return list(letter.subjects.order_by("id").values_list("record", flat=True)) if letter else []


def draft_begins(request: HttpRequest, account: Account, earlier: Letter | None, about: list[Named]) -> dict[str, Any]:
    """What a new draft's form begins with: the sides of the earlier letter, and the text of a reminder when it follows our own."""
    begins = _begins(request, account, earlier, about)
    if earlier and follows_ours(request, earlier):
        begins["language"] = _language_asked(request) or text_language(earlier.language)
        reply_by = timezone.localdate() + REPLY_WITHIN
        wording = _reminder(earlier, begins["language"], reply_by)
        return begins | {"subject": wording.subject[:200], "body": wording.body, "reply_by": reply_by}
    if earlier:
        begins["subject"] = earlier.subject
    return begins


def _reminder(earlier: Letter, language: str, reply_by: date | None) -> Wording:
    addressee = addressee_in(earlier.body, earlier.their_country_id, said_in=earlier.language, language=language)
    told = {"earlier": earlier, "addressee": addressee, "about": without_prefix(earlier.subject), "ours": earlier.ours}
    return worded("follow_up", language, reply_by=reply_by, **told)


def with_its_day(values: Mapping[str, Any], begun: Mapping[str, Any], earlier: Letter | None) -> dict[str, Any]:
    """The columns of a draft that was `begun` so: a text of ours that nobody changed asks for the reply by the day in its field."""
    is_ours = earlier is not None and "reply_by" in begun and values["language"] == begun["language"]
    if earlier is None or not is_ours or lines_without_controls(values["body"]) != lines_without_controls(begun["body"]):
        return dict(values)
    return {**values, "body": _reminder(earlier, begun["language"], values["reply_by"]).body}


def follows_ours(request: HttpRequest, earlier: Letter | None) -> bool:
    """Whether the letter to be written reminds of one that we sent, so that it begins with a text of ours."""
    return earlier is not None and "follows" in request.GET and earlier.direction == Letter.Direction.OUT


def _language_asked(request: HttpRequest) -> str:
    asked = request.GET.get("language", "")
    return asked if asked in dict(LANGUAGES) else ""


def without_text(request: HttpRequest, earlier: Letter | None) -> str:
    """The language of the letter that is followed, by name, where the reminder begins in English since no text of ours is in it; else ""."""
    if earlier is None or not follows_ours(request, earlier) or _language_asked(request):
        return ""
    return "" if text_language(earlier.language) == earlier.language else tongue(earlier.language)


def texts_in(request: HttpRequest, language: str) -> list[tuple[str, str, str]]:
    """The languages in which the same text can begin, but for the one in which it does: (code, its own name, address)."""
    others = [(code, name) for code, name in LANGUAGES if code != language]
    query = request.GET.copy()
    return [(code, name, f"?{_with_language(query, code)}") for code, name in others]


def _with_language(query: QueryDict, code: str) -> str:
    query["language"] = code
    return query.urlencode()


def record_begins(request: HttpRequest, account: Account, earlier: Letter | None, about: list[Named]) -> dict[str, Any]:
    """What the form of a letter to be recorded begins with."""
    begins = _begins(request, account, earlier, about) | {"direction": Letter.Direction.IN}
    if earlier:
        answers_theirs = (earlier.direction == Letter.Direction.IN) == (begins["ours"] == earlier.ours)
        begins |= {"subject": earlier.subject, "direction": Letter.Direction.OUT if answers_theirs else Letter.Direction.IN}
    return begins


def _begins(request: HttpRequest, account: Account, earlier: Letter | None, about: list[Named]) -> dict[str, Any]:
    country_code = earlier.their_country_id if earlier else request.GET.get("country", "")
    ours, theirs = (earlier.ours, earlier.theirs) if earlier else (writing_as(account).first(), None)
    if earlier and may_write_back(account, earlier):
        ours, theirs, country_code = earlier.theirs, earlier.ours, earlier.ours.country_id
    return {
        "ours": ours,
        "their_country": country_code,
        "theirs": theirs,
        "language": earlier.language if earlier else language_for(country_code) if country_code else "en",
        "about": [one.key for one in about if not one.is_struck],
    }


#: What the forms of a letter ask for, but for the country and what it is about.
_ASKED = ("ours", "theirs", "subject", "language", "body", "our_number", "their_number", "dated_on", "reply_by")


def as_on_record(letter: Letter, subjects: list[str]) -> dict[str, Any]:
    """What a form of the letter begins with: all that is on record of it."""
    sides = {"their_country": letter.their_country_id, "in_reply_to": letter.in_reply_to_id}
    return {name: getattr(letter, name) for name in _ASKED} | sides | {"about": subjects}


def and_unseen(chosen: Iterable[str], subjects: Iterable[str], offered: Iterable[Named]) -> list[str]:
    """The keys that were chosen, and those of `subjects` that were not offered since the reader may not see them: they stay."""
    seen = {one.key for one in offered}
    return [*chosen, *(key for key in subjects if key not in seen)]


def file_name(letter: Letter) -> str:
    """A name for the letter's file that every system takes."""
    return f"letter-{letter.pk}-{letter.dated_on or 'draft'}"


def as_text(letter: Letter) -> str:
    """The letter as plain text: numbers and day first, then the text."""
    number = f"{_('Their number') if letter.is_to_us else _('Our number')}: {letter.our_number or '-'}"
    return f"{number}\n{_('Day')}: {on_day(letter.dated_on)}\n{letter.their_side}\n\n{letter.subject}\n\n{letter.body}\n"
