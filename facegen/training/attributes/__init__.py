"""The attribute network's own training.

trainer.py  python -m facegen.training.attributes.trainer --store S --run R
card.py     thresholds, measures, model card
"""
