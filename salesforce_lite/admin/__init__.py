"""The back office: views of Flask-Admin in the desk's look. It knows no slice."""

from salesforce_lite.admin.office import BackOfficeView, open_office, page

__all__ = ["BackOfficeView", "open_office", "page"]
