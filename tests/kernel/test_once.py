"""What a unit of work reads once is read again as soon as something is written."""

from sqlalchemy import event

from salesforce_lite.lists import ListValue, list_values

ROLES = "customer.role"


def test_a_list_is_read_once_for_all_parts_of_a_page(app, work):
    with work("rep") as uow:
        asked = []
        event.listen(app.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
        active = list_values(uow, ROLES)
        everything = list_values(uow, ROLES, retired=True)
        assert len([statement for statement in asked if "list_value" in statement]) == 1
        assert [value.code for value in active] == [value.code for value in everything]


def test_what_was_written_is_seen(work):
    with work("admin") as uow:
        before = len(list_values(uow, ROLES))
        uow.session.add(
            ListValue(list_name=ROLES, code="new", label_en="New", label_es="Nuevo", position=99)
        )
        uow.session.flush()
        assert len(list_values(uow, ROLES)) == before + 1


def test_nothing_is_kept_from_one_unit_to_the_next(work):
    with work("admin") as uow:
        role = list_values(uow, ROLES)[0]
        role.is_active = False
        code = role.code
    with work("rep") as uow:
        assert code not in {value.code for value in list_values(uow, ROLES)}
        assert code in {value.code for value in list_values(uow, ROLES, retired=True)}
