"""How customers are found: by names, e-mails, phones, tax id, tags, city and custom texts."""

from collections.abc import Sequence

from salesforce_lite.custom_fields import searched_texts
from salesforce_lite.customers.model import Customer
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.search import SearchEntryDraft


def customer_entries(uow: UnitOfWork, customers: Sequence[Customer]) -> list[SearchEntryDraft]:
    """What the search keeps of the customers."""
    custom = searched_texts(uow, "customer", customers)
    return [
        SearchEntryDraft(
            kind="customer",
            record_id=customer.id,
            customer_id=customer.id,
            scope_owner_id=customer.scope_owner_id,
            title=customer.name,
            subtitle=customer.city or customer.email or customer.phone,
            texts=(
                customer.legal_name,
                customer.tax_value,
                *(email.address for email in customer.emails),
                *customer.tags,
                *(address.city for address in customer.addresses),
                *custom.get(customer.id, ()),
            ),
            phones=tuple(phone.number or phone.typed for phone in customer.phones),
        )
        for customer in customers
    ]
