"""What opportunities refuse."""

from salesforce_lite.kernel.errors import DomainError, N_


class OpportunityClosedError(DomainError):
    code = "opportunity_closed"
    sentence = N_("“%(title)s” is closed already. Reopen it to change it.")


class OpportunityOpenError(DomainError):
    code = "opportunity_open"
    sentence = N_("“%(title)s” is open already.")


class StageDemandsError(DomainError):
    """The stage needs fields that are empty; `fields` names them."""

    code = "stage_demands"
    sentence = N_("The stage “%(stage)s” needs more: fill in the marked fields, then move it.")
