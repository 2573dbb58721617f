"""Whether this process is alive, and whether it can answer people: for what watches it and what sends readers to it."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe


@require_safe
@cache_control(private=True, no_store=True)
def health(_request: HttpRequest) -> HttpResponse:
    """The process answers. It asks nothing else of anybody."""
    return HttpResponse("alive\n", content_type="text/plain")


@require_safe
@cache_control(private=True, no_store=True)
def ready(_request: HttpRequest) -> HttpResponse:
    """Pages can be answered: the store is there and is of this version. 503 and one word of why while it is not."""
    if because := _unready():
        return HttpResponse(f"{because}\n", content_type="text/plain", status=503)
    return HttpResponse("ready\n", content_type="text/plain")


def _unready() -> str:
    from twinward.site.home import is_up_to_date

    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return "" if is_up_to_date() else "store of another version"
    except DatabaseError:
        return "store away"
