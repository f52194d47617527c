"""``python -m tuigraph.debuggee IN OUT STDOUT STDERR DIRECTORY``: started by the client, with open file descriptors."""

import sys

from tuigraph.debuggee.child import main

if __name__ == "__main__":
    inward, outward, out, err = map(int, sys.argv[1:5])
    main(inward, outward, out, err, sys.argv[5])
