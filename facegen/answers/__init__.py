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
tuning.py       a generator tuned to a photo
tuned.py        those that are, in memory and soon forgotten
reading.py      what is read in a face, and which faces are like it
latent_view.py  what the scripts read of all this
runs.py         the runs in a folder, read once for all who look
run_view.py     a run as the scripts read it
watched_run.py  the same, filled in and kept up to date
run_words.py    what its numbers mean
run_actions.py  what can be done with it
run_film.py     its samples as a film
reports.py      measuring it
permission.py   who may do so
"""
