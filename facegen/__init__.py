"""facegen: explore how faces are distributed and generated, from the average face to a GAN."""

__version__ = "0.1.0"
