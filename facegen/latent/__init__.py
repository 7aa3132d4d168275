"""Walking the latent space: from latents to pictures; it never reads data.

recipe.py          how a face comes about, as its link says it; request: a picture of it
model.py           a generator opened for walking
renderer.py        requests in, pictures out, on a thread of its own; sheet: as they are sent
sampling.py        faces of seeds
style_space.py     how styles are distributed; mixing: styles made of styles
directions/        what a slider adds, how that is learned, what it does
soundness/         which seeds' faces hold together
paths.py           from face to face; frames: of a film
graphs/            a generator as ONNX, for browsers and other programs
photo/             a photo's face: found, cut, looked for, and the generator tuned to it
listing.py         the generators of this disk
commands.py        what the commands of `facegen latent` do
"""
