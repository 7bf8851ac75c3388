"""The fixtures of Salesforce Lite: `app` is a server on which the win bell is switched on."""

pytest_plugins = ["salesforce_lite.testing.fixtures"]
