"""What comes of a run.

export.py   a checkpoint others can use, with its card
trained.py  the networks of a run
story.py    a run told in pictures
insight.py  what a discriminator looks for
telling.py  the channels by which it tells faces from samples
bundle.py   the synthetic faces that ship
"""
