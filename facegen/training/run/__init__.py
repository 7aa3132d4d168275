"""A run is a folder: what is in it, who writes it, and what decides what it does.

config.py     everything that decides what a run does, as JSON
budget.py     how long it learns, in images or minutes
options.py    what a person may choose of that, with unit and bounds
presets.py    recipes by name
runs.py       the folder: metrics, checkpoints, samples, state
snapshots.py  samples at each scale through time
recording.py  what a run showed, small enough to ship
trackers.py   its metrics for other programs: CSV, Trackio, TensorBoard, Weights & Biases
live.py       what may be changed while it trains
process.py    who trains it, as the folder tells
lock.py       a lock that ends with its process
"""
