"""Styles made of styles: one face's at the coarse scales and another's at the fine, truncation.

What a style does depends on the scale it enters at: pose, hair and outline come from the coarse
scales, colour and texture from the fine ones.
"""

import torch
from torch import Tensor

from facegen.errors import FacegenError


def mix(coarse: Tensor, fine: Tensor, coarse_scales: int, scales: int) -> Tensor:
    """Take the style of the smallest scales from one face and that of the others from another.

    Args:
        coarse: (..., dim) or (..., scales, dim), as `by_scale` takes it.
        fine: Likewise.
        coarse_scales: How many scales, from the smallest, are `coarse`'s: 0 to `scales`.
        scales: Number of scales of the generator, `len(generator.scales_px)`.

    Returns:
        (..., scales, dim), what `synthesize` takes.

    Raises:
        FacegenError: If there are not so many scales.

    Source: Karras et al. 2019, A Style-Based Generator Architecture, section 3.1 (style mixing).
    """
    if not 0 <= coarse_scales <= scales:
        raise FacegenError(
            f"This generator has {scales} scales, so from 0 to {scales} of them can be taken from "
            f"the first face, but {coarse_scales} were asked for."
        )
    first, second = by_scale(coarse, scales), by_scale(fine, scales)
    return torch.cat([first[..., :coarse_scales, :], second[..., coarse_scales:, :]], -2)


def by_scale(styles: Tensor, scales: int) -> Tensor:
    """Give every scale its style: (batch, dim) or (dim,) to (..., scales, dim).

    Styles that are by scale already, (batch, scales, dim), stay; a single style by scale is given
    as a batch of one, since (scales, dim) could as well be a batch.
    """
    if styles.dim() == 3:
        return styles
    return styles[..., None, :].expand(*styles.shape[:-1], scales, styles.shape[-1])


def truncate(styles: Tensor, centre: Tensor, share: float | Tensor) -> Tensor:
    """Draw styles towards a centre, which makes faces more typical and less varied.

    Args:
        styles: (..., dim), or (..., scales, dim).
        centre: (dim,): `generator.mean_style`, or the mean of an attribute
            (`Directions.mean_style_of`).
        share: Of the way from the centre that is kept: 1 all, 0 the centre itself, beyond 1 a
            caricature, below 0 the opposite face. For styles by scale one number a scale,
            (scales,), may be given.

    Source: Karras et al. 2019, A Style-Based Generator Architecture, appendix B.
    """
    share = share[:, None] if isinstance(share, Tensor) and share.dim() else share
    return centre + share * (styles - centre)
