"""Which of a generator's faces hold together; `models.sound_seeds` keeps what is found.

search.py        how sure a face detector is of each, and what is rarer among those kept
sound_card.py    what a model card says of it
"""
