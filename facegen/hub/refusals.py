"""What the Hub answers to whoever writes there, in words that hold nothing of the token."""

from collections.abc import Iterator
from contextlib import contextmanager

from huggingface_hub.errors import HfHubHTTPError, RepositoryNotFoundError

from facegen.errors import FacegenError, HubError

WORDS = {
    401: "the token is not valid; make one at huggingface.co/settings/tokens.",
    402: "it costs money, and the account has no credit for it; see "
    "huggingface.co/settings/billing.",
    403: "the token may not write there, or start jobs; give it the right to, or choose a name of "
    "your own.",
    404: "there is no such thing, or none that the token may see.",
    409: "that name is taken; choose another.",
}
"""Of the statuses that no second try will change."""


class UnreachableError(HubError):
    """The Hub cannot be reached now, or asks for patience: another try may do."""


class GoneError(HubError):
    """What was asked about is not there."""


@contextmanager
def in_sentences(what: str) -> Iterator[None]:
    """Turn whatever the client raises into a sentence.

    Args:
        what: Is asked of the Hub.

    Raises:
        GoneError: If there is no such thing.
        HubError: If the Hub refuses otherwise.
        UnreachableError: If it cannot be reached, or is not able to answer now.
    """
    try:
        yield
    except FacegenError:
        raise
    except Exception as error:  # without a network the client raises errors of many kinds
        status = _status(error)
        if status in WORDS:
            kind = GoneError if status == 404 else HubError
            raise kind(f"The Hub refused {what}: {WORDS[status]}") from None
        if status:
            raise UnreachableError(
                f"The Hub refused {what}: it answered {status}; try again later."
            ) from None
        raise UnreachableError(
            f"The Hub could not be reached ({type(error).__name__}); check the network and try "
            "again. Nothing was lost."
        ) from None


def _status(error: BaseException | None) -> int | None:
    """Return what the Hub answered; the client wraps the error of an upload in one of its own."""
    while error is not None and not isinstance(error, HfHubHTTPError):
        error = error.__cause__
    if isinstance(error, RepositoryNotFoundError):
        return 404  # the Hub says 401, to tell strangers nothing of what is private
    return error.response.status_code if error is not None and error.response is not None else None
