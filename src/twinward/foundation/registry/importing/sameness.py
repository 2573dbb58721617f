"""Rows that somebody said are institutions on record, though no number and no name says so."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from twinward.foundation.registry.importing.columns import Row
from twinward.foundation.registry.models import Identifier, Organisation


def may_be_same(rows: Iterable[Row], same: Mapping[int, int]) -> set[int]:
    """Numbers of the rows that can be the organisation of the key that `same` gives for them.

    It stands, is real and of the row's country, and of no register that the row has a number of has it another: a register tells them apart.
    """
    asked = [row for row in rows if row.number in same]
    keys = {same[row.number] for row in asked}
    standing = Organisation.objects.unscoped("held against what was said of a file").standing()
    countries = dict(standing.filter(pk__in=keys, is_illustrative=False).values_list("pk", "country_id"))
    schemes = defaultdict[int, set[str]](set)
    for pk, scheme in Identifier.objects.filter(organisation__in=keys).values_list("organisation_id", "scheme"):
        schemes[pk].add(scheme)
    return {
        row.number
        for row in asked
        if countries.get(key := same[row.number]) == row.fields["country_id"] and not schemes[key] & row.ids.keys()
    }
