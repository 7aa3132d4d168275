"""What a model card's header says of licence, data and measures, in the Hub's words."""

from collections.abc import Mapping
from typing import Any

from huggingface_hub import ModelCardData

CELEBA = "flwrlabs/celeba"
"""CelebA's name on the Hub."""

RESEARCH_ONLY = {
    "license": "other",
    "license_name": "celeba-non-commercial-research",
    "license_link": "https://mmlab.ie.cuhk.edu.hk/projects/CelebA.html",
}
TASKS = {
    "attribute_net": "image-classification",
    "style_encoder": "image-feature-extraction",
    "category_net": None,
}
"""The Hub has no word for pictures of attributes."""
METRICS = {
    "attribute_net": ["accuracy", "balanced accuracy"],
    "style_encoder": ["share of the styles' variance left unexplained"],
    "category_net": None,
}
OF_GENERATORS = ["sliced Wasserstein distance", "Frechet distance", "coverage", "density"]


def of_celeba(data: Mapping[str, Any]) -> bool:
    """Say whether faces are CelebA's, or samples of a network that learned from CelebA's."""
    return "CelebA" in f"{data.get('title')} {data.get('notice')}"


def header_of(family: str, data: Mapping[str, Any]) -> ModelCardData:
    """Make the header of a card.

    Args:
        family: Of the network.
        data: What it learned from, as `Run.faces`; empty where that is not recorded.
    """
    learned = of_celeba(data)
    licence: dict[str, Any] = RESEARCH_ONLY if learned else {"license": "unknown"}
    return ModelCardData(
        library_name="facegen",
        pipeline_tag=TASKS.get(family, "unconditional-image-generation"),
        tags=["facegen", family.replace("_", "-"), "faces"],
        datasets=[CELEBA] if learned else [],
        metrics=METRICS.get(family, OF_GENERATORS),
        **licence,
    )


def licence_of(data: Mapping[str, Any]) -> str:
    """Say in a sentence what may be done with weights that learned from some faces."""
    if of_celeba(data):
        return (
            "The weights were learned from CelebA, or from samples of a network that was, and "
            "CelebA may be used for non-commercial research only; the same holds for the weights "
            "and for the faces made with them. The code is under the MIT licence."
        )
    return (
        "Weights and faces carry whatever holds for the pictures they were learned from, which "
        "is not known here. The code is under the MIT licence."
    )
