"""Average faces: what the average face of a query looks like.

tab.py          the widgets and what they do
console.py      the widgets that say which average is asked for
comparisons.py  what is asked, its link, and what is then shown
shared.py       what else the matching faces share, in sentences
endpoints.py    the same over HTTP
"""
