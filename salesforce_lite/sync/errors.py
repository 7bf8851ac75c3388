"""What sync refuses."""

from salesforce_lite.kernel.errors import (
    N_,
    ConflictError,
    DomainError,
    InvalidInputError,
    PermissionDeniedError,
)


class DeviceOfAnotherError(ConflictError):
    code = "device_of_another"
    sentence = N_(
        "This device belongs to somebody else. What waits on it is theirs to send: let them sign "
        "in."
    )


class DeviceWipedError(PermissionDeniedError):
    code = "device_wiped"
    sentence = N_(
        "This device was told to forget everything. Delete what it carries and register it anew, "
        "with another id."
    )


class UnknownCommandError(InvalidInputError):
    code = "unknown_command"
    sentence = N_("The server does not know “%(command)s” in version %(version)s.")


class BaseVersionMissingError(InvalidInputError):
    code = "base_version_missing"
    sentence = N_("Say in base_version which version was read: others may have changed it since.")


class ParentMissingError(InvalidInputError):
    code = "parent_missing"
    sentence = N_("What it belongs to is not here (yet). Send that first, then this again.")


class TempIdUsedError(InvalidInputError):
    code = "temp_id_used"
    sentence = N_("This phone has called another record so before. Give every new one its own id.")


class OpReusedError(ConflictError):
    code = "op_reused"
    sentence = N_(
        "A command with this op_id said something else before. It is kept for a person to look at."
    )


class ChangedMeanwhileError(ConflictError):
    code = "changed_meanwhile"
    sentence = N_("Others have changed the same meanwhile. A person decides what stays.")


class GoneMeanwhileError(ConflictError):
    code = "gone_meanwhile"
    sentence = N_("The record was deleted or given to somebody else meanwhile. A person decides.")


class FaultError(DomainError):
    code = "fault"
    sentence = N_("Something went wrong on the server. Nothing of it was saved; send it again.")


class ResyncNeededError(ConflictError):
    code = "resync_needed"
    sentence = N_(
        "What the device knows is too old, or no longer what its person may see. Delete it and "
        "pull without a cursor; what waits to be sent stays."
    )


class ConflictDecidedError(ConflictError):
    code = "conflict_decided"
    sentence = N_("Somebody has decided this already.")
