"""The explorer: a generator with all that walks it, as one HTML file that needs no server.

bundle.py     scripts that import each other become one
page.py       the file
commands.py   the same from the command line
explorer.js   what starts in it; explorer.css, explorer.html
"""
