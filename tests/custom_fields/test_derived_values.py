"""`doctor` finds and mends what custom values are found by; emptying takes it along."""

from sqlalchemy import delete, func, insert, select, update

from salesforce_lite.cli.checks import CHECKS
from salesforce_lite.cli.repairs import make_anew
from salesforce_lite.custom_fields import CustomValue, count_wrong_values
from salesforce_lite.customers import Customer
from salesforce_lite.demo.forgetting import forget
from salesforce_lite.kernel.ids import new_id


def wrong(work) -> int:
    with work("admin") as uow:
        return count_wrong_values(uow)


def rows(work) -> int:
    with work("admin") as uow:
        return uow.session.scalar(select(func.count()).select_from(CustomValue))


def test_wrong_missing_and_left_over_values_are_told_and_mended(app, work, field, add) -> None:
    made = field("number")
    field("choices")
    first = add("Kiosco Sol", custom={"my_number": "1", "my_choices": ["small", "large"]})
    add("Kiosco Luna", custom={"my_number": "2"})
    add("Kiosco Mar")
    assert (wrong(work), rows(work)) == (0, 4)
    with work("admin") as uow:
        uow.session.execute(delete(CustomValue).where(CustomValue.text_value == "small"))
        of_number = CustomValue.number_value == 2_000_000
        uow.session.execute(update(CustomValue).where(of_number).values(number_value=3))
        stray = {"record_id": new_id(), "field_id": made.id, "position": 0, "number_value": 1}
        uow.session.execute(insert(CustomValue).values(**stray))
    assert wrong(work) > 0
    told = [sentence for check in CHECKS for sentence in check(app)]
    assert any("custom fields" in sentence for sentence in told)
    assert "What custom fields are filtered by is written anew." in list(make_anew(app))
    assert (wrong(work), rows(work)) == (0, 4)
    with work("admin") as uow:
        forget(uow, select(Customer.id).where(Customer.id == first.id))
    assert rows(work) == 1
