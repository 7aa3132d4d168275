"""What a model card says of sound seeds."""

from pathlib import Path

from facegen.attributes import plain
from facegen.counting import percent
from facegen.models.card_section import put
from facegen.models.sound_seeds import FILE, SoundSeeds


def tell_of_sound(checkpoint: Path, seeds: SoundSeeds) -> None:
    """Say in a checkpoint's card how many seeds were kept, and what is rarer among them."""
    count, kept = len(seeds.sound), int(seeds.sound.sum())
    lines = [
        f"| {plain(name)} | {percent(before, 1)} | {percent(after, 1)} |"
        for name, (before, after) in seeds.rarer.items()
    ]
    text = (
        "## Seeds whose faces hold together\n\n"
        f"A face detector (YuNet) looked at the faces of the first {count:,} seeds, at a "
        f"truncation of {seeds.truncation:g}. `{FILE}` names the {kept:,} of which it was surest; "
        "a page draws new faces from these. What such faces show less often, as the attribute "
        "network reads it:\n\n| attribute | of all | of those kept |\n|---|---:|---:|\n"
        + "\n".join(lines or ["| nothing | | |"])
        + "\n"
    )
    put("sound", text, checkpoint)
