"""Many runs on one machine: started, waiting, stopped, branched off, thrown away.

jobs.py      start, resume, go back, branch off, as processes of their own
steering.py  pause, proceed, change, stop a run in progress
queue.py     one at a time; who is next
probe.py     how fast a run would be
limits.py    what a run may cost
branches.py  runs that begin where another was
trash.py     runs that were deleted
"""
