"""The log: one JSON object a line, or words for whoever watches a terminal. It holds no secret and nothing of what people typed.

Links hold what lets somebody in, and the messages of exceptions hold what was typed: of an address the log tells its pattern, of an exception its
kind and where it arose (OWASP ASVS 5.0, 16.2.5).
"""

import logging
import secrets
import sys
import time
from collections.abc import Callable, Iterator, MutableMapping
from contextvars import ContextVar
from pathlib import Path
from traceback import walk_tb
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse

logger = logging.getLogger(__name__)
#: What our own messages say besides their words.
SAID = ("method", "route", "status", "ms", "who")
_PACKAGE = Path(__file__).resolve().parents[2]
_request: ContextVar[str] = ContextVar("request", default="")

Entry = MutableMapping[str, Any]


def request_number() -> str:
    """The number under which the log tells of the request that is being answered; "" outside of one."""
    return _request.get()


class Logged:
    """Every request has a number, which its answer bears and under which the log tells of it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token, began = _request.set(secrets.token_hex(6)), time.perf_counter()
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = request_number()
            if logger.isEnabledFor(logging.INFO):
                logger.info("answered", extra=_told(request, response, began))
            return response
        finally:
            _request.reset(token)


def _told(request: HttpRequest, response: HttpResponse, began: float) -> dict[str, Any]:
    match = request.resolver_match
    return {
        "method": request.method,
        "route": f"/{match.route}" if match else "none",
        "status": response.status_code,
        "ms": round(1000 * (time.perf_counter() - began), 1),
        "who": getattr(getattr(request, "_cached_user", None), "key", "nobody"),  # as far as it was asked: the log asks no store
    }


def with_request(_logger: Any, _name: str, entry: Entry) -> Entry:
    """The number of the request that is being answered, if one is."""
    return {**entry, "request": number} if (number := request_number()) else entry


def without_values(_logger: Any, _name: str, entry: Entry) -> Entry:
    """Of an exception its kind, those of its causes, and where each arose; not what it says, which may be what somebody typed."""
    told = entry.pop("exc_info", None)
    error = told[1] if isinstance(told, tuple) else sys.exc_info()[1] if told is True else told
    return {**entry, "errors": list(_errors(error))} if isinstance(error, BaseException) else entry


def _errors(error: BaseException | None) -> Iterator[dict[str, Any]]:
    while error is not None:
        frames = [(Path(frame.f_code.co_filename), line, frame.f_code.co_name) for frame, line in walk_tb(error.__traceback__)]
        yield {"kind": type(error).__qualname__, "at": [f"{_shown(path)}:{line} {name}" for path, line, name in frames]}
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _shown(path: Path) -> str:
    """A file of ours from the package on, any other by its last two names: where something is installed is nobody's business."""
    return str(path.relative_to(_PACKAGE)) if path.is_relative_to(_PACKAGE) else "/".join(path.parts[-2:])


def configured(level: str) -> dict[str, Any]:
    """The settings of Python's logging, for entries from this level on."""
    written = structlog.dev.ConsoleRenderer(colors=False) if sys.stderr.isatty() else structlog.processors.JSONRenderer(ensure_ascii=False)
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "written": {
                "()": "structlog.stdlib.ProcessorFormatter",
                "foreign_pre_chain": [
                    structlog.stdlib.add_log_level,
                    structlog.stdlib.add_logger_name,
                    structlog.stdlib.ExtraAdder(allow=SAID),
                    structlog.processors.TimeStamper(fmt="iso", utc=True),
                    with_request,
                    without_values,
                ],
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, written],
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "written"}},
        "root": {"handlers": ["console"], "level": level},
        # They name whole addresses. A mistake of ours is told by `went_wrong`, a person's slip to that person alone.
        "loggers": {name: {"level": "CRITICAL"} for name in ("django.request", "django.security.csrf", "django.security.DisallowedHost")},
    }
