"""What tabs share: the page's own widgets, each a Python file beside its script and style.

chips.py     attributes as three-state buttons
stage.py     the large picture of a tab
gallery.py   small pictures with captions
folds.py     what is worked out only while it is open
due.py       that something is to be shown anew, whatever came before
controls.py  the widgets that say what a tab is asked, named once

All scripts of the page share these modules, and most widgets one style:

dom.js      elements, buttons, copying and downloading
ask.js      answers of the server, or a sentence on what is wrong
words.js    numbers as people read them
places.js   where a pointer is in a picture
news.js     what one widget has for others
query.js    a query as the chips write it
shared.css  rows of choices, tools, legends
"""
