"""What the Hub reads of a card, and that no network is saved without one."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import safetensors
import torch
from huggingface_hub import ModelCard

from facegen.evaluation import card as evaluation_card
from facegen.evaluation.report import Measure, Report
from facegen.models.card import card_of, limits_of
from facegen.models.checkpoint import KINDS, load
from facegen.models.generator import FaceGenerator
from facegen.models.stored import StoredModel
from facegen.shipped import CHECKPOINTS
from tests.models.tiny import networks

CELEBA = {
    "title": "CelebA",
    "notice": "for research",
    "trained_on": 9,
    "size_px": 8,
    "crop": "face",
}


@pytest.mark.parametrize("model", networks(), ids=lambda model: model.family)
def test_what_is_saved_has_a_card_of_ours_and_loads_by_its_folder(
    tmp_path: Path, model: StoredModel
) -> None:
    model.facts = {"name": "mine", "data": CELEBA}
    model.save_pretrained(tmp_path)
    text = (tmp_path / "README.md").read_text()
    assert text == card_of(model)
    assert "More Information Needed" not in text
    about = ModelCard(text).data.to_dict()
    assert about["license"] == "other"
    assert about["license_name"] == "celeba-non-commercial-research"
    assert about["datasets"] == ["flwrlabs/celeba"]
    assert bool(about.get("metrics")) == (model.family != "category_net")
    assert about["library_name"] == "facegen"
    with safetensors.safe_open(tmp_path / "model.safetensors", "pt") as weights:
        assert weights.metadata() == {"format": "pt"}
    assert type(load(tmp_path)) is type(model)


@pytest.mark.parametrize("model", networks(), ids=lambda model: model.family)
def test_the_lines_of_a_card_do_what_they_say(
    tmp_path: Path, model: StoredModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    model.facts = {"name": "mine"}
    model.save_pretrained(tmp_path / "mine")
    monkeypatch.chdir(tmp_path)
    given = {"images": torch.zeros(2, 3, 64, 64), "faces": np.zeros((2, 64, 64, 3), np.uint8)}
    made = run_example((tmp_path / "mine" / "README.md").read_text(), given)
    if isinstance(model, FaceGenerator):
        px, count = model.scales_px[-1], 1 if model.family == "category_net" else 8
        assert f"uint8 ({count}, {px}, {px}, 3)" in card_of(model)
        assert made["faces"].shape == (count, px, px, 3)
        assert made["faces"].dtype == np.uint8
    elif model.family == "style_encoder":
        assert "-> (n, 4)" in card_of(model)
        assert made["styles"].shape == (2, 4)
    else:
        assert len(made["description"].logits) == 2


def test_the_card_of_the_category_net_that_ships_paints_a_smile() -> None:
    made = run_example((CHECKPOINTS / "category" / "README.md").read_text(), {})
    smiling = load("category").paint([{"Smiling": 1.0}])
    assert np.array_equal(made["faces"], smiling)
    assert smiling.shape == (1, 64, 64, 3)


def run_example(card: str, given: dict[str, Any]) -> dict[str, Any]:
    """Run the Python of a card, and return what it named."""
    names = dict(given)
    exec(card.split("```python\n")[1].split("```")[0], names)
    return names


def test_nothing_is_claimed_of_weights_whose_origin_is_not_recorded() -> None:
    about = ModelCard(card_of(networks()[0])).data.to_dict()
    assert (about["license"], about["datasets"]) == ("unknown", [])
    own = {**CELEBA, "title": "Doodles", "notice": ""}
    model = networks()[0]
    model.facts = {"data": own}
    assert ModelCard(card_of(model)).data.to_dict()["license"] == "unknown"
    assert "Doodles: 9 faces" in card_of(model)
    assert "CelebA" not in card_of(model)


def test_what_is_said_of_the_faces_is_what_holds_for_them() -> None:
    model = networks()[0]
    for data, said, unsaid in (
        ({**CELEBA}, "CelebA is of celebrities", "Drawn faces"),
        ({"title": "Nobody", "notice": "of CelebA", "synthetic": True}, "CelebA is of", "Drawn"),
        ({"title": "Doodles", "synthetic": True}, "Drawn faces", "CelebA"),
        ({"title": "Friends"}, "What is rare among them", "CelebA"),
    ):
        text = limits_of(data)
        assert said in text
        assert unsaid not in text
    for flip, said in ((True, "(face crop), mirrored at random."), (False, "(face crop).")):
        model.facts = {"data": CELEBA, "training": {"flip": flip}}
        assert said in card_of(model)


def test_images_seen_before_are_counted() -> None:
    model = networks()[0]
    model.facts = {"training": {"images": 100_000, "hours": 0.46, "images_before": 1_200_000}}
    assert "had seen 1,200,000 images, and saw 100,000 more: 1,300,000 in all" in card_of(model)
    model.facts = {"training": {"images": 100_000, "hours": 0.46}}
    assert "in all" not in card_of(model)


@pytest.mark.parametrize("name", ["attributes", "celeba128", "celeba128/encoder"])
def test_the_cards_that_ship_say_what_holds_for_the_weights(name: str) -> None:
    card = ModelCard((CHECKPOINTS / name / "README.md").read_text())
    about = card.data.to_dict()
    assert about["license_name"] == "celeba-non-commercial-research"
    assert about["datasets"] == ["flwrlabs/celeba"]
    assert f'facegen.load("{name}")' in card.text
    assert load(name).family in KINDS


def test_measures_go_into_the_header_where_the_hub_reads_them(tmp_path: Path) -> None:
    model = networks()[0]
    model.facts = {"name": "mine", "data": CELEBA}
    model.save_pretrained(tmp_path)
    before = ModelCard((tmp_path / "README.md").read_text()).text
    report = Report.from_json((CHECKPOINTS / "celeba128" / "evaluation.json").read_text(), tmp_path)
    for _ in range(2):  # made anew, a section is replaced
        evaluation_card.write(report, tmp_path)
        card = ModelCard((tmp_path / "README.md").read_text())
        assert card.text.startswith(before.rstrip())
        results = {one.metric_type: one.metric_value for one in vars(card.data)["eval_results"]}
        measured: list[Measure] = list(report.measures)
        assert results == {one.key: round(one.value, 4) for one in measured}
