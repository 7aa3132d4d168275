"""Latent: a generator under sliders.

tab.py          the tab
panel.py        its widget, with a script for each of its parts
routes.py       pictures at sixty a second, past Gradio's queue
long_routes.py  films, photos, neighbours, told as they go
tuned_routes.py generators tuned to a photo
sent.py         what is sent to a route
local_routes.py the generator itself, for browsers that make faces; about: what the panel is told
endpoints.py    the same by name
panel.js        the panel; stage, scales: the face; sliders, reading: its attributes
state.js        what is shown, in the fields of a link; walk: from one to the next, history back
ways.js         other ways to a face: between, film, sheet of 64; photo/: from a photo or a camera
where.js        where faces are made: on the server, or in local/, by seeds, styles and network in
                worker, and synthesis by our own kernels or graphs by ONNX Runtime
explorer/       the panel and a generator as one HTML file
"""
