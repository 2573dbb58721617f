"""What instruments leave to do: texts whose turn has come, evidence that is missing on record, institutions without a focal point."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext

from twinward.foundation.kernel.actors import Actor, Scope
from twinward.foundation.kernel.days import Basis, Day
from twinward.foundation.kernel.tasks import Task
from twinward.foundation.kernel.wording import full_sentence_list, on_day
from twinward.programme.instruments.evidence import gaps, lacking_focal_point, standing_acts
from twinward.programme.instruments.facts import InstrumentKind, Standing
from twinward.programme.instruments.models import Instrument, Party
