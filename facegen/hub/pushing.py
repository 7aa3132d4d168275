"""Push a checkpoint with a person's own token, which is never kept."""

import re
from pathlib import Path

from huggingface_hub import HfApi

from facegen.disguise import disguise_of
from facegen.errors import HubError
from facegen.hub.reach import require_name
from facegen.hub.refusals import in_sentences
from facegen.progress import PROGRESS_FILE

FILES = ("*.json", "*.safetensors", "*.onnx", "*.md", "*.webp", "*.svg")


def push(folder: Path, repository: str, token: str, private: bool = True) -> str:
    """Push a checkpoint's folder as a model repository.

    Args:
        folder: Of the checkpoint.
        repository: `owner/name`, made if it is not there.
        token: With the right to write. It is handed to the Hub's client for these calls alone:
            not stored, not logged, not in any message.
        private: Whether a new repository is for its owner alone.

    Returns:
        Its address.

    Raises:
        HubError: If a field is none, the weights are none, the Hub refuses, or cannot be reached.
    """
    require_name(repository)
    if not re.fullmatch(r"[\x21-\x7e]{8,256}", token):
        raise HubError(
            "Give a token that may write, from huggingface.co/settings/tokens; it begins with hf_."
        )
    for path in sorted(folder.rglob("*.safetensors")):
        found = disguise_of(path)
        if found:
            raise HubError(f"{path} {found}. Nothing was pushed.")
    hub = HfApi(token=token)
    with in_sentences(repository):
        hub.create_repo(repository, private=private, exist_ok=True)
        hub.upload_folder(
            repo_id=repository,
            folder_path=folder,
            allow_patterns=list(FILES),
            ignore_patterns=PROGRESS_FILE,  # nobody else waits for what is being measured here
            commit_message="Add a checkpoint of facegen",
        )
    return f"https://huggingface.co/{repository}"
