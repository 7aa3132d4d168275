"""Which of a generator's faces hold together.

sound_seeds.py   the table: seeds whose faces do, kept beside a checkpoint
search.py        how sure a face detector is of each, and what is rarer among those kept
sound_card.py    what a model card says of it
"""
