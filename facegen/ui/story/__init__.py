"""Story: the first tab, read from above with one thing to do a step.

tab.py       the tab
panel.py     its widget
routes.py    what a step shows, asked for as the reader scrolls
panel.js     which step is read, and what was chosen in it
controls.js  how one chooses
shown.js     the stage: faces, plots, tables, dots
plot.js      curves
words.js     paragraphs with emphasis
own/         pictures that a reader brings, counted in the browser
"""
