"""Samplers: models of faces as pixels, to draw others from, that show what such models lack.

samplers.py            the ways to draw faces
patches.py             pixels or patches independently; pixel_kernels: compiled
pixel_gaussian.py      a Gaussian for each pixel
eigenfaces.py          directions in which faces differ; eigenface_index: worked out once
eigenface_gaussian.py  the joint Gaussian over them
"""
