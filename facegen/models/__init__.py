"""The networks: plain torch modules, their configurations and their files; they know no data.

generator.py      what every generator has in common; latents: from seeds
msg_gan.py        the multi-scale GAN; simple_gan, category_net: beside it
layers.py         the pieces they are built from
attribute_net.py  forty attributes of a face; style_encoder: its style
growth.py         a larger network from a smaller one
shapes.py         the shapes they come in; presets: by name; bounds: what a shape may say
families.py       the kinds of model that are trained
uncompiled.py     what trains them: torch's optimisers, without the compiler they import
plan.py           networks of every size, without values
stored.py         how a network is kept; checkpoint: a generator's folder
description.py    what a checkpoint says of itself, without torch
sound_seeds.py    which of a generator's seeds have faces that hold together
named.py          checkpoints by name; places: where they lie on this disk
card.py           the model card; card_section: a part of it; licences: what its header says
"""
