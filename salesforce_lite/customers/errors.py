"""What customers and contacts refuse."""

from uuid import UUID

from salesforce_lite.kernel.errors import N_, DomainError, NotFoundError


class ParentLoopError(DomainError):
    code = "parent_loop"
    sentence = N_("“%(name)s” cannot stand above itself. Choose another parent organisation.")


class SelfRelationError(DomainError):
    code = "self_relation"
    sentence = N_("A customer cannot have a relation to itself.")


class CustomerMergedError(NotFoundError):
    """The customer lives on in another one; pages lead there."""

    code = "customer_merged"
    sentence = N_("This customer was merged into another one.")

    def __init__(self, survivor_id: UUID) -> None:
        super().__init__(survivor_id=survivor_id)
        self.survivor_id = survivor_id


class SameCustomerError(DomainError):
    code = "same_customer"
    sentence = N_("A customer cannot be merged with itself. Choose another one.")


class TooManyTogetherError(DomainError):
    code = "too_many_together"
    sentence = N_(
        "Together, the two customers have more than %(most)s e-mails, phones, addresses, roles or "
        "tags. Remove those that are of no use from one of them, and then merge."
    )


class NotesTooLongTogetherError(DomainError):
    code = "notes_too_long_together"
    sentence = N_(
        "Together, the notes of the two customers are longer than %(longest)s characters. Shorten "
        "one of them, and then merge."
    )


class FunctionsTooLongTogetherError(DomainError):
    code = "functions_too_long_together"
    sentence = N_(
        "Together, the functions of %(name)s at the two customers are longer than %(longest)s "
        "characters. Shorten one of them, and then merge."
    )


class RelationExistsError(DomainError):
    code = "relation_exists"
    sentence = N_("These two customers already stand in this relation.")


class ContactSharedError(DomainError):
    code = "contact_shared"
    sentence = N_(
        "“%(name)s” is also a contact of customers that you do not see, and so cannot be deleted. "
        "Take the contact off your customers instead."
    )


class PossibleDuplicateError(DomainError):
    """A warning that is told once: saving again goes through."""

    code = "possible_duplicate"
    sentence = N_("This may be a customer that is there already. Look before you save it anyway.")


class PossibleSamePersonError(PossibleDuplicateError):
    """The same of a contact."""

    sentence = N_("This may be a person who is there already. Look before you save it anyway.")
