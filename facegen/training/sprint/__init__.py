"""A GPU for ten minutes: one command that trains as far as the time allows, and brings it home.

supervisor.py  from the faces to what is brought home
course.py      the time there is, and the processes begun
choosing.py    which shape to train; shapes: those there are; trials: how fast each is
compiling.py   whether compiled networks are worth it
sitting.py     the process that trains
children.py    a process, and what it says
parcel.py      what is brought home, in small files
"""
