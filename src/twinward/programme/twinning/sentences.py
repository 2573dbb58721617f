"""The twinning room's codes as sentences."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    # what names an institution, as the preview of a merge tells it
    "names_twinning_listentry_organisation": _("Lists in which it stands"),
    "names_twinning_programme_lead": _("Programmes that it leads"),
    # what the timeline of a country tells
    "told_twinning_coverage_add": _("country covered by the programme"),
    "told_twinning_liststep_add_owed": _("list stated as not agreed"),
    "told_twinning_liststep_add_requested": _("list requested"),
    "told_twinning_liststep_add_proposed": _("list proposed"),
    "told_twinning_liststep_add_returned": _("list returned"),
    "told_twinning_liststep_add_agreed": _("list recorded as agreed"),
    "told_twinning_stepcorrection_add": _("a step of its list struck out"),
    "told_twinning_stepcorrection_add_instead": _("a step of its list corrected"),
    # what is wrong with a programme
    "programme_begun": _("A programme has begun here already; a node keeps one. Its countries are listed under Countries."),
    "programme_unnamed": _("Give the programme a name, in at least one language."),
    "programme_of_another_host": _("Your role does not reach programmes of that country. Choose an institution of your own."),
    "lead_of_another_country": _("The country that hosts a programme stays as it is. Choose an institution of that country."),
    "nobody_to_take_in": _("Every country that is party to the declaration takes part already."),
    "no_list_agreed": _("No agreed list was on record."),
    "list_agreed": _("Its list was agreed."),
    "list_returned": _("The agreed list was sent back."),
    "day_list_agreed": _("the day on which the list was agreed"),
    "day_list_returned": _("the day on which the list was sent back"),
    "step_out_of_order": _("This step does not follow from the last one. Look at the list's steps again."),
    "step_does_not_follow": _("It does not follow from the step before it that is on record: one of the two may be wrong."),
    "step_order_open": _("Its day leaves open which step was the last, so that the state of the list will not be known."),
    "step_without_contents": _("Its institutions are not named, so that nobody can say which are on the list."),
    "step_without_source": _("Say which source or letter states it, or that we conclude it ourselves."),
    "step_without_reason": _("What we conclude ourselves needs a reason."),
    "proposal_overtaken": _("The list has moved on since it was proposed. This answer would be to an older list."),
    "step_struck_out": _("This step was struck out or corrected since. Look at the steps of the list again."),
    "step_of_the_partner": _(
        "The partner itself answered so; that cannot be struck out or corrected here alone. If it no longer holds, record the next step: "
        "that the list was returned, with the letter that says so, or the new list that was proposed."
    ),
    "step_was_answered": _(
        "This proposal was answered. Strike out the answer first; an answer of the partner itself stands, and so does what it answers."
    ),
    "step_not_done_here": _("It was not done here. Say which source or letter states it, or that we conclude it ourselves."),
    "step_correction_without_reason": _("Say why this step was wrong."),
    "proposal_struck_out": _("This proposal was struck out or corrected since: it was recorded wrongly. There is nothing to answer."),
    "listed_unknown": _("Line %(number)s: nothing on record is called anything like “%(text)s”. Add it below, or mend the name."),
    "listed_elsewhere": _(
        "Line %(number)s: “%(text)s”: none in %(country)s; on record elsewhere: %(found)s. "
        "Mend or remove the line, or add it below as another institution."
    ),
    "listed_unclear": _("Line %(number)s: “%(text)s” is not clear. Choose below what it means."),
    "listed_without_kind": _("Line %(number)s: choose what kind of institution “%(text)s” is."),
    "listed_to_check": _("Look at each line below, then send the form again."),
    "listed_wordless": _("Line %(number)s: “%(text)s” holds no letter and no digit. Write the institution’s name."),
    "listed_too_long": _("Line %(number)s is longer than %(most)s characters. Shorten the name."),
    "listed_place_too_long": _("Line %(number)s: the place is longer than %(most)s characters. Shorten it."),
    "listed_twice": _(
        "Lines %(first)s and %(number)s name the same institution: “%(text)s”. "
        "Leave one of them; where they are two, write the place beside the name."
    ),
    "listed_alike": _(
        "Lines %(first)s and %(number)s look like one institution: “%(before)s”, “%(text)s”. "
        "Mend or remove one of them; where they are two, say so below."
    ),
    "listed_too_many": _("A list holds no more than %(most)s lines."),
    "answer_missing": _("Choose yes or no."),
    "remark_missing": _("Say what has to change in the list."),
}
