"""Tables in, figures out; the only room that knows a plot library.

diverging.py           values from -1 to 1 as colours
layout.py              what every chart shares
pixel_distribution.py  three histograms of one pixel
score_histograms.py    what a discriminator says of samples and faces
shared_attributes.py   what else matching faces share, as bars of lift
training_curves.py     the metrics of a run
"""
