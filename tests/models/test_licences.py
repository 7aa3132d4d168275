import pytest

from facegen.models.families import FAMILIES
from facegen.models.licences import CELEBA, header_of, licence_of, of_celeba

CELEBAS = {"title": "img_align_celeba", "notice": "CelebA: for non-commercial research only."}
OWN = {"title": "Doodles", "notice": ""}


@pytest.mark.parametrize("family", [*FAMILIES, "attribute_net", "style_encoder"])
def test_what_was_learned_from_celeba_says_so(family: str) -> None:
    header = header_of(family, CELEBAS).to_dict()
    assert header["license_name"] == "celeba-non-commercial-research"
    assert header["datasets"] == [CELEBA]
    painted = family == "category_net"  # of attributes: no sample of a distribution
    assert bool(header.get("metrics")) is bool(header.get("pipeline_tag")) is not painted
    assert family.replace("_", "-") in header["tags"]
    assert "non-commercial research only" in licence_of(CELEBAS)


def test_of_other_faces_nothing_is_claimed() -> None:
    assert not of_celeba(OWN)
    assert not of_celeba({})
    header = header_of("msg_gan", OWN).to_dict()
    assert header["license"] == "unknown"
    assert not header.get("datasets")
    assert header["pipeline_tag"] == "unconditional-image-generation"
    assert "which is not known here" in licence_of(OWN)
