"""A run on a machine that is somebody else's, and its folder here all the same.

handing.py    hand a run over: its settings, its faces and this code to a private repository; a job
sitting.py    what the job does: unpack, train, send the run's folder home again and again
following.py  bring home what it sends, say how it goes, stop it
commands.py   `start --on hf-jobs` and `follow`

A private model repository on the Hub is all that connects the two machines:

    facegen.zip   this code, without the page
    faces/        the store, packed; none where the faces are those that ship
    run/          the run's folder, first as made here and then as the job sends it
"""
