"""What the registry's codes say to a reader."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from twinward.foundation.registry.specialities import SPECIALITIES

SENTENCES: dict[str, Promise] = {
    # what a name is of, as the ledger tells it beside the name
    "code_names_label": _("name"),
    "code_names_alias": _("other name"),
    "code_names_acronym": _("acronym"),
    "code_names_former": _("former name"),
    "code_names_translated": _("translation made here"),
    # what the timeline of an institution tells of a merge
    "told_registry_organisation_merge_moved": _("completed from the record that was merged into it"),
    "told_registry_organisationname_merge_moved": _("a name taken over from the merged record"),
    "told_registry_identifier_merge_moved": _("a number taken over from the merged record"),
    # what names an institution, as the preview of a merge tells it
    "names_registry_appointment_organisation": _("People who hold or held an office there"),
    "names_registry_identifier_organisation": _("Its numbers in registers"),
    "names_registry_organisation_parent": _("Institutions that are part of it"),
    "names_registry_organisation_merged_into": _("Records that were merged into it before"),
    "names_registry_organisationname_organisation": _("Its names"),
    "names_registry_organisationspeciality_organisation": _("Its specialities"),
    "names_kernel_reminder_record": _("Reminders that were given to it or about it"),
    "organisation_needed": _("Write the name of an organisation."),
    "organisation_too_long": _("This is longer than %(most)s characters. Write the name alone."),
    "organisation_unknown": _("No organisation is called anything like “%(text)s”. Check the spelling, or add it to the register first."),
    "organisation_unknown_in": _(
        "No organisation in %(country)s is called anything like “%(text)s”. Check the spelling, or add it to the register first."
    ),
    "number_unknown": _("No institution on record has the number %(text)s of %(register)s. Look for it by its name."),
    "organisation_unclear": _("“%(text)s” may mean one of these. Choose one, or write the name in full."),
    "country_unknown": _("“%(text)s” is not a country."),
    "country_unknown_like": _("“%(text)s” is not a country. Did you mean %(meant)s?"),
    "name_mixed": _("The word “%(word)s” mixes letters of different alphabets that look alike: %(letters)s. Write it in one alphabet."),
    "name_mixes_alphabets": _("A word of the name mixes letters of different alphabets that look alike. Write it in one alphabet."),
    "number_taken": _("Another organisation has this number already."),
    "hidden_sign": _(
        "After “%(before)s” stands a sign that is not seen (%(sign)s). Delete it, or type the words anew instead of copying them."
    ),
    "place_has_hidden_signs": _(
        "The region, the place or the address of the website holds a sign that is not seen. Type it anew instead of copying it."
    ),
    "name_has_hidden_signs": _("The name holds a sign that is not seen. Type it anew instead of copying it."),
    "name_is_of_another": _("Another institution of the country is called so. If both are, an officer of the country records it."),
    "correction_needs_a_reason": _("Say why it is corrected."),
    "organisation_was_merged": _("This organisation was merged into another. Correct that one, or undo the merge."),
    "country_is_relied_on": _(
        "Its country stays while these name it as an institution of that country. Correct them first, or add the institution anew where it lies."
    ),
    "organisation_part_of_itself": _("An organisation cannot be part of itself, nor of what is part of it."),
    "appointment_stands_already": _("This office is on record already."),
    "appointment_ended_already": _("This appointment has ended already."),
    "appointment_ends_some_day": _("Write when it ended, as far as you know: a day, a month, a year, or before which day."),
    "appointment_ends_before_it_was_seen": _("It cannot end before a day on which it is known to have stood."),
    "line_of_no_language": _(
        "“%(given)s” is no language. Write its code, such as uk or en, or “alias:” in front of a name that begins with a word and a colon."
    ),
    "line_fault": _("Line %(number)s: %(fault)s"),
    "not_your_country": _("Your role does not include organisations of that country."),
    "not_your_organisation": _("Your role does not include people of that organisation."),
    "appointment_begins_after_it_was_seen": _("It cannot begin after a day on which it is known to have stood."),
    "appointment_was_struck": _("This office was struck out: it is not on record any more. Record it anew if it was so."),
    "appointment_says_so_already": _("Nothing differs from what is on record."),
    "source_without_publisher": _("Say who published the new source."),
    "appointment_runs_backward": _("It ends before it begins."),
    "place_incomplete": _("Write both latitude and longitude, or neither."),
    "organisation_mislabelled": _(
        "What the organisation is called in each language is not what its names say. "
        "Start the server, or in a demo run “twinward demo --no-serve”, to rebuild it."
    ),
    "person_mislabelled": _(
        "What the person is called in each language is not what their names say. "
        "Start the server, or in a demo run “twinward demo --no-serve”, to rebuild it."
    ),
    "merge_with_itself": _("Choose two different institutions."),
    "merge_of_two_countries": _("They lie in two countries. Correct the country of one of them first, if they are one institution."),
    "merge_of_illustrative_and_real": _("One of them is illustrative and the other is real. They cannot be one institution."),
    "merge_conflict": _("Both stand in one record, and other records hang on both. Correct that record first."),
    "merge_undone_already": _("This merge was undone already."),
    "merge_altered": _("The record of what this merge did no longer fits the ledger. It is not undone; ask an administrator."),
    "merge_survivor_merged": _("The institution that it was merged into was itself merged since. Undo that merge first."),
    "merge_moved_on": _(
        "Something that the merge moved has been given to another institution since. Give it back first, or leave the merge."
    ),
    "merge_number_given_away": _("This number was of the merged record, and another institution has it now. Take it away there first."),
    "merge_parts_in_a_circle": _(
        "What they are part of was corrected since: undone, one of them would be part of itself. Correct what it is part of first."
    ),
    "merge_lost_its_ground": _("Something that the merge put away belonged to a record that is there no longer."),
    "script_latin": _("Latin"),
    "script_cyrillic": _("Cyrillic"),
    "script_greek": _("Greek"),
    "import_no_file": _("There is no file %(path)s."),
    "import_folder": _("%(path)s is a folder. Name a file in it."),
    "import_not_opened": _("The file cannot be opened (%(why)s)."),
    "import_file_too_large": _("The file is larger than %(most)s MB. Divide it."),
    "import_empty": _("The file holds no rows."),
    "import_unknown_kind": _("This is no kind of file that can be read. Give it one of these endings: %(kinds)s"),
    "import_bomb": _("The file unpacks to far more than it says. It was not read."),
    "import_damaged": _("The file is damaged and cannot be unpacked (%(why)s). Save it anew."),
    "import_not_its_kind": _("The file is called %(kind)s but is none. Save it anew, or give it the ending of what it is."),
    "import_takes_too_much": _(
        "Reading the file takes more memory or time than is allowed. Divide it, or save the sheet without what lies beside the table."
    ),
    "import_line_too_long": _("A line is longer than %(most)s bytes. Each record stands on a line of its own."),
    "import_too_many_rows": _("The file has rows beyond number %(most)s. Divide it, or delete what lies below the table."),
    "import_too_many_columns": _("The sheet has more than %(most)s columns. Delete what lies beside the table."),
    "import_archive_without_json": _("The archive holds no JSON file."),
    "import_not_an_array": _("Reading stopped at record %(row)s: the file is not one list of records in JSON."),
    "import_file_not_utf8": _("The file is not text in UTF-8."),
    "import_csv_not_utf8": _("Row %(row)s is not text in UTF-8. Save the sheet as “CSV UTF-8”, or as XLSX."),
    "import_csv": _("Row %(row)s cannot be read as CSV: %(why)s"),
    "import_old_excel": _("This is a spreadsheet of an old kind, or one with a password. Save it as XLSX without a password."),
    "import_not_xlsx": _("This is not a spreadsheet of the kind XLSX."),
    "import_column_unknown": _("The heading “%(given)s” is not known."),
    "import_column_unknown_like": _("The heading “%(given)s” is not known. Did you mean “%(meant)s”?"),
    "import_column_twice": _("The heading “%(given)s” stands there twice."),
    "import_column_missing": _("These headings are missing: %(missing)s."),
    "import_headings": _("The first row holds the headings; known are: %(known)s"),
    "import_missing": _("It is missing."),
    "import_missing_one_of": _("It is missing. Write one of these: %(known)s"),
    "import_not_text": _("“%(given)s” is no text."),
    "import_strange_sign": _("It holds a sign that cannot be written (%(sign)s). Type it anew."),
    "import_too_long": _("“%(given)s” is longer than %(most)s letters."),
    "import_formula": _("“%(given)s” begins as a formula does. Write the value itself."),
    "import_formula_cell": _("The cell holds a formula. Write the value itself."),
    "import_not_ror": _("“%(given)s” is not an identifier of the Research Organization Registry, such as https://ror.org/03yrm5c26."),
    "import_not_edr": _("“%(given)s” is not a number of the Ukrainian register: eight digits."),
    "import_edr_elsewhere": _(
        "Only institutions in Ukraine have a number of the Ukrainian register; the country here is %(country)s. Leave the number out, or correct the country."
    ),
    "import_edr_short": _(
        "“%(given)s” is too short for a number of the Ukrainian register, which has eight digits. Did you mean %(meant)s? Write the zeros too."
    ),
    "import_edr_padded": _("It is taken as %(meant)s: the sheet keeps “%(given)s” as a number, without the zeros before it."),
    "import_not_website": _("“%(given)s” is not an address of the web."),
    "import_half_a_place": _("A place needs both latitude and longitude."),
    "import_not_degrees": _("“%(given)s” is not a number of degrees from -%(most)s to %(most)s."),
    "import_not_one_of": _("“%(given)s” is none of these: %(known)s"),
    "import_not_one_of_like": _("“%(given)s” is none of these: %(known)s. Did you mean “%(meant)s”?"),
    "import_too_many": _("There are more than %(most)s."),
    "import_not_a_list": _("It is not a list."),
    "import_not_a_record": _("It is not a record with named values."),
    "import_not_json": _("The line is not JSON (%(why)s)."),
    "import_number_too_long": _("The line holds a number with more digits than can be read. Write it as text, in quotes."),
    "import_number_too_large": _("The line holds a number that is too large to be read (%(given)s). Correct it."),
    "import_not_utf8": _("The line is not text in UTF-8."),
    "import_no_heading": _("The row has a value in column %(column)s, which has no heading."),
    "import_merged_cell": _("The cell is merged with another. Part them, and write the value into each."),
    "import_date_cell": _("The cell holds a date or a time (%(given)s). Write the value as text."),
    "import_boolean_cell": _("The cell holds true or false (%(given)s), not text. Write the value as text."),
    "import_error_cell": _("The cell holds an error of the spreadsheet, such as #REF!. Write the value itself."),
    "import_no_letter": _("“%(given)s” has no letter, so it is no name."),
    "import_beyond_headings": _("The row has values to the right of the last heading."),
    "import_twice": _("%(value)s stands already in row %(row)s."),
    "import_named_twice": _("“%(name)s” of the same country (%(country)s) stands already in row %(row)s."),
    "import_country_not_yours": _("Your role lets you import institutions of these countries only: %(yours)s."),
    "import_on_record_elsewhere": _(
        "It is on record as an institution of %(country)s. Your role lets you import institutions of these countries only: %(yours)s."
    ),
    "import_same_no_more": _(
        "The institution that it was said to be can no longer be the same: it was merged, or has another number in the same register. "
        "Import this row again."
    ),
    "import_country_relied_on": _(
        "It is on record as an institution of %(country)s, and instruments, letters, lists or roles name it as one. Correct them first."
    ),
    "import_unticked": _("It was left out here: it may be an institution on record."),
    "import_means_several": _("Its numbers or its name belong to %(count)s organisations of the register. Give one number, or merge them."),
    "import_means_the_same": _("It means the same organisation as row %(row)s."),
}
SENTENCES |= {f"code_specialities_{code}": words for code, words in SPECIALITIES.items()}
