"""Why a job is not done now."""

from salesforce_lite.kernel.errors import N_, DomainError, NotFoundError


class PersonGoneError(DomainError):
    code = "person_gone"
    sentence = N_("Whoever asked for this job may not sign in any more.")


class OtherPayloadError(DomainError):
    """The event was written by another version, which meant something else by its fields."""

    code = "other_payload"
    sentence = N_("The event %(event)s was written by another version and cannot be delivered.")


class JobTooLongError(DomainError):
    code = "job_too_long"
    sentence = N_("One step took longer than %(seconds)s seconds, and the worker was ended.")


class NoSuchJobError(NotFoundError):
    code = "no_such_job"
    sentence = N_("There is no such job, or it is not in a state in which this can be done.")


class BrokerPackageMissingError(DomainError):
    """Told where the server starts."""

    code = "broker_package"
    sentence = N_(
        "SFL_BROKER_URL is set, and the Python package %(package)s, which it needs, is not "
        "installed. Install it (pip install 'celery[redis]'), or take the setting away: jobs are "
        "carried by the database then."
    )


class BrokerAwayError(DomainError):
    code = "broker_away"
    sentence = N_("The broker %(address)s does not answer (%(reason)s).")


class RedisAwayError(BrokerAwayError):
    code = "redis_away"
    sentence = N_("Redis at %(address)s does not answer (%(reason)s).")
