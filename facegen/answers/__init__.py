"""One frozen request in, one plain result out; knows no gradio, starlette or torch.

context.py      the datasets, generators and runs of one server, opened once
checkpoints.py  the generators one may choose
choices.py      one such choice, and how it opens
fetched.py      those fetched from the Hub
links.py        the state of a tab as the query of an address
turns.py        heavy work, one piece at a time
portraits.py    one statistic of one query as a picture
sheets.py       a grid of samples
face_film.py    films from face to face
projection.py   a photo brought into the latent space
glance.py       a face found at a glance, for a camera
graphs.py       generators as ONNX: found, or written once for browsers
networks.py     what a browser may run beside any generator
tuning.py       a generator tuned to a photo
tuned.py        those that are, in memory and soon forgotten
reading.py      what is read in a face, and which faces are like it
latent_view.py  what the scripts read of all this
runs/           runs as they are looked at, and what can be done with them
story/          what each step of the story says, asks and answers
"""
