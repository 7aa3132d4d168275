"""Average faces: what the average face of a query looks like.

tab.py          the widgets and what they do
console.py      the widgets that say which average is asked for
comparisons.py  what is asked, its link, and what is then shown
endpoints.py    the same over HTTP
"""
