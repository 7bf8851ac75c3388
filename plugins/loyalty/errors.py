"""What loyalty refuses."""

from salesforce_lite.kernel.errors import N_, ConflictError, DomainError


class UnbalancedError(RuntimeError):
    """A transaction whose entries do not add up to nothing: a mistake of ours, nobody's input."""


class NotEnoughPointsError(DomainError):
    """More points were asked for than the member has at this moment."""

    code = "loyalty_not_enough_points"
    sentence = N_("There are not enough points: %(asked)s are needed, %(available)s are available.")


class BalanceChangedError(ConflictError):
    """Somebody else moved the same points at this very moment."""

    code = "loyalty_balance_changed"
    sentence = N_("The points changed at this very moment. Nothing was posted; try again.")


class PointsSpentError(DomainError):
    """A return takes back more points than the member has, and the program refuses debts."""

    code = "loyalty_points_spent"
    sentence = N_(
        "The points of this purchase are spent already: %(missing)s are missing. "
        "First a redemption has to be cancelled."
    )


class NotRedeemableError(DomainError):
    """The reward is not offered at this moment."""

    code = "loyalty_not_redeemable"
    sentence = N_("“%(reward)s” cannot be redeemed now: it is used up, or not offered today.")


class RedemptionClosedError(DomainError):
    """It was handed out or cancelled already."""

    code = "loyalty_redemption_closed"
    sentence = N_("The redemption %(code)s was handed out or cancelled already.")


class ReferralError(DomainError):
    """Nobody brings themselves, or somebody by whom they were brought."""

    code = "loyalty_referral"
    sentence = N_(
        "This referral does not count: members bring neither themselves nor those by whom they "
        "were brought, nobody is brought twice, and people who work here bring nobody."
    )


class SecondPersonError(DomainError):
    """Who asked for points does not approve them."""

    code = "loyalty_second_person"
    sentence = N_("Another person has to decide about this adjustment.")


class DecidedError(DomainError):
    """Somebody decided already."""

    code = "loyalty_decided"
    sentence = N_("Somebody has decided about this adjustment already.")


class NotOpenError(DomainError):
    """A program without published rules, or one that was closed."""

    code = "loyalty_not_open"
    sentence = N_("The program “%(program)s” is closed, or its rules are not published yet.")


class OtherContentError(DomainError):
    """The same reference was told with other contents."""

    code = "loyalty_other_content"
    sentence = N_(
        "“%(reference)s” was posted already with other contents. A return or an adjustment "
        "corrects it; the same reference does not."
    )


class NoRateError(DomainError):
    """The amount cannot be turned into the currency of the program."""

    code = "loyalty_no_rate"
    sentence = N_(
        "There is no exchange rate from %(currency)s on %(day)s. Enter one and post it again."
    )


class NotMailedError(DomainError):
    """The member has not agreed to mail, has no address, or had the statement of this month."""

    code = "loyalty_not_mailed"
    sentence = N_(
        "No statement was sent: the member agrees to mail and has an address first, and there is "
        "one statement in a month at most."
    )
