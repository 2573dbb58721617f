"""What the codes of this room mean: faults, reasons of a yes or a no, missing facts, evidence gaps."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from twinward.programme.instruments.fields_of_cooperation import FIELDS
from twinward.programme.instruments.wording import STATES

#: Why something may not be done; of what happened elsewhere the same is an evidence gap.
FAULTS: dict[str, Promise] = {
    "act_in_future": _("The act lies in the future. Record it when it has happened."),
    "act_day_uncertain": _("What is done here happens on one known day."),
    "paper_lost": _("A paper was brought too long ago to be kept. Choose its file again."),
    "act_twice": _("This party has done this already."),
    "consent_relied_on": _(
        "Others rely on this consent: all have signed, the text is in force or may be, or another party has acted since. It is ended by a "
        "withdrawal or a termination, with notice. A wrong day or signatory can be corrected."
    ),
    "act_not_of_today": _(
        "What is withdrawn, terminated, suspended or resumed here bears today's day. If it was done earlier on paper, record it as an act, with "
        "that paper."
    ),
    "act_before_agreement": _("The day lies before the day on which the text was agreed. Nobody can have acted on it by then."),
    "act_needs_its_paper": _("This was done earlier, so its paper is needed: attach the notice as it was given."),
    "act_has_effect": _("This has taken effect, so it can be neither struck out nor put off. Lift a suspension by resuming; otherwise consent anew."),
    "act_of_its_day": _("What is withdrawn, terminated, suspended or resumed here keeps the day on which it was done."),
    "act_without_consent": _("The party has no consent on record that it could withdraw, end or suspend."),
    "foreign_act_without_source": _("What the other side did needs a source: who published it, and its day where that is known."),
    "act_struck_meanwhile": _("Somebody struck this act out since you opened the page. Nothing was saved: look at the record again."),
    "act_of_own_side_only": _("Only that side itself records that it withdrew, terminated, suspended or resumed."),
    "act_done_here_instead": _("You act for this party, so do it here instead of recording it."),
    "act_without_source": _("It is said to be stated, but no source is given."),
    "source_older_than_act": _("The source is older than the day that it is said to state."),
    "act_before_signature": _("The act lies before the day on which the instrument was signed."),
    "party_not_of_instrument": _("This party is not a party to this instrument."),
    "act_correction_without_reason": _("Say why the act is corrected."),
    "correction_of_foreign_act": _("The act to be corrected belongs to another instrument, or does not exist."),
    "correction_changes_party": _("A correction cannot give the act to another party."),
    "source_missing": _("Choose the source that states it, or describe a new one."),
    "ratified_before_signature": _("The party ratified before it had signed. Record its signature, with a day no later than the ratification."),
    "not_joined_by_countries": _("Countries do not join a text of this kind: they join a declaration or a statement that was made elsewhere."),
    "joined_already": _("One of these countries has joined already."),
    "not_open_to_joining": _("The text is not open to joining."),
    "text_ended": _("The text had ended by then, so nobody could consent to it any more."),
    "consent_twice": _("The party has already consented to be bound."),
    "consent_during_notice": _(
        "The notice of its withdrawal still runs, and this consent would end with it. Strike out the withdrawal, or consent anew once it has effect."
    ),
    "suspended_already": _("The party has suspended the instrument already."),
    "resumed_without_suspension": _("There is no suspension by this party that could be lifted."),
    "notice_unknown": _("The period of notice is not known, so the day on which this takes effect must be given."),
    "notice_too_short": _("The day on which this takes effect comes before the period of notice has run."),
    "effective_before_act": _("It cannot take effect before the act itself."),
    "entry_without_day": _("Give the fixed day of entry into force."),
    "entry_without_number": _("Give the number of consents that brings the text into force."),
    "entry_number_above_parties": _(
        "The text waits for more consents than it has parties, and is not open to joining, so it could never enter into force. Lower the number, or "
        "open it to joining."
    ),
    "entry_before_consent": _("A text cannot enter into force on signature while signatures are subject to ratification."),
    "end_without_day": _("Give the last day."),
    "end_before_entry": _("The last day lies before the day of entry into force."),
    "end_in_the_past": _("The last day is over already. What is drafted now ends later."),
    "term_in_the_past": _("From the fixed day of entry into force its years are over already. What is drafted now ends later."),
    "term_without_years": _("Give the years of the term."),
    "renewal_without_term": _("A text without an end does not renew itself."),
    "renewal_without_years": _("Give the years for which it renews itself."),
    "days_below_zero": _("A number of days cannot be below nought."),
    "one_party": _("One party alone agrees with nobody. Name at least two."),
    "one_organisation": _("Both parties are the same institution. A memorandum joins two."),
    "one_country": _("All parties are of one country. An international text joins at least two."),
    "party_unnamed": _("An institution that is party to it is not named."),
    "party_twice": _("The same party is named twice."),
    "instrument_struck": _("This record has been struck out. Nothing is written of it any more."),
    "made_here": _("This text was made here. It can be taken back while nobody relies on it, not struck out."),
    "struck_with_links": _("A link to another instrument stands. Withdraw the links first."),
    "struck_with_acts": _("A party acted on it here, or told of its act itself. That side strikes out its act first."),
    "struck_with_letters": _("A letter is about this record, or somebody was asked about it by a link."),
    "struck_with_records": _("Another record rests on it, such as a programme whose declaration it is."),
    "acts_of_other_kind": _("Acts on record do not fit this kind: strike out or correct them first."),
    "kind_relied_on": _("Another record relies on its kind, such as a programme whose declaration it is."),
    "kind_linked": _(
        "A link relies on this kind: something rests on it, is part of it, supersedes it or is superseded by it. Withdraw that link first."
    ),
    "party_struck": _("This party has been struck out. It can be put on anew."),
    "party_has_acts": _("An act of this party stands on record. Strike out the act first, or record it of the party that did it."),
    "too_few_parties_left": _("Fewer parties would be left than an agreed text of this kind needs. Add the right party first."),
    "party_of_another_country": _("This institution is in another country than the party that was described."),
    "languages_unknown": _("The authentic languages are not known."),
    "language_missing": _("The text is missing in one of its authentic languages."),
    "text_changed": _("A text is no longer the one that was agreed. Open the agreement anew, or put the agreed text back."),
    "text_not_agreed": _("The text has not been agreed yet. Acts follow when it has."),
    "text_not_open": _("The text is under review or with the other party. It can be changed once it has been returned."),
    "terms_not_open": _("Parties and terms can be changed while the text is a draft or has been returned."),
    "public_before_signature": _("The public is told of a text once all its parties have signed it, not before."),
    "signed_text": _(
        "Somebody has signed this text, so it stays as it is. Until all have signed it can be taken back; then it can be amended, superseded or "
        "terminated."
    ),
    "signed_by_all": _("All parties have signed. It can no longer be taken back, only terminated."),
    "may_be_in_force": _("The text is in force, or may be. It can no longer be taken back: its parties withdraw from it, or terminate it."),
    "text_withdrawn": _("The text was taken back."),
    "own_submission": _("You submitted this text yourself, so somebody else clears it."),
    "own_offer": _("The other side agrees to a text. If it did so elsewhere, say how you know: by which letter, on which day."),
    "not_with_other_party": _("The text is not with the other party now, so there is nothing that it could answer."),
    "party_not_other_side": _("Choose a party of the other side: this one drafted the text."),
    "several_other_parties": _(
        "This text has several other parties, and one cannot answer for all by a link. Each answers by letter, and an officer records it."
    ),
    "text_changed_since_shown": _(
        "The text, its parties or its terms have changed since they were shown to you, so nothing was done. Read what stands now, then decide anew."
    ),
    "guest_name_missing": _("Say who you are: your name and your office."),
    "agree_or_not": _("Choose whether you agree to the text, or send it back."),
    "say_what_has_to_change": _("Say in the remark what has to change in the text."),
    "title_or_parties": _("Give a title, or name at least one party below: then it is called by the names of its parties."),
    "day_without_party": _("Name at least one party below: a day is kept as the day on which a party signed. Or leave the day empty."),
    "reason_missing": _("Say why."),
    "signer_without_authority": _("The signatory did not hold this office at the party on that day, and no full powers are on record."),
    "authority_unknown": _("Neither an office at the party on that day nor full powers are on record for the signatory."),
    "signatory_missing": _("Name the signatory."),
    "link_to_itself": _("An instrument cannot be linked to itself."),
    "link_cycle": _("The links would run in a circle: the other instrument already rests on this one."),
    "link_withdrawn": _("This link has been withdrawn. A new one can be made."),
    "link_twice": _("This link is on record already."),
    "amends_more_than_one": _("An amendment amends one instrument, and this one amends more than one."),
    "amended_unnamed": _("The instrument that it amends is only described. Put it on record and name it in the link."),
    "amends_without_same_parties": _("All whose consent the amended instrument needed agree to an amendment of it, and one of them is missing here."),
    "amends_for_others": _(
        "A party of this amendment is no party of the instrument that it amends. Add it there, or strike it out here."
    ),
    "amended_not_in_force": _("The instrument that it amends is not in force on the day of signature."),
    "amended_force_not_known": _("Whether the instrument that it amends is in force on the day of signature is not known. Complete its record first."),
    "successor_of_other_kind": _("An instrument is superseded by one of its own kind."),
    "successor_without_same_parties": _("A successor has all parties of the instrument that it supersedes."),
    "text_on_record": _(
        "A text in this language is on record already (%(language)s: %(name)s). Tick this to replace it, and choose the file once more."
    ),
    "successor_of_no_side": _("No party of the older instrument keeps this record or has signed it here, so it does not end the older one."),
    "legal_basis_not_known": _("It is not known whether a legal basis is in force on that day. Settle that first, or ask for a waiver."),
    "waiver_not_needed": _(
        "A memorandum needs a legal basis, and so does what a link says rests on another text. This one rests on none, so there is nothing to waive."
    ),
    "waiver_withdrawn": _("This waiver has been withdrawn. The legal basis can be waived anew."),
    "waiver_relied_on": _("Somebody has signed on the ground of this waiver, so it stays. What rests on it can be ended, or given a legal basis."),
    "language_unknown": _("“%(text)s” is not a language that we know. Write its name, or its two letters."),
    "publisher_missing": _("Say who published the new source."),
    "one_of_two": _("Choose an instrument, or describe one that is not on record: one of the two."),
    "act_needs_party": _("No party is on record. Add the party that acted, then record what it did."),
    "party_needed": _("Name at least one party."),
    "party_row_unclear": _("Give an institution, or a country, or a country and a description."),
    "nothing_changed": _("Nothing differs from what is on record."),
}  # fmt: skip

#: Why the answer is yes or no.
REASONS: dict[str, Promise] = {
    "signed": _("All required parties had signed."),
    "not_signed_yet": _("It was signed later."),
    "unsigned_party": _("A required party has not signed."),
    "joined": _("It had joined."),
    "not_joined": _("It had not joined."),
    "entered_into_force": _("It had entered into force."),
    "not_yet_in_force": _("It had not yet entered into force."),
    "no_signature": _("A required signature is missing."),
    "no_consent": _("A consent to be bound is missing."),
    "no_notification": _("A notification is missing."),
    "expired": _("Its term had run out."),
    "terminated": _("It was terminated."),
    "denounced": _("Its parties withdrew from it."),
    "superseded": _("Another instrument superseded it."),
    "suspended": _("It was suspended."),
    "party_suspends": _("A party had suspended it for itself."),
    "fewer_than_two_bound": _("It bound fewer than two parties."),
    "consented": _("The party had consented to be bound."),
    "has_legal_basis": _("It rests on an instrument in force that binds the country of each party."),
    "no_legal_basis": _("No legal basis in force on that day is on record."),
    "basis_not_in_force": _("The legal basis is not in force on that day."),
    "basis_without_basis": _("The legal basis itself has none in force on that day."),
    "parent_not_in_force": _("The instrument that it amends, or of which it is an annex, is not in force."),
    "country_not_bound": _("The legal basis does not bind the country of a party on that day."),
    "outside_subjects": _("The legal basis does not cover this field."),
    "waiver": _("A waiver lets it stand without one."),
}

#: What would decide an answer that is not known; each ends the sentence "Missing: ...".
MISSING: dict[str, Promise] = {
    "signature": _("a signature"),
    "signature_day": _("the day of signature"),
    "joining_day": _("the day of joining"),
    "withdrawal_day": _("the day on which a withdrawal took effect"),
    "notification": _("the notifications of both sides"),
    "consent": _("a consent to be bound"),
    "consent_day": _("the day of consent"),
    "consent_rule": _("whether signature binds by itself"),
    "entry_rule": _("the clause on entry into force"),
    "fixed_day": _("the day fixed for entry into force"),
    "entry_day": _("the day of entry into force"),
    "end_rule": _("the clause on its end"),
    "end_day": _("the last day"),
    "term": _("the length of its term"),
    "renewal": _("whether it renews itself"),
    "renewal_years": _("for how many years it renews itself"),
    "notice_days": _("the period of notice"),
    "termination_day": _("the day of termination"),
    "suspension_day": _("the day of suspension"),
    "resumption_day": _("the day on which a suspension was lifted"),
    "successor_entry": _("whether the instrument that supersedes it is in force"),
    "successor_told": _("whether every side says that it was superseded"),
    "parent_force": _("whether the instrument that it amends, or of which it is an annex, is in force"),
    "legal_basis": _("the legal basis that it names"),
    "party": _("its parties"),
    "party_country": _("the country of a party"),
    "fields": _("its fields of cooperation"),
    "text": _("the text"),
}

#: What is missing on record of something that happened elsewhere, where no fault or reason above says it already.
GAPS: dict[str, Promise] = {
    "no_text": _("The signed text is not on record."),
    "no_act": _("No act of any party is on record."),
    "signature_missing": _("A required party has no signature on record."),
    "day_inferred": _("The day of an act is inferred, not stated."),
    "day_unknown": _("The day of an act is not known exactly."),
    "source_without_day": _("Of the source of an act no publisher or no day is on record."),
    "entry_rule_unknown": _("The rule of entry into force is not known."),
    "end_rule_unknown": _("It is not known when it ends."),
    "predecessor_unnamed": _("The instrument that it follows is unnamed."),
    "successor_of_one_side": _(
        "Not every side of the older one says that this one ends it. It does once each of the others signs here, or records an act of its own."
    ),
    "texts_not_counted": _("The source does not say how many texts were signed."),
    "no_focal_point": _("Nobody is named as focal point among the people of an institution that is party to it."),
    "sources_disagree": _("Sources disagree about it."),
}

#: What names an institution, as the preview of a merge tells it.
NAMES: dict[str, Promise] = {
    "names_instruments_instrument_drafted_at": _("Instruments that it drafted, or keeps the record of"),
    "names_instruments_party_organisation": _("Instruments to which it is a party"),
}

STATE_WORDS = {f"state_instrument_{state}": words for state, words in STATES.items()}
FIELD_WORDS = {f"code_{column}_{code}": words for column in ("covers", "subjects") for code, words in FIELDS.items()}

SENTENCES = {**NAMES, **FAULTS, **REASONS, **MISSING, **GAPS, **STATE_WORDS, **FIELD_WORDS}
