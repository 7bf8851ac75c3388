"""The machine room: database, unit of work, events, money, time and ids. It knows no Flask.

Read in this order: errors, clock, ids, money, types, db, actor, scope, events, history,
order, uow, paging.
Each module is a door of its own: `from salesforce_lite.kernel.uow import UnitOfWork`.
"""
