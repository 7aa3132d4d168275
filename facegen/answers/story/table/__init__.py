"""The table of the story: what each step says and asks, in the order in which it is told.

averages.py  averages, and what one may ask of them
chances.py   what a probability is
drawing.py   faces made out of what was counted
networks.py  networks
"""
