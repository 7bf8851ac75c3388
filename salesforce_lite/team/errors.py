"""What teams and portfolios refuse."""

from salesforce_lite.kernel.errors import N_, DomainError


class TeamNameTakenError(DomainError):
    code = "team_name_taken"
    sentence = N_("There is a team called “%(name)s” already. Choose another name.")


class TeamLoopError(DomainError):
    code = "team_loop"
    sentence = N_(
        "“%(name)s” cannot stand below “%(parent)s”, because that team stands below “%(name)s”."
    )


class PortfolioNameTakenError(DomainError):
    code = "portfolio_name_taken"
    sentence = N_("There is a portfolio called “%(name)s” already. Choose another name.")


class PortfolioOutOfSightError(DomainError):
    code = "portfolio_out_of_sight"
    sentence = N_(
        "You see only some of the customers of “%(name)s”. "
        "Ask somebody who sees all of them to change it."
    )


class UnknownManagerError(DomainError):
    code = "unknown_manager"
    sentence = N_("Nobody who works here is called “%(manager)s”. Give the e-mail address.")


class AmbiguousManagerError(DomainError):
    code = "ambiguous_manager"
    sentence = N_("Several people are called “%(manager)s”. Give the e-mail address.")
