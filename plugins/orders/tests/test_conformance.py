"""Orders keep to what every plugin keeps to."""

from salesforce_lite.testing import Conformance


class TestConformance(Conformance):
    """What `salesforce-lite plugins check` runs."""

    settings = {"taxes": "IVA 21"}
