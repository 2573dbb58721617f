"""The empty sheet that people fill: its headings, and what belongs under each."""

import csv
import io

import xlsxwriter
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from twinward.foundation.kernel.sentences import say
from twinward.foundation.registry import rules
from twinward.foundation.registry.importing.columns import COLUMNS, REQUIRED
from twinward.foundation.registry.importing.words import codes_in_words

EXPLAINED: dict[str, Promise] = {
    "name": gettext_lazy("The name as the register shows it. It must be there."),
    "country": gettext_lazy("Two letters (UA) or the name of the country. It must be there."),
    "kind": gettext_lazy("One of: %(kinds)s. It must be there."),
    "ror": gettext_lazy("The identifier of the Research Organization Registry, when it has one."),
    "ua_edr": gettext_lazy("The number in the Ukrainian register, eight digits."),
    "name_en": gettext_lazy("The name in English."),
    "name_uk": gettext_lazy("The name in Ukrainian."),
    "name_az": gettext_lazy("The name in Azerbaijani."),
    "name_es": gettext_lazy("The name in Spanish."),
    "other_names": gettext_lazy("Other names, parted by semicolons."),
    "region": gettext_lazy("Region."),
    "city": gettext_lazy("Town or village."),
    "latitude": gettext_lazy("Degrees north, for example 50.4501."),
    "longitude": gettext_lazy("Degrees east, for example 30.5234."),
    "published_as": gettext_lazy("How much of the place the public sees: %(precisions)s. Country when empty."),
    "website": gettext_lazy("The address of its website."),
    "specialities": gettext_lazy("Parted by semicolons: %(specialities)s."),
}


def explained(column: str, yours: str = "") -> str:
    """What belongs into a column, in the reader's language. yours: the countries that the reader may import for, in words, when not all."""
    lists = {"kinds": rules.KINDS, "precisions": rules.PRECISIONS, "specialities": rules.SPECIALITIES}
    told = str(EXPLAINED[column]) % {name: codes_in_words(column, codes) for name, codes in lists.items()}
    return f"{told} {say('import_country_not_yours') % {'yours': yours}}" if column == "country" and yours else told


def as_csv() -> bytes:
    """The headings, in UTF-8 with a mark that Excel understands."""
    out = io.StringIO(newline="")
    csv.writer(out).writerow(COLUMNS)
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(yours: str = "") -> bytes:
    """The headings, and beside them a sheet that explains each, with `yours` as in `explained`."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
    sheet = book.add_worksheet("organisations")
    sheet.set_column(0, len(COLUMNS) - 1, 18, text)
    sheet.freeze_panes(1, 0)
    for number, column in enumerate(COLUMNS):
        sheet.write_string(0, number, column, bold)
    about = book.add_worksheet("columns")
    about.set_column(0, 0, 18)
    about.set_column(1, 2, 60)
    for number, column in enumerate(COLUMNS):
        about.write_string(number, 0, column, bold if column in REQUIRED else None)
        about.write_string(number, 1, explained(column, yours))
        about.write_string(number, 2, _("must be there") if column in REQUIRED else "")
    book.close()
    return out.getvalue()
