"""Sample data: a believable company with a year behind it, put in and taken away as a whole."""

from salesforce_lite.demo.errors import NoSampleDataError, SampleDataThereError
from salesforce_lite.demo.model import SampleMark
from salesforce_lite.demo.playing import add_sample_data, has_sample_data
from salesforce_lite.demo.seeded import LANGUAGES, Plot
from salesforce_lite.demo.setting import SamplePerson

__all__ = [
    "LANGUAGES",
    "NoSampleDataError",
    "Plot",
    "SampleDataThereError",
    "SampleMark",
    "SamplePerson",
    "add_sample_data",
    "has_sample_data",
]
