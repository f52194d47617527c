"""`tf.logging`: the logger named "tensorflow", with TensorFlow's functions and levels."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, Any

DEBUG = logging.DEBUG
INFO = logging.INFO
WARN = logging.WARNING
ERROR = logging.ERROR
FATAL = logging.FATAL

_LEVELS = {"DEBUG": DEBUG, "INFO": INFO, "WARN": WARN, "ERROR": ERROR, "FATAL": FATAL}
_logger = logging.getLogger("tensorflow")
_seen: dict[Any, int] = {}


if TYPE_CHECKING:
    _StreamHandler = logging.StreamHandler[Any]
else:
    _StreamHandler = logging.StreamHandler  # not subscriptable before Python 3.11


class _ToStandardError(_StreamHandler):
    """Writes to what `sys.stderr` is at the time: it may be exchanged while a program runs."""

    def emit(self, record: logging.LogRecord) -> None:
        self.stream = sys.stderr
        super().emit(record)


if not _logger.handlers and not logging.getLogger().handlers:
    _handler = _ToStandardError()
    _handler.setFormatter(logging.Formatter(logging.BASIC_FORMAT))
    _logger.addHandler(_handler)

log = _logger.log
debug = _logger.debug
info = _logger.info
warn = warning = _logger.warning
error = _logger.error
fatal = _logger.fatal


def get_verbosity() -> int:
    """The level from which messages are shown; WARN unless it was set."""
    return _logger.getEffectiveLevel()


def set_verbosity(v: Any) -> None:
    """Show messages of this level and above: a number such as `tf.logging.INFO`, or its name."""
    _logger.setLevel(_LEVELS.get(v, v))


def log_every_n(level: int, msg: str, n: int, *args: Any) -> None:
    """Log the first, the (n + 1)-th, ... call with this message."""
    count = _seen[msg] = _seen.get(msg, -1) + 1
    log_if(level, msg, count % n == 0, *args)


def log_first_n(level: int, msg: str, n: int, *args: Any) -> None:
    """Log the first `n` calls with this message."""
    count = _seen[msg] = _seen.get(msg, -1) + 1
    log_if(level, msg, count < n, *args)


def log_if(level: int, msg: str, condition: Any, *args: Any) -> None:
    if condition:
        _logger.log(level, msg, *args)


def vlog(level: int, msg: str, *args: Any) -> None:
    _logger.log(level, msg, *args)


def flush() -> None:
    """Messages are written at once; there is nothing to flush."""


def TaskLevelStatusMessage(msg: str) -> None:
    _logger.error(msg)


def get_logger() -> logging.Logger:
    return _logger
