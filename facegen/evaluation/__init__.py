"""How good the result is: measures of a set of pictures beside a set of real faces.

measure.py             every measure beside its floor
yardstick.py           how like faces samples are, for any number of sets of them
real_faces.py          which real faces serve for what
samples.py             the pictures under test
sliced_wasserstein.py  a distance at each scale, as ProGAN defines it
sharpness.py           how much detail there is at each scale
kernel_distance.py     between two sets of features
coverage.py            density and coverage; neighbours: exact nearest ones
memorisation.py        are samples copies? copying: the search, beside planted copies
nearest_faces.py       is this one face a copy?
milestones.py          what samples have got right by now
report.py              what was found; card: in the model card; underway: how far it is
progress.py            what more training gave; truncation: what truncation does
commands.py            what the commands of `facegen evaluation` do
"""
