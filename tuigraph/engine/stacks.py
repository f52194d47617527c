"""The default sessions of each thread."""

from __future__ import annotations

import threading
from typing import Any

from tuigraph.engine.protocols import Runnable, Runner


class DefaultSessions(threading.local):
    def __init__(self) -> None:
        self.stack: list[Any] = []


sessions = DefaultSessions()


def get_default_session() -> Any:
    """The innermost default session of this thread, or None (`tf.get_default_session`)."""
    return sessions.stack[-1] if sessions.stack else None


def session_for(element: Runnable, session: Runner | None, what: str, how: str) -> Runner:
    if session is None:
        session = get_default_session()
        if session is None:
            raise ValueError(
                f"Cannot {what} using `{how.split('(')[0]}()`: No default session is registered. "
                f"Use `with sess.as_default()` or pass an explicit session to `{how}`"
            )
        if session.graph is not element.graph:
            raise ValueError(
                f"Cannot use the default session to {what}: '{element.name}' is in another graph than the session. "
                f"Pass an explicit session to `{how}`."
            )
    elif session.graph is not element.graph:
        raise ValueError(
            f"Cannot use the given session to {what}: '{element.name}' is in another graph than the session."
        )
    return session
