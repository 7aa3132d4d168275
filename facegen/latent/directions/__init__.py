"""Directions: what a slider adds to a style, how that is learned, and what it was seen to do.

directions.py      the directions of a generator; direction_card: each at work, to be looked at
discovery.py       how they are learned; labelling: from which faces
effects.py         what a step does to faces; entanglement: what directions share
reach.py           how far a tuned face can be moved before it breaks
"""
