"""What lies beside an organisation's own columns: its names, numbers and specialities. For `actions` alone, which tells the ledger of it."""

from collections.abc import Iterable, Mapping
from typing import Any

from twinward.foundation.registry.models import Identifier, Organisation, OrganisationName, OrganisationSpeciality

Name = tuple[str, str, str]
Number = tuple[str, str]


def beside(organisation: Organisation) -> dict[str, Any]:
    """Names, numbers and specialities, in an order that does not depend on when they were written."""
    return {
        "names": sorted(map(list, organisation.names.values_list("value", "language", "use"))),
        "identifiers": sorted(map(list, organisation.identifiers.values_list("scheme", "value"))),
        "specialities": sorted(organisation.specialities.values_list("code", flat=True)),
    }


def replace_beside(organisation: Organisation, after: Mapping[str, Any]) -> None:
    """What is wanted no longer goes, what is new comes; rows that stay keep their keys."""
    if "names" in after:
        wanted = {(value, language, use) for value, language, use in after["names"]}
        names = {(one.value, one.language, one.use): one.pk for one in organisation.names.all()}
        OrganisationName.objects.filter(pk__in=[pk for name, pk in names.items() if name not in wanted]).delete()
        write_beside(organisation, sorted(wanted - set(names)), (), ())
    if "identifiers" in after:
        pairs = {(scheme, value) for scheme, value in after["identifiers"]}
        numbers = {(one.scheme, one.value): one.pk for one in organisation.identifiers.all()}
        Identifier.objects.filter(pk__in=[pk for number, pk in numbers.items() if number not in pairs]).delete()
        write_beside(organisation, (), sorted(pairs - set(numbers)), ())
    if "specialities" in after:
        organisation.specialities.exclude(code__in=after["specialities"]).delete()
        known = set(organisation.specialities.values_list("code", flat=True))
        write_beside(organisation, (), (), [code for code in after["specialities"] if code not in known])


def write_beside(organisation: Organisation, names: Iterable[Name], numbers: Iterable[Number], codes: Iterable[str]) -> None:
    """The organisation has these names, numbers and specialities as well."""
    OrganisationName.objects.bulk_create(
        OrganisationName(organisation=organisation, value=value, language=language, use=use) for value, language, use in names
    )
    Identifier.objects.bulk_create(Identifier(organisation=organisation, scheme=scheme, value=value) for scheme, value in numbers)
    OrganisationSpeciality.objects.bulk_create(OrganisationSpeciality(organisation=organisation, code=code) for code in codes)
