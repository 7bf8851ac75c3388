"""The doors there are: a new one is added here."""

from collections.abc import Mapping

from tests.doors.api_door import ApiDoor
from tests.doors.door import Door
from tests.doors.import_door import ImportDoor
from tests.doors.office_door import OfficeDoor
from tests.doors.page_door import PageDoor
from tests.doors.sync_door import SyncDoor

DOORS: Mapping[str, type[Door]] = {
    "page": PageDoor,
    "api": ApiDoor,
    "import": ImportDoor,
    "back office": OfficeDoor,
    "sync": SyncDoor,
}
