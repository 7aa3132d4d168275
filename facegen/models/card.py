"""The model card of a generator, from the facts that stand in its `config.json`.

What it is worth is not said here: `python -m facegen.evaluation report` adds a section of its own.
"""

from typing import Any

from facegen.models.generator import FaceGenerator

WHAT = {
    "msg_gan": "a multi-scale-gradient GAN (MSG-GAN, arXiv 1903.06048) that shows each face at "
    "every scale from 4 px up",
    "simple_gan": "a plain convolutional GAN of one scale, kept as a baseline",
    "category_net": "a network that paints the average face of given attributes, kept to show why "
    "comparing pixels is not enough",
}


def card_of(model: FaceGenerator) -> str:
    """Write the card, Markdown with the Hub's YAML header."""
    facts = model.facts
    data, training = facts.get("data", {}), facts.get("training", {})
    name, family = facts.get("name", model.family), model.family
    parameters = sum(parameter.numel() for parameter in model.parameters())
    header = (
        "---\n"
        "license: other\n"
        "license_name: research-only\n"
        "library_name: facegen\n"
        "pipeline_tag: unconditional-image-generation\n"
        f"tags: [facegen, {family.replace('_', '-')}, faces]\n"
        "---\n"
    )
    parts = [
        f"{header}\n# {name}",
        f"Faces of {model.scales_px[-1]} px from {WHAT[family]}. {parameters:,} parameters, "
        f"latents of {model.latent_dim} numbers, N(0, 1). {_rounding(facts)}".rstrip(),
        "```python\n"
        "from pathlib import Path\n\n"
        "from facegen.models.checkpoint import load_checkpoint\n"
        "from facegen.models.latents import latents_of\n\n"
        f'generator = load_checkpoint(Path("{name}"))\n'
        f"{_use(model)}\n"
        "```",
        f"## Data\n\n{_data(data)}",
        f"## Training\n\n{_table(training)}",
        "## Licence\n\nThe weights were learned from pictures that may be used for non-commercial "
        "research only; the same holds for them."
        if not data.get("synthetic")
        else "## Licence\n\nThe weights were learned from drawn faces of no real person.",
        f"## Limits\n\n{_limits(data)}",
    ]
    return "\n\n".join(parts) + "\n"


def _rounding(facts: dict[str, Any]) -> str:
    if "rounding" not in facts:
        return ""
    return (
        f"Weights are kept with 16 bits; that changes a picture by {facts['rounding']} of 255 on "
        "average."
    )


def _use(model: FaceGenerator) -> str:
    if model.family == "category_net":
        return "images = generator(attributes)  # float (batch, attributes), 1 present, 0 absent"
    return (
        f"images = generator(latents_of(range(8), {model.latent_dim}))  "
        "# a list, one (8, 3, px, px) a scale, -1 to 1"
    )


def _data(data: dict[str, Any]) -> str:
    if not data:
        return "Not recorded."
    chosen = data.get("chosen", "of the train partition")
    notice = f" {data['notice']}" if data.get("notice") else ""
    return (
        f"{data['title']}: {data['trained_on']:,} faces {chosen}, prepared at "
        f"{data['size_px']} px ({data['crop']} crop), mirrored at random.{notice}"
    )


def _limits(data: dict[str, Any]) -> str:
    common = (
        "No face shown is of a real person, but one may resemble somebody by chance or, where the "
        "network has memorised, by copying; the evaluation measures the latter."
    )
    if data.get("synthetic"):
        return "Drawn faces are far simpler than photographs. " + common
    return (
        "The network knows the faces it saw and their biases. CelebA is of celebrities, mostly "
        "young, light-skinned, made up and smiling at a camera, labelled by strangers; hats, "
        "glasses, hands and profiles are rare there and come out worst. It must not be used to "
        "judge or identify people. " + common
    )


def _table(values: dict[str, Any]) -> str:
    if not values:
        return "Not recorded."
    rows = [f"| {name.replace('_', ' ')} | {_plain(value)} |" for name, value in values.items()]
    return "\n".join(["| | |", "|---|---:|", *rows])


def _plain(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) and value >= 10_000 else str(value)
