"""Latent: a generator under sliders.

tab.py          the tab
panel.py        its widget, with a script for each of its parts
routes.py       pictures at sixty a second, past Gradio's queue
long_routes.py  films, photos, neighbours, told as they go
endpoints.py    the same by name
"""
