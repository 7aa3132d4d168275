"""The story: from the average face to a network that paints, one thing to do a step.

told.py      every step in order, found by its key, answered
beginning.py what it opens with; first.py: its pictures, made beforehand
step.py      what a step is
view.py      what a step shows, as a script reads it
table/       the steps' words, a file a chapter; each step names the function that answers it
averages.py  answers about averages
chances.py   about probability
drawing.py   about drawing faces from what was counted
networks.py  about networks
classifier.py  about one that is told attributes, and paints their average
judge.py     about what a judge looks for
race.py      about two pairs of networks that learn beside each other
own.py       about pictures of the reader's own, before there are any
kept.py      those pictures kept as a dataset, where the reader is at home
samples.py   about what a painter's pictures are: strange ones, copies, and what a judge teaches it
recorded.py  what is read in the recordings that ship
"""
