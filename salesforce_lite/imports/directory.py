"""People and portfolios as files name them: by e-mail address or by name."""

from collections import Counter
from uuid import UUID

from salesforce_lite.access import list_users
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.team import list_portfolios


class Directory:
    """Read once for an import: people and portfolios are few."""

    def __init__(self, uow: UnitOfWork) -> None:
        everybody = list_users(uow, active_only=False)
        names = Counter(person.name.casefold() for person in everybody if person.active)
        self._active: dict[str, UUID] = {}
        self._everybody: dict[str, UUID] = {}
        self.emails: dict[UUID, str] = {}
        for person in everybody:
            keys = [person.email.casefold()]
            # A name that two people share is nobody's.
            if names[person.name.casefold()] <= 1:
                keys.append(person.name.casefold())
            for key in keys:
                self._everybody.setdefault(key, person.id)
                if person.active:
                    self._active[key] = person.id
            self.emails[person.id] = person.email
        portfolios = list_portfolios(uow)
        self._portfolios = {portfolio.name.casefold(): portfolio.id for portfolio in portfolios}
        self.portfolio_names = {portfolio.id: portfolio.name for portfolio in portfolios}

    def find_person(self, written: str, *, also_former: bool = False) -> UUID | None:
        people = self._everybody if also_former else self._active
        return people.get(" ".join(written.split()).casefold())

    def find_portfolio(self, written: str) -> UUID | None:
        return self._portfolios.get(" ".join(written.split()).casefold())
