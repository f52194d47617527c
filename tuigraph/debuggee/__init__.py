"""The child process that holds a program and its debugger, and the screen's end of the pipe to it.

`client` runs beside the screen and imports neither the engine nor NumPy; `child` runs in the process that does.
"""
