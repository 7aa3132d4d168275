"""What is true of the faces: exact statistics of any query, and the models drawn from them.

from facegen.statistics import Median, Population, Query, open_store
men = Population(open_store("stores/celeba")).select(Query(required=("Male",)))
face = Median()(men)

selection.py           a query's faces; rows, ranks: read by compiled loops; cores: side by side
faces.py               mean, median, quantile, deviation
histograms.py          all faces counted once; index_folder: kept beside the store
attributes.py          what faces share, and the nearest queries
balance.py             another share of an attribute than the data have
noise.py               how far the mean of a few is from that of all
pixels.py              how one pixel is distributed; dependence: with which others
colour_counts.py       how often each value occurs; drawn_numbers: two numbers for many
small_pictures.py      every probability of a few black or white pixels
minibatches.py         in which order a network sees the kinds of a data set
samplers/              models of faces, to draw others from
commands.py            what the commands of `facegen statistics` do
"""

from facegen.attributes import Query
from facegen.data.named import store_named as open_store
from facegen.statistics.attributes import Lift, nearest_queries
from facegen.statistics.balance import Balance
from facegen.statistics.dependence import PixelCorrelation, joint_table
from facegen.statistics.faces import Deviation, Mean, Median, Quantile
from facegen.statistics.pixels import PixelDistribution
from facegen.statistics.samplers.eigenface_gaussian import EigenfaceSampler
from facegen.statistics.samplers.patches import PatchSampler
from facegen.statistics.samplers.pixel_gaussian import GaussianPixelSampler
from facegen.statistics.selection import Population, Selection

__all__ = [
    "Balance",
    "Deviation",
    "EigenfaceSampler",
    "GaussianPixelSampler",
    "Lift",
    "Mean",
    "Median",
    "PatchSampler",
    "PixelCorrelation",
    "PixelDistribution",
    "Population",
    "Quantile",
    "Query",
    "Selection",
    "joint_table",
    "nearest_queries",
    "open_store",
]
