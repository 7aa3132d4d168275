"""Walking the latent space: from latents to pictures; it never reads data.

recipe.py          how a face comes about, as its link says it; request: a picture of it
model.py           a generator opened for walking
renderer.py        requests in, pictures out, on a thread of its own; sheet: as they are sent
sampling.py        faces of seeds
style_space.py     how styles are distributed; mixing: styles made of styles
directions/        what a slider adds, how that is learned, what it does
paths.py           from face to face; frames: of a film
graphs/            a generator as ONNX, for browsers and other programs
face_finding.py    where faces are in a photo; face_crop: cut as CelebA's are
encoding.py        the encoder, which guesses a photo's style
projection.py      the style nearest to a picture; lent_projection: on a GPU that is lent
tuning.py          a generator made to give one photo; tuned_file: kept as a file
listing.py         the generators of this disk
commands.py        what the commands of `facegen latent` do; photo_command: with a photo
"""
