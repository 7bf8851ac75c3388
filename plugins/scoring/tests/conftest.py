"""The fixtures of Salesforce Lite: `app` is a server on which scoring is switched on."""

pytest_plugins = ["salesforce_lite.testing.fixtures"]
