"""The Hugging Face Hub: checkpoints pushed and fetched, and what it says put in words.

A person's token is used for what they ask and never kept. What is fetched as a checkpoint is JSON
and safetensors alone. Whether it is one is for the caller to say: this room knows no networks.

fetching.py  a model repository into the Hub's own cache
pushing.py   a checkpoint, with a person's own token
jobs.py      a command on its machines, and the repository by which files come and go
refusals.py  what it answers to whoever may not write, in words
reach.py     names, the cache, whether there is a network, words
space.py     a Space's folder, laid out
"""

from facegen.hub.fetching import fetch
from facegen.hub.pushing import push
from facegen.hub.reach import REPOSITORY, in_cache, refusals_in_words, require_name, require_network

__all__ = [
    "REPOSITORY",
    "fetch",
    "in_cache",
    "push",
    "refusals_in_words",
    "require_name",
    "require_network",
]
