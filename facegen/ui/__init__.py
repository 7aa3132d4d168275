"""The page; the only room that knows gradio and starlette.

page.py      the tabs, and how a link opens them
server.py    how it is served
routes.py    the plain routes of all tabs
scripts.py   what the browser runs, as modules
api.py       the named endpoints of all tabs
handlers.py  where errors become words
streams.py   slow work told line by line
theme.py     how it looks
assets.py    style sheets as text
start.py     from the command to opening.py, which imports all of it; startup: helpers of both
guards/      what stands before every route, one file for each kind of attack
average/     pixels/ latent/ training/: a tab each
widgets/     what tabs share
"""
