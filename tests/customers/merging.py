"""Customers that are alike, and their merge."""

from salesforce_lite.customers import CustomerDraft, merge_customers, save_customer


def make(work, who="rep", /, **fields):
    references = fields.pop("references", ())
    with work(who) as uow:
        return save_customer(uow, CustomerDraft.of(fields, references=references)).id


def merged(work, two, name="manager", **options):
    with work(name) as uow:
        merge_customers(uow, *two, **options)
