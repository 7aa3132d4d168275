"""Many runs on one machine: started, waiting, stopped, branched off, thrown away.

jobs.py      start, stop, resume, go back, as processes of their own
queue.py     one at a time; who is next
probe.py     how fast a run would be
limits.py    what a run may cost
branches.py  runs that begin where another was
trash.py     runs that were deleted
"""
