"""Ends the debuggee when the screen's process is gone without a word: killed, or crashed.

The debuggee sees by itself that nobody talks to it any more, but not while its program is in C code that lets no other
thread run.  So a shell looks on from outside.  It is the screen's child: the program, which may wait for all of its
own, never meets it.
"""

from __future__ import annotations

import contextlib
import os
import subprocess

PATIENCE = 1  # seconds that the debuggee has for ending by itself


class Guard:
    """Kills a process group (the debuggee and what its program has started) at the end of this process."""

    def __init__(self, group: int) -> None:
        self._shell: subprocess.Popen[bytes] | None = None
        watched, self._open = os.pipe()
        with contextlib.suppress(OSError):  # a system without this shell
            self._shell = subprocess.Popen(
                ["/bin/sh", "-c", f"read nothing; sleep {PATIENCE}; kill -s KILL -- -{group}"],
                stdin=watched,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # what ends the screen's terminal does not end it
            )
        os.close(watched)

    def dismiss(self) -> None:
        """The group has ended: its number may be another's soon."""
        if self._shell is not None:
            self._shell.kill()
            self._shell.wait()
        os.close(self._open)
