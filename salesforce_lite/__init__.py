"""Salesforce Lite, a sales-force-automation server that a company runs itself.

In reading order: `kernel` is the machine room, without Flask; `customers` the slice to learn from,
file by file (model, service, events, hooks, views, templates); `access` and `team` say who acts
and whose records they see; `company`, `lists`, `references` and `search` serve several slices;
`notifications` tell people something; `opportunities` and `activities` stand on customers;
`imports`, `demo`, `webhooks` and `mailbox` (mail filed with customers) stand on all of them,
`links` show customers what is theirs; `purchases` are the words in which whoever sells tells
whoever counts. `web` is the frame of the pages, `plugin` the hooks by which every slice adds what
it has, `background` the worker that does what is left for later, `cli` the commands, and `app` the
only module that knows every part. `intake` reads the files of others in a process of its own,
`countries` and `tabular` know about the world and its files, `outbound` is the one way to other
servers, `migrations` brings databases to this version, `development` is for whoever works on the
source.
"""

__version__ = "0.1.0"
