"""One process, or several in step, learning from faces.

loop.py         step, watch, save, come back from trouble
session.py      one sitting: logging, signals, progress
control.py      what the outside says to the loop, and hears
state.py        a training checkpoint on disk
task.py         what the loop needs of anything that learns
adversarial.py  a generator against a discriminator
regression.py   attributes to faces
grow.py         a run that begins with a smaller one's networks
losses.py       what is lowered, and the penalties
batches.py      which faces, latents and random numbers a step sees
augment.py      changes of real and made pictures alike
ema.py          the running average of weights
optimisers.py   optimisers and their state
machine.py      device, precision, compiling
world.py        one process or several
meter.py        averages of what the steps report; pace: how fast they come
monitor.py      samples, drift, signs of overfitting
frechet.py      a light Frechet distance
"""
