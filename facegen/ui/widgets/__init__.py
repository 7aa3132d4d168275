"""What tabs share: the page's own widgets, each a Python file beside its script and style.

chips.py     attributes as three-state buttons
stage.py     the large picture of a tab
gallery.py   small pictures with captions
controls.py  the widgets that say what a tab is asked, named once
"""
