"""How the networks learn, from a folder on disk to what comes of it.

run/         a run is a folder
engine/      one process learning
jobs/        many runs on one machine
outcome/     what comes of a run
attributes/  the attribute network's own trainer
commands.py  what the commands of `python -m facegen.training` do
"""
