"""What stands below `tf`, as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

