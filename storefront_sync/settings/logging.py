"""Logs: structlog over the standard library, one event a line, every text redacted."""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping
from typing import cast

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from storefront_sync.core.redaction import redact_value

_OWN_KEYS = frozenset({"level", "timestamp", "logger"})


def redacted(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """A processor that hides secrets and buyers' data in every value of an event, tracebacks included."""
    kept = {key: event[key] for key in _OWN_KEYS if key in event}
    cleaned = cast(
        dict[str, object], redact_value({key: event[key] for key in event if key not in _OWN_KEYS})
    )
    return {**kept, **cleaned}


def formatter(style: str) -> structlog.stdlib.ProcessorFormatter:
    """The formatter of one handler: `json`, `console` for people, or `auto`, as standard error is."""
    if style == "auto":
        style = "console" if sys.stderr.isatty() else "json"
    renderer: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if style == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_SHARED,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, redacted, renderer],
    )


def configure(options: Mapping[str, str]) -> None:
    """Set up logging for this process; `options` holds `level` and `format` (auto, json or console).

    Django calls this as its LOGGING_CONFIG.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter(options["format"]))
    root = logging.getLogger()
    for old in [each for each in root.handlers if getattr(each, "of_storefront", False)]:
        root.removeHandler(old)
    handler.of_storefront = True  # type: ignore[attr-defined]
    root.addHandler(handler)
    root.setLevel(options["level"].upper())
    for chatty in ("urllib3", "rq", "asyncio"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


_SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
    structlog.processors.format_exc_info,
]
