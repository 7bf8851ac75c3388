"""Sample data: a believable company with a year behind it, put in and taken away as a whole."""

from salesforce_lite.demo.diary import HOME_ZONE
from salesforce_lite.demo.errors import NoSampleDataError, SampleDataThereError
from salesforce_lite.demo.model import SampleMark
from salesforce_lite.demo.playing import add_sample_data, has_sample_data
from salesforce_lite.demo.removal import Going, remove_sample_data, what_goes
from salesforce_lite.demo.seeded import LANGUAGES, Plot
from salesforce_lite.demo.setting import SamplePerson
from salesforce_lite.demo.sign_in_sheet import keep_sheet, read_sheet, throw_sheet_away

__all__ = [
    "HOME_ZONE",
    "LANGUAGES",
    "Going",
    "NoSampleDataError",
    "Plot",
    "SampleDataThereError",
    "SampleMark",
    "SamplePerson",
    "add_sample_data",
    "has_sample_data",
    "keep_sheet",
    "read_sheet",
    "remove_sample_data",
    "throw_sheet_away",
    "what_goes",
]
