"""The letters room's codes as sentences."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    # what names an institution, as the preview of a merge tells it
    "names_letters_letter_ours": _("Letters of its own side"),
    "names_letters_letter_theirs": _("Letters exchanged with it"),
    "names_letters_lettersubject_record": _("Letters about it"),
    "letter_about_struck": _("A record that this letter would be about was struck out: it never was so. Untick it under “About”."),
    "letter_without_day": _("The letter has no day."),
    "letter_without_text": _("The letter has no text."),
    "letter_without_number": _("The letter lacks our registry number."),
    "our_number_taken": _(
        "Another letter has this number of ours in the same year. A register gives each number once: look it up in the register again."
    ),
    "reply_before_letter": _("The reply would be due before the day of the letter."),
    "answers_a_draft": _("The letter that this one answers or follows has not been sent."),
    "answer_before_letter": _("An answer cannot be older than the letter that it answers."),
    "reminder_before_letter": _("A reminder cannot be older than the letter that it follows."),
    "answers_other_sides": _("The letter that this one answers or follows lies between other sides."),
    "answers_its_answer": _("The letter that this one would answer or follow comes after this one, at once or in its thread."),
    "answered_answer_before_letter": _("A letter that answers or follows this one would be older than it."),
    "answered_answers_other_sides": _("A letter that answers or follows this one would lie between other sides."),
    "letter_corrected_without_reason": _("Say why it is corrected."),
    "scan_replaced_without_reason": _("A scan is on record already. Say why another takes its place."),
    "letter_not_on_record": _("This letter was neither sent nor received. There is nothing to correct."),
    "letter_says_so_already": _("Nothing differs from what is on record."),
    "letter_side_elsewhere": _("This organisation lies in another country than the one that you wrote."),
    "letter_not_a_draft": _(
        "This letter was sent or discarded, so it is no draft. What is on record of a letter sent is corrected with a reason."
    ),
    "told_letters_letter_change_scan": _("a scan attached"),
    "state_letter_draft": _("draft"),
    "state_letter_sent": _("sent"),
    "state_letter_received": _("received"),
    "state_letter_discarded": _("discarded"),
}
