"""What facegen says when it cannot do what was asked.

Every message is one or two sentences a person can act on: what was wanted, what was found, what to
do. This module knows nothing of pages, exit codes or logging.
"""

import re

_PATH = re.compile(r"(?<![\w/:.~-])~?/(?:[^\s/'\"<>,;()]+/)+[^\s/'\"<>,;()]*")


class FacegenError(Exception):
    """Base of every error a person can act on; its text is shown as it stands."""


class DataError(FacegenError):
    """A source of pictures or tables is missing, damaged or of an unknown layout."""


class StoreError(FacegenError):
    """A prepared store is missing, incomplete, damaged or of another version."""


class QueryError(FacegenError):
    """A query, or a parameter of a statistic, is not one that can be answered."""


class EmptySelectionError(QueryError):
    """A query is well formed, but no face matches it."""


class ModelError(FacegenError):
    """A checkpoint is missing, damaged, or of another shape or version."""


class ForgottenError(ModelError):
    """A generator was held for a while, and is not any more."""


class TrainingError(FacegenError):
    """A run cannot be started or resumed, or had to stop."""


class HubError(FacegenError):
    """The Hugging Face Hub cannot be reached, or refuses."""


def without_paths(text: str) -> str:
    """Leave of each path on this machine the last part, which is enough to know what is meant.

    Where things lie is for whoever runs the server, in the log and on the command line; a visitor
    would learn the owner's name from it.
    """
    text = text.encode("utf-8", "replace").decode()  # half a surrogate pair cannot be sent
    return _PATH.sub(lambda path: path[0].rstrip("/").rpartition("/")[2], text)
