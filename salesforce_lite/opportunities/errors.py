"""What opportunities refuse."""

from salesforce_lite.kernel.errors import N_, DomainError


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


class StageStillDemandsError(StageDemandsError):
    """What the present stage demands was to be emptied; `fields` names it."""

    sentence = N_(
        "The stage “%(stage)s” needs the marked fields. Fill them in, or move the sale to another "
        "stage first."
    )


class StageRetiredError(DomainError):
    code = "stage_retired"
    sentence = N_("The stage “%(stage)s” is no longer in use. Choose another one.")


class LastPipelineError(DomainError):
    code = "last_pipeline"
    sentence = N_("“%(name)s” is the only pipeline in use. Add another before you retire it.")


class LastStageError(DomainError):
    code = "last_stage"
    sentence = N_("“%(name)s” is the only stage of its pipeline. Add another before you retire it.")


class NoStagesError(DomainError):
    code = "no_stages"
    sentence = N_("The pipeline “%(name)s” needs a stage. Say at least one with its probability.")


class TotalTooLargeError(DomainError):
    code = "total_too_large"
    sentence = N_(
        "With this, the sales of one stage would add up to more than can be reckoned with. Look "
        "for an amount that has too many digits."
    )
