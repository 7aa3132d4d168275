"""How the networks learn, from a folder on disk to what comes of it.

run/         a run is a folder
engine/      one process learning
jobs/        many runs on one machine
outcome/     what comes of a run
elsewhere/   a run as a job on the Hub's machines, its folder here
sprint/      ten minutes on a GPU, by one command
attributes/  the attribute network's own trainer
commands.py  what the commands of `facegen training` do; listing: those without the engine
"""
