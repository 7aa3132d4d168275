"""The model card of a network, from the facts that stand in its `config.json`.

What it is worth is not said here: `python -m facegen.evaluation report` adds a section of its own.
"""

from typing import TYPE_CHECKING, Any

from facegen.counting import counted
from facegen.models.licences import header_of, licence_of, of_celeba

if TYPE_CHECKING:
    from facegen.models.stored import StoredModel

WHAT = {
    "msg_gan": "a multi-scale-gradient GAN (MSG-GAN, arXiv 1903.06048) that shows each face at "
    "every scale from 4 px up",
    "simple_gan": "a plain convolutional GAN of one scale, kept as a baseline",
    "category_net": "a network that paints the average face of given attributes, kept to show why "
    "comparing pixels is not enough",
}


def card_of(model: "StoredModel") -> str:
    """Write the card of any network, Markdown with the Hub's YAML header."""
    facts, family = model.facts, model.family
    name = facts.get("name", family)
    data, training = facts.get("data", {}), facts.get("training", {})
    parts = [
        f"---\n{header_of(family, data).to_yaml()}\n---\n\n# {name}",
        f"{_what(model)} {_rounding(facts)}".rstrip(),
        f"```python\nimport facegen\n\n{_use(model, name)}\n```",
        f"## Data\n\n{_data(data, training.get('flip', True))}",
        f"## Training\n\n{_before(training)}{_table(training)}",
        f"## Licence\n\n{licence_of(data)}",
        f"## Limits\n\n{limits_of(data)}",
    ]
    return "\n\n".join(parts) + "\n"


def _what(model: "StoredModel") -> str:
    """Say what goes in and what comes out."""
    config, family = model.config, model.family
    parameters = sum(parameter.numel() for parameter in model.parameters())
    if family == "attribute_net":
        return (
            f"{len(config.attributes)} attributes of an aligned face of {config.size_px} px, and "
            f"{config.feature_size} features to compare faces in. {parameters:,} parameters."
        )
    if family == "style_encoder":
        return (
            f"Guesses the {config.style_dim} numbers of the style from which a generator would "
            f"make a face of {config.size_px} px: where the search for a photo's face begins. "
            f"{parameters:,} parameters; it belongs to the generator beside it alone."
        )
    told = (
        f"told {config.latent_dim} attributes, each 0 to 1"
        if family == "category_net"
        else f"latents of {config.latent_dim} numbers, N(0, 1)"
    )
    px = config.scales_px[-1]
    return f"Faces of {px} px from {WHAT[family]}. {parameters:,} parameters, {told}."


def _rounding(facts: dict[str, Any]) -> str:
    if "rounding" not in facts:
        return ""
    return (
        f"Weights are kept with 16 bits; that changes a picture by {facts['rounding']} of 255 on "
        "average."
    )


def _use(model: "StoredModel", name: str) -> str:
    """Write the lines that load and use a network; its folder lies where they are run."""
    if model.family == "attribute_net":
        return (
            f'network = facegen.load("{name}")\n'
            "description = network.describe(faces)  # uint8 (n, px, px, 3) -> logits, features"
        )
    if model.family == "style_encoder":
        dim = model.config.style_dim
        return (
            f'encoder = facegen.load("{name}")\n'
            f"styles = encoder(images)  # torch, float (n, 3, px, px), -1 to 1 -> (n, {dim})"
        )
    if model.family == "category_net":
        px, told = model.config.scales_px[-1], model.config.attributes
        shown = "Smiling" if "Smiling" in told else told[0]
        return (
            f'network = facegen.load("{name}")\n'
            f'faces = network.paint([{{"{shown}": 1}}])  # each 0 to 1 -> uint8 (1, {px}, {px}, 3)'
        )
    px = model.config.scales_px[-1]
    return (
        f'generator = facegen.load("{name}")\n'
        f"faces = generator.sample(range(8))  # uint8 (8, {px}, {px}, 3)"
    )


def _data(data: dict[str, Any], mirrored: bool) -> str:
    if "trained_on" not in data:
        return data.get("words", "Not recorded: it was saved untrained, or by hand.")
    chosen = data.get("chosen", "of the train partition")
    notice = f" {data['notice']}" if data.get("notice") else ""
    return (
        f"{data['title']}: {data['trained_on']:,} faces {chosen}, prepared at "
        f"{data['size_px']} px ({data['crop']} crop){', mirrored at random' * mirrored}.{notice}"
    )


def limits_of(data: dict[str, Any]) -> str:
    """Say what a network that learned from some faces is not to be trusted with."""
    if not data:
        return "Not recorded; what a network makes before it has learned means nothing."
    common = (
        "No face shown is of a real person, but one may resemble somebody by chance or, where the "
        "network has memorised, by copying; the evaluation measures the latter."
    )
    slant = "What is rare among them comes out worst"
    if of_celeba(data):
        slant = (
            "CelebA is of celebrities, mostly young, light-skinned, made up and smiling at a "
            "camera, labelled by strangers; hats, glasses, hands and profiles are rare there and "
            "come out worst"
        )
    elif data.get("synthetic"):
        return "Drawn faces are far simpler than photographs. " + common
    return (
        f"The network knows the faces it saw and their biases. {slant}. It must not "
        f"be used to judge or identify people. {common}"
    )


def _before(training: dict[str, Any]) -> str:
    """Say how much the networks had learned that it began with, if it began with any."""
    before = training.get("images_before")
    if before is None:
        return ""
    images = training["images"]
    return (
        f"It began with networks that had seen {counted(before, 'image')}, and saw {images:,} "
        f"more: {before + images:,} in all. The hours are those of its own.\n\n"
    )


def _table(values: dict[str, Any]) -> str:
    if not values:
        return "Not recorded."
    rows = [f"| {name.replace('_', ' ')} | {_plain(value)} |" for name, value in values.items()]
    return "\n".join(["| | |", "|---|---:|", *rows])


def _plain(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) and value >= 10_000 else str(value)
