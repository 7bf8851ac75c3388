"""The checks of a plugin: plain functions of a `Trial`, each of which raises a `Fault`.

The first sentence of each says what is kept to; `salesforce_lite.testing.checklist` lists them.
"""
