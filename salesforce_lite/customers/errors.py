"""What customers and contacts refuse."""

from salesforce_lite.kernel.errors import DomainError, N_


class ParentLoopError(DomainError):
    code = "parent_loop"
    sentence = N_("“%(name)s” cannot stand above itself. Choose another parent organisation.")


class SelfRelationError(DomainError):
    code = "self_relation"
    sentence = N_("A customer cannot have a relation to itself.")
