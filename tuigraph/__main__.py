"""``python -m tuigraph`` is the command ``tuigraph``."""

import sys

from tuigraph.cli import main

if __name__ == "__main__":
    sys.exit(main())
