"""The fixtures of Salesforce Lite: `app` is a server on which the call centre is switched on."""

pytest_plugins = ["salesforce_lite.testing.fixtures"]
