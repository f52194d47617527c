"""Lessons played to their end by nobody: as text, on the screen, into a recording or pictures, or to be checked.

`walk` decides where a player stops and numbers the stops; everything that plays follows it, so a step has one number.
"""
