"""The page; the only room that knows gradio and starlette.

page.py      the tabs, and how a link opens them; following: what becomes of them then
server.py    what is answered; sessions: what is kept of visitors; transfer: what it weighs
serving.py   how it is served; arriving: from the first second; resting: when nobody asks
first_sight  what the page's first answer shows, before any script, and before there is a page
titles.py    the tabs' titles
routes.py    the plain routes of all tabs
scripts.py   what the browser runs, as modules
endpoint.py  a named endpoint, described once
api.py       those of all tabs; api_page: as a document; tools: for MCP
handlers.py  where errors become words on the page; refusals: which words, anywhere
streams.py   slow work told line by line
theme.py     how it looks; forced_colors.css: where a system has colours of its own
assets.py    style sheets and scripts as text
start.py     from the command to opening.py, which imports all of it; startup: helpers of both
guards/      what stands before every route, one file for each kind of attack
head/        the first line of the page
story/       average/ pixels/ latent/ training/: a tab each
widgets/     what tabs share
"""
