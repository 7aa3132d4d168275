"""Runs as they are looked at, and what can be done with them.

watch.py       the runs in a folder, read once for all who look
view.py        a run as the scripts read it
watched.py     the same, filled in and kept up to date
milestones.py  what its samples have come to look like, in words
words.py       what its numbers mean
actions.py     what can be done with it
film.py        its samples as a film
reports.py     measuring it
permission.py  who may do so
"""
