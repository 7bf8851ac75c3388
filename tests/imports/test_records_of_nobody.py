"""Customers whose file names no owner: who sees them, what is told, and how they find one."""

from salesforce_lite.customers import visible_customers
from salesforce_lite.opportunities import visible_opportunities
from salesforce_lite.team import PortfolioDraft, save_portfolios

TWO = "Id,Name\n1,Ferretería Pérez\n2,Kiosco Sol\n"
SALE = "Id,Name,AccountId\n9,Shelves,1\n"


def seen_by(work, name: str) -> set[str]:
    with work(name) as uow:
        return {one.name for one in uow.session.scalars(visible_customers(uow))}


def told(report) -> list[tuple[str, str | None, int]]:
    return [(sentence, text, times) for sentence, text, times in report.remarks]


def test_records_of_nobody_are_told_and_only_who_sees_everything_sees_them(work, bring):
    bring("customers", TWO)
    assert seen_by(work, "rep") == seen_by(work, "manager") == set()
    assert seen_by(work, "admin") == {"Ferretería Pérez", "Kiosco Sol"}


def test_the_command_says_how_many_belong_to_nobody_and_the_way_out(command, write):
    more = "Id,Name,Owner\n1,Pérez,0050U\n2,Sol,0050U\n3,Luna,rep@example.com\n"
    _code, _out, said = command("import", "customers", write(more))
    assert (
        "2 records belong to nobody: only those who see everything see them. "
        "Run the import again with --owner E-MAIL.\n"
    ) in said
    assert "The owner “0050U” is nobody who works here; it was left out. Make a person" in said
    assert "([values.owner]) (2 ×)" in said
    assert "default owner" not in said
    said = command("import", "customers", write("Id,Name\n9,Only\n"))[2]
    assert "1 record belongs to nobody: only those who see everything see it. " in said


def test_a_second_import_with_an_owner_gives_them_to_that_person(work, bring):
    bring("customers", TWO)
    report = bring("customers", TWO, owner="rep@example.com")
    assert str(report.counts) == "created=0 updated=2 skipped=0 rejected=0"
    assert told(report) == []
    assert seen_by(work, "rep") == seen_by(work, "manager") == {"Ferretería Pérez", "Kiosco Sol"}
    assert seen_by(work, "other") == set()
    report = bring("customers", TWO, owner="other@example.com")
    assert str(report.counts) == "created=0 updated=0 skipped=2 rejected=0"
    assert seen_by(work, "other") == set()


def test_whoever_has_an_owner_or_a_portfolio_keeps_it(work, bring):
    with work("admin") as uow:
        east = PortfolioDraft(name="East", manager="rep@example.com")
        save_portfolios(uow, [east, PortfolioDraft(name="West", manager="")])
    rows = "Id,Name,Owner,Portfolio\n1,Of rep,rep@example.com,\n2,Of East,,East\n3,Of West,,West\n"
    bring("customers", rows)
    report = bring("customers", rows.replace(",rep@example.com,", ",,"), owner="other@example.com")
    assert str(report.counts) == "created=0 updated=0 skipped=3 rejected=0"
    assert seen_by(work, "other") == set()
    assert seen_by(work, "rep") == {"Of rep", "Of East"}


def test_a_second_import_that_names_nobody_says_so_again(work, bring):
    first, again = bring("customers", TWO), bring("customers", TWO)
    assert told(first) == told(again)
    assert [times for _sentence, _text, times in told(again)] == [2]
    assert again.counts.skipped == 2


def test_what_a_person_imports_is_theirs_so_nothing_is_told(work, bring):
    report = bring("customers", TWO, by="rep")
    assert told(report) == []
    assert seen_by(work, "manager") == {"Ferretería Pérez", "Kiosco Sol"}


def test_rejected_rows_are_not_counted_as_records_of_nobody(bring):
    report = bring("customers", f"Id,Name\n1,One\n2,{'long ' * 60}\n")
    assert report.counts.rejected == 1
    assert [times for _sentence, _text, times in told(report)] == [1]


def test_what_hangs_on_them_is_seen_with_them(work, bring, actor_of):
    bring("customers", TWO, source="old")
    bring("opportunities", SALE, source="old", currency="EUR")
    bring("customers", TWO, source="old", owner="rep@example.com")
    rep = actor_of("rep").user_id
    with work("manager") as uow:
        (sale,) = uow.session.scalars(visible_opportunities(uow))
        assert sale.owner_id == rep


def test_opportunities_of_nobody_find_their_owner_too(work, bring, actor_of):
    bring("customers", TWO, source="old")
    bring("opportunities", SALE, source="old", currency="EUR")
    again = {"source": "old", "currency": "EUR", "owner": "rep@example.com"}
    assert bring("opportunities", SALE, **again).counts.updated == 1
    again["owner"] = "other@example.com"
    assert bring("opportunities", SALE, **again).counts.skipped == 1
    rep = actor_of("rep").user_id
    with work("admin") as uow:
        (sale,) = uow.session.scalars(visible_opportunities(uow))
        assert sale.owner_id == rep
