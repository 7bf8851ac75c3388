"""Sync for phones in the field: commands are pushed, changes are pulled, conflicts are kept.

A phone writes down what its person does as commands and sends them when there is a signal; each is
applied once, in a unit of work of its own, by the same service that pages call. What changed since
is pulled by a cursor in the order of the server. Reading order: `commands`, `pushing`, `merging`,
`conflicts`; `cursors`, `priming`, `pulling`; `devices`.
"""
