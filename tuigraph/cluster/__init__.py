"""Clusters of real processes: each task is a server that keeps state, and sessions that run a graph across tasks.

`tuigraph/DESIGN.md` says how a run is cut at the borders between tasks.  Nothing here is imported before a program
makes a server of several tasks or opens a session on a target of another process; what talks is Dask's `distributed`
(`pip install 'tuigraph[cluster]'`).
"""
