"""``python -m tuigraph.debuggee IN OUT DIRECTORY``: started by the client, with two open file descriptors."""

import sys

from tuigraph.debuggee.child import main

if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
