"""Finds what an operator calls by a name; refuses with where to look it up."""

from salesforce_lite.access import User, find_user
from salesforce_lite.kernel.errors import N_, DomainError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.lists import ListDefinition, ListValue, list_values
from salesforce_lite.opportunities import PipelineWithStages, Stage, list_pipelines
from salesforce_lite.team import Team, list_teams


class NoSuchUserError(DomainError):
    code = "no_such_user"
    sentence = N_("Nobody signs in with %(email)s. See: salesforce-lite user list")


class NoSuchTeamError(DomainError):
    code = "no_such_team"
    sentence = N_("There is no team “%(name)s”. See: salesforce-lite team list")


class NoSuchPipelineError(DomainError):
    code = "no_such_pipeline"
    sentence = N_("There is no pipeline “%(name)s”. See: salesforce-lite pipeline list")


class NoSuchStageError(DomainError):
    code = "no_such_stage"
    sentence = N_(
        "The pipeline “%(pipeline)s” has no stage “%(name)s”. See: salesforce-lite pipeline list"
    )


class NoSuchValueError(DomainError):
    code = "no_such_value"
    sentence = N_(
        "The list %(list)s has no value “%(name)s”. See: salesforce-lite list show %(list)s"
    )


def person_at(uow: UnitOfWork, email: str) -> User:
    """The person who signs in with this address. Raises NoSuchUserError."""
    person = find_user(uow, email)
    if person is None:
        raise NoSuchUserError(email=email)
    return person


def team_called(uow: UnitOfWork, name: str) -> Team:
    """The team of this name, in capitals or not. Raises NoSuchTeamError."""
    for one in list_teams(uow):
        if _is_called(name, one.name):
            return one
    raise NoSuchTeamError(name=name)


def pipeline_called(uow: UnitOfWork, name: str) -> PipelineWithStages:
    """The pipeline of this name, with all its stages. Raises NoSuchPipelineError."""
    for one in list_pipelines(uow, retired=True):
        if _is_called(name, one.pipeline.name):
            return one
    raise NoSuchPipelineError(name=name)


def stage_called(uow: UnitOfWork, pipeline: str, name: str) -> Stage:
    """The stage of this name. Raises NoSuchPipelineError and NoSuchStageError."""
    found = pipeline_called(uow, pipeline)
    for one in found.stages:
        if _is_called(name, one.name):
            return one
    raise NoSuchStageError(pipeline=found.pipeline.name, name=name)


def value_called(uow: UnitOfWork, definition: ListDefinition, name: str) -> ListValue:
    """The value of this code, else of this label in either language. Raises NoSuchValueError."""
    values = list_values(uow, definition.name, retired=True)
    for one in values:
        if one.code == name:
            return one
    for one in values:
        if _is_called(name, one.label_en) or _is_called(name, one.label_es):
            return one
    raise NoSuchValueError(list=definition.name, name=name)


def _is_called(typed: str, name: str) -> bool:
    return " ".join(typed.split()).casefold() == name.casefold()
