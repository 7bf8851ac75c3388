"""Sample data: a believable company with a year behind it, put in and taken away as a whole."""

from salesforce_lite.demo.diary import HOME_ZONE
from salesforce_lite.demo.errors import NoSampleDataError, SampleDataThereError
from salesforce_lite.demo.forgetting import forget
from salesforce_lite.demo.model import SampleMark
from salesforce_lite.demo.playing import add_sample_data, has_sample_data
from salesforce_lite.demo.removal import Going, remove_sample_data, what_goes
from salesforce_lite.demo.seeded import LANGUAGES, Plot
from salesforce_lite.demo.setting import SamplePerson
from salesforce_lite.demo.sign_in_sheet import keep_sheet, read_sheet, throw_sheet_away
from salesforce_lite.demo.story import SampleCustomer, SampleStory, play_for_plugins

__all__ = [
    "HOME_ZONE",
    "LANGUAGES",
    "Going",
    "NoSampleDataError",
    "Plot",
    "SampleCustomer",
    "SampleDataThereError",
    "SampleMark",
    "SamplePerson",
    "SampleStory",
    "add_sample_data",
    "forget",
    "has_sample_data",
    "keep_sheet",
    "play_for_plugins",
    "read_sheet",
    "remove_sample_data",
    "throw_sheet_away",
    "what_goes",
]
