"""Training: start a run, follow it from anywhere, lose nothing.

tab.py       the tab
form.py      the settings of a new run
settings.py  what changes while it trains, and the push to the Hub
insight.py   what the discriminator looks for
monitor.py   which run is watched, and what can be done with it
curves.py    its metrics
grids.py     its samples
scores.py    what the discriminator says of them
routes.py    what changes by itself, asked for once a second
"""
