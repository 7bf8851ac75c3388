"""The back office: views of Flask-Admin in the desk's look. It knows no slice."""

from salesforce_lite.admin.office import BackOfficeView, open_office, page
from salesforce_lite.admin.plugin_office import check_views, mount_views

__all__ = ["BackOfficeView", "check_views", "mount_views", "open_office", "page"]
