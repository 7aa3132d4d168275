"""The head of the page: its name, which faces it is about, and what to know of them.

widget.py   the line itself
address.py  where Back, Forward and links lead
"""
