"""What is true of the faces: exact statistics of any query, and the models drawn from them.

from facegen.statistics import Median, Population, Query, open_store
men = Population(open_store("stores/celeba")).select(Query(required=("Male",)))
face = Median()(men)
"""

from facegen.attributes import Query
from facegen.data.store import open_store
from facegen.statistics.attributes import Lift, nearest_queries
from facegen.statistics.balance import Balance
from facegen.statistics.dependence import PixelCorrelation, joint_table
from facegen.statistics.eigenface_gaussian import EigenfaceSampler
from facegen.statistics.faces import Deviation, Mean, Median, Quantile
from facegen.statistics.patches import PatchSampler
from facegen.statistics.pixel_gaussian import GaussianPixelSampler
from facegen.statistics.pixels import PixelDistribution
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
