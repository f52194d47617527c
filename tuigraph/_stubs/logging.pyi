"""`tf.logging` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph.interop.log import DEBUG as DEBUG
from tuigraph.interop.log import ERROR as ERROR
from tuigraph.interop.log import FATAL as FATAL
from tuigraph.interop.log import INFO as INFO
from tuigraph.interop.log import TaskLevelStatusMessage as TaskLevelStatusMessage
from tuigraph.interop.log import WARN as WARN
from tuigraph.interop.log import debug as debug
from tuigraph.interop.log import error as error
from tuigraph.interop.log import fatal as fatal
from tuigraph.interop.log import flush as flush
from tuigraph.interop.log import get_verbosity as get_verbosity
from tuigraph.interop.log import info as info
from tuigraph.interop.log import log as log
from tuigraph.interop.log import log_every_n as log_every_n
from tuigraph.interop.log import log_first_n as log_first_n
from tuigraph.interop.log import log_if as log_if
from tuigraph.interop.log import set_verbosity as set_verbosity
from tuigraph.interop.log import vlog as vlog
from tuigraph.interop.log import warn as warn
from tuigraph.interop.log import warning as warning

__all__ = [
    "DEBUG",
    "ERROR",
    "FATAL",
    "INFO",
    "TaskLevelStatusMessage",
    "WARN",
    "debug",
    "error",
    "fatal",
    "flush",
    "get_verbosity",
    "info",
    "log",
    "log_every_n",
    "log_first_n",
    "log_if",
    "set_verbosity",
    "vlog",
    "warn",
    "warning",
]
