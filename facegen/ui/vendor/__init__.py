"""Files of others that the browser runs: their name, version, licence and sums in vendored.json.

refresh.py   fetches them from npm; nothing else of npm is used when facegen runs
"""
