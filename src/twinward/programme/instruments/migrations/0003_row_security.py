"""PostgreSQL shows instruments, and what they consist of, to whom `InstrumentQuerySet` does."""

from django.db import migrations

from twinward.foundation.kernel.row_security import REACH, asked_of_all, guarded, guarded_with, on_postgresql, within_reach
from twinward.programme.instruments.lifecycle import SHOWN_TO_BOTH

_IS_PARTY = """EXISTS (SELECT 1 FROM instruments_party WHERE instrument_id = what
    AND (organisation_id = ANY (organisations) OR country_id = ANY (countries)))"""
_FUNCTIONS = (
    asked_of_all("twinward_is_party_within", "what bigint, countries text[], organisations bigint[]", "instruments", _IS_PARTY)
    + """
CREATE FUNCTION twinward_sees_instrument(what bigint) RETURNS boolean LANGUAGE sql STABLE AS
$$ SELECT EXISTS (SELECT 1 FROM instruments_instrument WHERE id = what) $$;
"""
)
_STATES = ", ".join(f"'{state}'" for state in sorted(SHOWN_TO_BOTH))
_INSTRUMENT = (
    f"is_public OR {within_reach('instruments', 'drafted_at_id')}"
    f" OR ((origin = 'recorded' OR state IN ({_STATES}) OR is_kept_in_sight)"
    f" AND twinward_is_party_within(id, {REACH.format(family='instruments')}))"
)
_PARTY = f"{within_reach('instruments', 'organisation_id', 'country_id')} OR twinward_sees_instrument(instrument_id)"
_LINK = "twinward_sees_instrument(from_instrument_id) OR twinward_sees_instrument(to_instrument_id)"


class Migration(migrations.Migration):
    dependencies = [("instruments", "0002_append_only"), ("kernel", "0003_row_security"), ("registry", "0002_row_security")]
    operations = [
        on_postgresql(_FUNCTIONS, "DROP FUNCTION twinward_is_party_within, twinward_sees_instrument"),
        guarded("instruments_instrument", "instruments", _INSTRUMENT),
        guarded("instruments_party", "instruments", _PARTY),
        guarded("instruments_link", "instruments", _LINK),
        *(
            guarded_with(f"instruments_{part}", "instruments", "instruments_instrument", "instrument_id")
            for part in ("act", "text", "waiver")
        ),
    ]
