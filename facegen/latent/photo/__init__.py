"""Photo: the generator's face nearest to a photo, and the generator tuned to give it.

face_crop.py       the faces in a photo, cut as CelebA's are
encoding.py        the encoder, which guesses a photo's style
projection.py      the style nearest to a picture; lent_projection: on a GPU that is lent
tuning.py          a generator made to give one photo; tuned_file: kept as a file
descent.py         the steps of both: Adam at a falling rate
commands.py        `facegen latent project`
"""
