"""Writes of the letters room: drafts, letters logged as sent, letters recorded."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import IO, Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from twinward.foundation.kernel.actors import Actor, require
from twinward.foundation.kernel.documents import store
from twinward.foundation.kernel.ledger import append, carry_out, change, note_new
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.records import struck_among
from twinward.programme.letters import numbering, rules
from twinward.programme.letters.lifecycle import LETTER
from twinward.programme.letters.models import ON_RECORD, Letter, LetterSubject


@transaction.atomic
def draft(*, by: Actor, at: datetime, about: Iterable[str] = (), **fields: Any) -> Letter:
    """A letter of ours is drafted, about the records of these keys. Raises NotAllowed, Refused.

    fields: columns of Letter, at least ours, their_country and subject.
    """
    letter = Letter(direction=Letter.Direction.OUT, state=LETTER.start, **fields)
    require(by, "letters.write", letter)
    if faults := _answer_faults(letter):
        raise Refused("draft", faults)
    return _added("draft", letter, about, by=by, at=at)


@transaction.atomic
def record(*, by: Actor, at: datetime, about: Iterable[str] = (), **fields: Any) -> Letter:
    """A letter that was received, or sent elsewhere, is on record with what is known of it. Raises NotAllowed, Refused.

    fields: columns of Letter, at least direction, ours, their_country, dated_on and subject.
    """
    letter = Letter(**fields, state="received" if fields["direction"] == Letter.Direction.IN else "sent")
    require(by, "letters.write", letter)
    numbering.hold_numbers(letter)
    if faults := recording_faults(letter, at=at):
        raise Refused("record", faults)
    return _added("record", letter, about, by=by, at=at)


def recording_faults(letter: Letter, *, at: datetime) -> tuple[str, ...]:
    """Why a letter may not be put on record so, as things stand."""
    days = rules.recording_faults(letter.dated_on, letter.reply_by, today=timezone.localtime(at).date())
    return (*days, *_answer_faults(letter), *numbering.faults_of_number(letter))


@transaction.atomic
def edit_draft(letter: Letter, *, by: Actor, at: datetime, about: Iterable[str], **values: Any) -> Letter:
    """The draft has the new values and is about these records and no others. Raises NotAllowed, Refused once it is no draft."""
    require(by, "letters.write", letter)
    locked = Letter.objects.unscoped("lock the draft, so that it is not sent meanwhile").select_for_update().get(pk=letter.pk)
    if not locked.is_draft:
        raise Refused("edit", ["letter_not_a_draft"])
    require(by, "letters.write", Letter(ours=values.get("ours", locked.ours)))
    change(letter, by=by, at=at, **values)
    _set_about("edit", letter, about, by=by, at=at)
    return letter


@transaction.atomic
def correct(letter: Letter, *, reason: str, about: Iterable[str], by: Actor, at: datetime, **values: Any) -> Letter:
    """The record of a letter that was sent or received says what it should have; the ledger keeps what it said, and the reason.

    One that is joined to the letter that it answers is about what that letter is about, too. values: columns of Letter as `record` takes
    them, but for its direction. Raises NotAllowed, Refused; then it is as before.
    """
    require(by, "letters.write", letter)
    meant = Letter.objects.unscoped("lock the letter, and correct what stands now").select_for_update().get(pk=letter.pk)
    if meant.state not in ON_RECORD:
        raise Refused("correct", ["letter_not_on_record"])
    joined = meant.in_reply_to_id
    for name, value in values.items():
        setattr(meant, name, value)
    require(by, "letters.write", meant)
    numbering.hold_numbers(meant)
    if faults := correcting_faults(meant, joined=joined, reason=reason, at=at):
        raise Refused("correct", faults)
    changed = change(letter, by=by, at=at, reason=reason.strip(), **values)
    if meant.in_reply_to and meant.in_reply_to_id != joined:
        about = [*about, *meant.in_reply_to.subjects.order_by("id").values_list("record", flat=True)]
    if not (_set_about("correct", letter, about, by=by, at=at) or changed):
        raise Refused("correct", ["letter_says_so_already"])
    return letter


def correcting_faults(letter: Letter, *, joined: int | None, reason: str, at: datetime) -> tuple[str, ...]:
    """Why the record of a letter may not be corrected so, as things stand. joined: the letter that it answers or follows so far."""
    return (
        *rules.correcting_faults(reason),
        *rules.recording_faults(letter.dated_on, letter.reply_by, today=timezone.localtime(at).date()),
        *_answer_faults(letter),
        *(["answers_its_answer"] if letter.in_reply_to_id != joined and letter.pk in _thread_up_from(letter.in_reply_to) else []),
        *_answered_faults(letter),
        *numbering.faults_of_number(letter),
    )


@transaction.atomic
def send(letter: Letter, *, our_number: str, dated_on: date | None, reply_by: date | None, by: Actor, at: datetime) -> Letter:
    """The letter is logged as sent, under our registry number and its day. Raises NotAllowed, Refused; then it is as before."""
    require(by, "letters.write", letter)
    locked = Letter.objects.unscoped("lock the draft, so that it is sent once").select_for_update().get(pk=letter.pk)
    if not locked.is_draft:
        raise Refused("send", ["wrong_state"])
    locked.our_number, locked.dated_on, locked.reply_by = our_number.strip(), dated_on, reply_by
    numbering.hold_numbers(locked)
    if faults := sending_faults(locked, by=by, at=at):
        raise Refused("send", faults)
    change(letter, by=by, at=at, our_number=our_number.strip(), dated_on=dated_on, reply_by=reply_by)
    carry_out(LETTER, "send", letter, by=by, at=at)
    return letter


def sending_faults(letter: Letter, *, by: Actor, at: datetime) -> tuple[str, ...]:
    """Why a letter may not be logged as sent so, as things stand."""
    unready = LETTER.faults(letter, LETTER.move("send"), by=by, at=timezone.localtime(at))
    return (*unready, *_answer_faults(letter), *numbering.faults_of_number(letter))


@transaction.atomic
def attach_scan(letter: Letter, content: IO[bytes], *, name: str, by: Actor, at: datetime, reason: str = "") -> Letter:
    """The letter's scan is kept, and its hash is in the ledger; the file in whose place it comes stays there too, with the reason.

    Raises NotAllowed; Refused for a file that may not be kept, for the very one on record, and for another without a reason.
    """
    require(by, "letters.write", letter)
    locked = Letter.objects.unscoped("lock the letter, so that no scan is replaced unseen").select_for_update().get(pk=letter.pk)
    if locked.scan_id and not reason.strip():
        raise Refused("attach_scan", ["scan_replaced_without_reason"])
    scan = store(content, name=name, kind="letter", by=by, at=at)
    if change(letter, by=by, at=at, reason=reason.strip(), scan=scan) is None:
        raise Refused("attach_scan", ["letter_says_so_already"])
    return letter


def _added(verb: str, letter: Letter, about: Iterable[str], *, by: Actor, at: datetime) -> Letter:
    keys = list(dict.fromkeys(about))
    _require_standing(verb, letter, keys)
    letter.is_illustrative = letter.is_illustrative or bool(letter.in_reply_to and letter.in_reply_to.is_illustrative)
    letter.save()
    LetterSubject.objects.bulk_create(LetterSubject(letter=letter, record=key) for key in keys)
    note_new(letter, by=by, at=at, about=keys)
    return letter


def _set_about(verb: str, letter: Letter, about: Iterable[str], *, by: Actor, at: datetime) -> bool:
    """It is about these records and no others. Returns whether that is new."""
    wanted = list(dict.fromkeys(about))
    before = list(letter.subjects.order_by("id").values_list("record", flat=True))
    if set(wanted) == set(before):
        return False
    _require_standing(verb, letter, set(wanted) - set(before))
    letter.subjects.exclude(record__in=wanted).delete()
    LetterSubject.objects.bulk_create(LetterSubject(letter=letter, record=key) for key in wanted if key not in before)
    append(record=f"letters.letter:{letter.pk}", verb="about", by=by, at=at, facts={"before": before, "after": wanted})
    return True


def _require_standing(verb: str, letter: Letter, new: Iterable[str]) -> None:
    """Nothing when none of the records that it is newly about was struck out, but for what the letter that it answers is about."""
    answered = letter.in_reply_to
    inherited = set(answered.subjects.values_list("record", flat=True)) if answered else set[str]()
    if struck_among(key for key in new if key not in inherited):
        raise Refused(verb, ["letter_about_struck"])


def _answer_faults(letter: Letter) -> tuple[str, ...]:
    answered = letter.in_reply_to
    if answered is None:
        return ()
    sides, answered_sides = letter.sides, answered.sides_for(letter)
    return tuple(rules.answering_faults(letter.dated_on, answered.dated_on, sides, answered_sides, is_answer=letter.is_answer))


def _thread_up_from(letter: Letter | None) -> Iterator[int]:
    """The primary keys of a letter and of those before it in its thread, none for none."""
    while letter is not None:
        yield letter.pk
        letter = letter.in_reply_to


def _answered_faults(letter: Letter) -> Iterator[str]:
    """What would no longer fit in the letters that answer or follow this one."""
    later_ones = Letter.objects.unscoped("whatever answers it, but for what the other side has not sent yet").filter(in_reply_to=letter.pk)
    for later in later_ones.filter(Q(ours=letter.ours_id) & ~Q(state="discarded") | Q(state__in=ON_RECORD)):
        sides, answered_sides = later.sides, letter.sides_for(later)
        found = rules.answering_faults(later.dated_on, letter.dated_on, sides, answered_sides, is_answer=True)  # one sentence for both
        yield from (f"answered_{fault}" for fault in found)
