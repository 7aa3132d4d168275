"""What the Hub answers to whoever writes there, by the status of its answer."""

import pytest
from huggingface_hub.utils import get_session

from facegen.errors import HubError, TrainingError
from facegen.hub.refusals import WORDS, GoneError, UnreachableError, in_sentences
from tests.hub.answered import error_of

TOKEN = "hf_secretsecretsecret"


def refusal(status: int, code: str = "") -> Exception:
    """Return what the client raises, in whose words the token stands."""
    error = error_of(status, code, TOKEN)
    assert TOKEN in str(error)
    return error


def told(error: Exception) -> HubError:
    with pytest.raises(HubError) as caught, in_sentences("the file"):
        raise error
    assert TOKEN not in str(caught.value)
    assert caught.value.__suppress_context__
    return caught.value


@pytest.mark.parametrize("status", WORDS)
def test_what_no_second_try_will_change_is_said_in_words_of_its_own(status: int) -> None:
    found = told(refusal(status))
    assert str(found) == f"The Hub refused the file: {WORDS[status]}"
    assert type(found) is (GoneError if status == 404 else HubError)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_another_try_may_do(status: int) -> None:
    found = told(refusal(status))
    assert type(found) is UnreachableError
    assert str(found) == f"The Hub refused the file: it answered {status}; try again later."


def test_without_an_answer_the_hub_could_not_be_reached() -> None:
    refused = pytest.raises(UnreachableError, match=r"could not be reached \(\w+\); check the netw")
    with refused, in_sentences("the file"):
        get_session().get("http://127.0.0.1:9")
    for error in (TimeoutError(), ValueError("odd")):
        found = told(error)
        assert type(found) is UnreachableError
        assert str(found).startswith(f"The Hub could not be reached ({type(error).__name__});")


def test_what_is_private_is_not_there_for_a_stranger() -> None:
    assert type(told(refusal(401, "RepoNotFound"))) is GoneError


def test_an_answer_is_found_in_the_error_that_wraps_it() -> None:
    wrapper = RuntimeError("upload failed")
    wrapper.__cause__ = refusal(403)
    assert str(told(wrapper)) == f"The Hub refused the file: {WORDS[403]}"


def test_our_own_errors_pass_as_they_are() -> None:
    ours = TrainingError("The run has ended.")
    with pytest.raises(TrainingError) as caught, in_sentences("the file"):
        raise ours
    assert caught.value is ours
    with in_sentences("the file"):
        pass
