"""How a refusal is answered, whoever refuses: one sentence, as the dataclass that scripts read."""

import logging

from starlette.responses import Response

from facegen.errors import FacegenError, without_paths
from facegen.wire import Failure, to_json

NEUTRAL = "Something went wrong here; the log has the details."
"""Of what nobody foresaw: what it holds may be nobody's business."""

_log = logging.getLogger(__name__)


def sentence_of(error: Exception, failed: str) -> str:
    """Return what a person is told of an error; one that is no FacegenError is logged.

    Args:
        error: As it was caught.
        failed: What failed, for the log.
    """
    if isinstance(error, FacegenError):
        return without_paths(str(error))
    _log.error(f"Failed: {failed}", exc_info=error)  # one of each is written, see `quiet_log`
    return NEUTRAL


def refusal(sentence: str, status: int, **headers: str) -> Response:
    """Answer with a sentence that is not to be kept.

    Args:
        sentence: What was wanted, what was found, what to do.
        status: 400 and above.
        headers: Beside it.
    """
    whole = {"cache-control": "no-store", **headers}
    return Response(to_json(Failure(sentence)), status, whole, media_type="application/json")
