"""The suite that every plugin passes."""

from salesforce_lite.testing import Conformance


class TestConformance(Conformance):
    """What `salesforce-lite plugins check` runs."""
