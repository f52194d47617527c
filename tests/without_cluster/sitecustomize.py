"""First in PYTHONPATH, it makes a process one of somebody who has not installed the extra `cluster`."""

import sys

sys.modules["distributed"] = None  # type: ignore[assignment]
