from pathlib import Path

import numpy as np

from facegen.latent.soundness.sound_card import tell_of_sound
from facegen.models.sound_seeds import SoundSeeds


def test_a_card_tells_how_many_were_kept_and_what_is_rarer(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# Mine\n")
    seeds = SoundSeeds(np.arange(2000) % 4 > 0, 0.7, {"Wearing_Hat": (0.041, 0.0123)})
    for _ in range(2):
        tell_of_sound(tmp_path, seeds)
    card = (tmp_path / "README.md").read_text()
    assert card.startswith("# Mine\n")
    assert card.count("## Seeds whose faces hold together") == 1
    assert "the first 2,000 seeds, at a truncation of 0.7" in card
    assert "names the 1,500 of which it was surest" in card
    assert "| Wearing Hat | 4.1 % | 1.2 % |" in card
