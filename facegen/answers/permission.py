"""Who may start, change, stop or delete a run from the page.

On a Space anybody may call anything the page can do, so training is off there unless its owner has
turned it on and set a secret; whoever gives that secret may train.
"""

import hmac

from facegen.config import Settings
from facegen.errors import TrainingError


def is_open(settings: Settings) -> bool:
    """Say whether runs may be started here at all, by whoever knows the secret if there is one."""
    return settings.training and (settings.training_secret is not None or not settings.on_space)


def needs_secret(settings: Settings) -> bool:
    """Say whether a person must give the secret."""
    return settings.training_secret is not None


def permit(settings: Settings, secret: str | None) -> None:
    """Let a person act on runs, or say why not.

    Args:
        settings: Of this server.
        secret: What the person gave.

    Raises:
        TrainingError: If training is off here, or the secret is wrong.
    """
    if not is_open(settings):
        raise TrainingError(
            "Training is off on this server. Duplicate the Space, or run facegen on your own "
            "machine; the owner turns it on with FACEGEN_TRAINING=on"
            + (" and a FACEGEN_TRAINING_SECRET." if settings.on_space else ".")
        )
    wanted = settings.training_secret
    if wanted is not None and not hmac.compare_digest(wanted.encode(), (secret or "").encode()):
        raise TrainingError(
            "This server asks for a secret before it trains, and the one given is not it; ask "
            "its owner."
        )
