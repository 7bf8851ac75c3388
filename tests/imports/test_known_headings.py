"""Contacts, sales and activities with the headings of each system's export, in both languages."""

import pytest
from sqlalchemy import select

from salesforce_lite.activities import Activity
from salesforce_lite.customers import Contact, ContactLink, Customer
from salesforce_lite.imports import ColumnMapping, find_importer
from salesforce_lite.imports.assignment import assign_columns
from salesforce_lite.imports.importer import REFERENCE
from salesforce_lite.opportunities import Opportunity, Stage, list_pipelines
from tests.imports.test_known_systems import COMPANIES

ENTITIES = ("portfolios", "customers", "contacts", "opportunities", "activities")
# Headings of the files that these products write, and a row below them. Reports of Salesforce and
# lists of HubSpot, Pipedrive and Odoo are written in the language of whoever exports.
PEOPLE = {
    "salesforce": (
        "Contact ID,First Name,Last Name,Title,Account ID,Account Name,Email,Phone,Mobile,"
        "Mailing Country,Contact Owner\n"
        "5,Ana,Ruiz,Compras,77,Pérez,ana@example.com,912345679,600111222,Spain,Rep\n"
    ),
    "salesforce es": (
        "Id. del contacto,Nombre,Apellidos,Cargo,Id. de la cuenta,Nombre de la cuenta,"
        "Correo electrónico,Teléfono,Móvil,País de correo,Propietario del contacto\n"
        "5,Ana,Ruiz,Compras,77,Pérez,ana@example.com,912345679,600111222,España,Rep\n"
    ),
    "hubspot": (
        "Record ID,First Name,Last Name,Email,Phone Number,Mobile Phone Number,Job Title,"
        "Contact owner,Primary Associated Company ID,Associated Company,Lead Status,Create Date\n"
        "5,Ana,Ruiz,ana@example.com,912345679,600111222,Compras,Rep,77,Pérez,New,2024-03-04 10:00\n"
    ),
    "hubspot es": (
        "ID de registro,Nombre,Apellidos,Correo,Número de teléfono,Número de teléfono móvil,Cargo,"
        "Propietario del contacto,IDs de empresas asociadas,Empresa asociada,Estado del lead,"
        "Fecha de creación\n"
        "5,Ana,Ruiz,ana@example.com,912345679,600111222,Compras,Rep,77,Pérez,Nuevo,2024-03-04\n"
    ),
    "pipedrive": (
        "Person - ID,Person - Name,Person - Email - Work,Person - Phone - Work,"
        "Person - Phone - Mobile,Person - Job title,Person - Organization,"
        "Person - Organization ID,Person - Owner,Person - Open deals\n"
        "5,Ana Ruiz,ana@example.com,912345679,600111222,Compras,Pérez,77,Rep,0\n"
    ),
    "pipedrive es": (
        "Persona - ID,Persona - Nombre,Persona - Correo electrónico - Trabajo,"
        "Persona - Teléfono - Trabajo,Persona - Teléfono - Móvil,Persona - Puesto,"
        "Persona - Organización,Persona - ID de organización,Persona - Propietario\n"
        "5,Ana Ruiz,ana@example.com,912345679,600111222,Compras,Pérez,77,Rep\n"
    ),
    "odoo": (
        "External ID,Name,Email,Phone,Mobile,Job Position,Related Company/External ID,"
        "Related Company,Is a Company\n"
        "5,Ana Ruiz,ana@example.com,912345679,600111222,Compras,77,Pérez,False\n"
    ),
    "odoo es": (
        "ID externo,Nombre,Correo electrónico,Teléfono,Móvil,Puesto de trabajo,"
        "Compañía relacionada/ID externo,Compañía relacionada,Es una empresa\n"
        "5,Ana Ruiz,ana@example.com,912345679,600111222,Compras,77,Pérez,FALSO\n"
    ),
}
DEALS = {
    "salesforce": (
        "Opportunity ID,Opportunity Name,Account ID,Account Name,Stage,Amount,Amount Currency,"
        "Probability (%),Close Date,Opportunity Owner,Lead Source,Fiscal Period,Age\n"
        '9,Venta,77,Pérez,STAGE,"1,500.50",EUR,40,2026-05-20,Rep,Web,Q2-2026,12\n'
    ),
    "salesforce es": (
        "Id. de la oportunidad,Nombre de la oportunidad,Id. de la cuenta,Nombre de la cuenta,"
        "Etapa,Importe,Divisa,Probabilidad (%),Fecha de cierre,Propietario de la oportunidad\n"
        '9,Venta,77,Pérez,STAGE,"1.500,50",EUR,40,20/05/2026,Rep\n'
    ),
    "hubspot": (
        "Record ID,Deal Name,Deal Stage,Pipeline,Amount,Currency,Close Date,Deal owner,"
        "Associated Company IDs,Associated Company,Amount in company currency,Create Date\n"
        "9,Venta,STAGE,PIPELINE,1500.50,EUR,2026-05-20 00:00,Rep,77,Pérez,1500.50,"
        "2024-03-04 10:00\n"
    ),
    "hubspot es": (
        "ID de registro,Nombre del negocio,Etapa del negocio,Pipeline,Importe,Divisa,"
        "Fecha de cierre,Propietario del negocio,IDs de empresas asociadas,Empresa asociada,"
        "Fecha de creación,Tipo de negocio\n"
        "9,Venta,STAGE,PIPELINE,1500.50,EUR,2026-05-20 00:00,Rep,77,Pérez,2024-03-04 10:00,\n"
    ),
    "pipedrive": (
        "Deal - ID,Deal - Title,Deal - Stage,Deal - Pipeline,Deal - Value,"
        "Deal - Currency of Value,Deal - Probability,Deal - Expected close date,Deal - Status,"
        "Deal - Owner,Deal - Organization,Deal - Organization ID,Deal - Contact person,"
        "Deal - Deal created,Deal - Lost reason,Deal - Won time,Deal - Lost time\n"
        "9,Venta,STAGE,PIPELINE,1500.50,EUR,40,2026-05-20,Open,Rep,Pérez,77,,2024-03-04 10:00:00,"
        ",,\n"
    ),
    "pipedrive es": (
        "Trato - ID,Trato - Título,Trato - Etapa,Trato - Embudo,Trato - Valor,"
        "Trato - Moneda de Valor,Trato - Probabilidad,Trato - Fecha prevista de cierre,"
        "Trato - Estado,Trato - Propietario,Trato - Organización,Trato - ID de organización,"
        "Trato - Persona de contacto,Trato - Razón de la pérdida,Trato - Fecha en la que se ganó,"
        "Trato - Fecha en la que se perdió\n"
        "9,Venta,STAGE,PIPELINE,1500.50,EUR,40,2026-05-20,Abierto,Rep,Pérez,77,,,,\n"
    ),
    "odoo": (
        "External ID,Opportunity,Customer/External ID,Customer,Stage,Expected Revenue,Currency,"
        "Probability,Expected Closing,Salesperson,Sales Team\n"
        "9,Venta,77,Pérez,STAGE,1500.50,EUR,40,2026-05-20,Rep,Europe\n"
    ),
    "odoo es": (
        "ID externo,Oportunidad,Cliente/ID externo,Cliente,Etapa,Ingresos esperados,Moneda,"
        "Probabilidad,Cierre esperado,Comercial,Equipo de ventas\n"
        "9,Venta,77,Pérez,STAGE,1500.50,EUR,40,2026-05-20,Rep,Europa\n"
    ),
}
ACTIVITIES = {
    "salesforce": (
        "Activity ID,Type,Subject,Date,Status,Priority,Account ID,Company / Account,Assigned,"
        "Comments\n"
        "3,Call,Oferta,2024-05-20,Completed,Normal,77,Pérez,Rep,Dice que sí\n"
    ),
    "salesforce es": (
        "Id. de actividad,Tipo,Asunto,Fecha,Estado,Prioridad,Id. de la cuenta,Nombre de la cuenta,"
        "Asignado,Comentarios\n"
        "3,Llamada,Oferta,20/05/2024,Completada,Normal,77,Pérez,Rep,Dice que sí\n"
    ),
    "hubspot": (
        "Record ID,Activity type,Call Title,Call notes,Activity date,Activity assigned to,"
        "Associated Company IDs,Associated Company,Task Status,Create Date\n"
        "3,Call,Oferta,Dice que sí,2024-05-20 10:00,Rep,77,Pérez,Completed,2024-05-20 10:00\n"
    ),
    "hubspot es": (
        "ID de registro,Tipo de actividad,Título de la llamada,Notas de la llamada,"
        "Fecha de la actividad,Actividad asignada a,IDs de empresas asociadas,Empresa asociada,"
        "Estado de la tarea,Fecha de creación\n"
        "3,Llamada,Oferta,Dice que sí,2024-05-20 10:00,Rep,77,Pérez,Completada,2024-05-20 10:00\n"
    ),
    "pipedrive": (
        "Activity - ID,Activity - Type,Activity - Subject,Activity - Note,Activity - Due date,"
        "Activity - Due time,Activity - Done,Activity - Assigned to user,"
        "Activity - Organization,Activity - Organization ID,Activity - Creation date\n"
        "3,Call,Oferta,Dice que sí,2024-05-20,10:00,Done,Rep,Pérez,77,2024-05-01 10:00:00\n"
    ),
    "pipedrive es": (
        "Actividad - ID,Actividad - Tipo,Actividad - Asunto,Actividad - Nota,"
        "Actividad - Fecha de vencimiento,Actividad - Hora de vencimiento,Actividad - Finalizada,"
        "Actividad - Asignado a usuario,Actividad - Organización,Actividad - ID de organización\n"
        "3,Llamada,Oferta,Dice que sí,2024-05-20,10:00,Hecho,Rep,Pérez,77\n"
    ),
    "odoo": (
        "External ID,Activity Type,Summary,Note,Due Date,Done Date,Assigned to,"
        "Customer/External ID,Customer\n"
        "3,Call,Oferta,Dice que sí,2024-05-20,2024-05-20,Rep,77,Pérez\n"
    ),
    "odoo es": (
        "ID externo,Tipo de actividad,Resumen,Nota,Fecha de vencimiento,Fecha de realización,"
        "Asignado a,Cliente/ID externo,Cliente\n"
        "3,Llamada,Oferta,Dice que sí,2024-05-20,2024-05-20,Rep,77,Pérez\n"
    ),
}
FILES = {"contacts": PEOPLE, "opportunities": DEALS, "activities": ACTIVITIES}
SYSTEMS = ("salesforce", "hubspot", "pipedrive", "odoo")
LANGUAGES = ("", " es")


@pytest.fixture(params=[f"{system}{language}" for system in SYSTEMS for language in LANGUAGES])
def system(request, bring) -> str:
    """A system in a language, whose company is there already."""
    assert bring("customers", COMPANIES[request.param]).counts.created == 1
    return request.param


@pytest.fixture
def brought(system, bring, app, proposal, work):
    """Brings the file of that system and looks that every column was known."""
    with work("admin") as uow:
        pipeline = list_pipelines(uow)[0].pipeline.name

    def bring_in(entity: str):
        text = FILES[entity][system].replace("STAGE", proposal).replace("PIPELINE", pipeline)
        columns = tuple(text.splitlines()[0].split(","))
        importer = find_importer(app.contributions.importers, entity)
        assignment = assign_columns(importer, columns, ColumnMapping())
        assert list(assignment.unknown) == []
        report = bring(entity, text)
        assert report.system == system.split()[0]
        assert (str(report.counts), list(report.remarks)) == (
            "created=1 updated=0 skipped=0 rejected=0",
            [],
        )
        assert bring(entity, text).counts.skipped == 1

    return bring_in


def one(work, model):
    with work("admin") as uow:
        return uow.session.scalars(select(model)).one()


def test_a_contact(brought, work):
    brought("contacts")
    contact, link = one(work, Contact), one(work, ContactLink)
    assert (contact.name, contact.email) == ("Ana Ruiz", "ana@example.com")
    assert {phone.number for phone in contact.phones} == {"+34912345679", "+34600111222"}
    assert (link.customer_id, link.function) == (one(work, Customer).id, "Compras")


def test_a_sale(brought, work, actor_of, proposal, system):
    brought("opportunities")
    sale = one(work, Opportunity)
    assert (sale.title, sale.customer_id) == ("Venta", one(work, Customer).id)
    assert (str(sale.amount), str(sale.expected_close_on)) == ("1500.50 EUR", "2026-05-20")
    assert (sale.outcome, sale.owner_id) == ("open", actor_of("rep").user_id)
    with work("admin") as uow:
        assert uow.session.get(Stage, sale.stage_id).name == proposal
    if not system.startswith("hubspot"):
        assert sale.probability_set == 40


def test_something_done(brought, work, actor_of):
    brought("activities")
    done = one(work, Activity)
    assert (done.kind, done.subject, done.note) == ("call", "Oferta", "Dice que sí")
    assert done.is_done
    assert (done.completed_at or done.due_at).date().isoformat() == "2024-05-20"
    assert done.customer_id == one(work, Customer).id
    assert done.owner_id == actor_of("rep").user_id


@pytest.mark.parametrize("entity", ENTITIES)
@pytest.mark.parametrize("heading", ["external_ref", "External reference", "ID externo"])
def test_the_id_of_a_record_in_another_system(entity, heading, app):
    importer = find_importer(app.contributions.importers, entity)
    columns = ("Name", "Subject", heading)
    found = dict(assign_columns(importer, columns, ColumnMapping()).columns)
    assert found[heading].name == REFERENCE


@pytest.mark.parametrize("entity", ENTITIES)
def test_no_column_of_an_own_export_is_unknown_or_ignored(entity, app):
    importer = find_importer(app.contributions.importers, entity)
    assignment = assign_columns(importer, importer.exporter.columns, ColumnMapping())
    assert (list(assignment.unknown), list(assignment.ignored)) == ([], [])
    assert [column for column, _ in assignment.columns] == list(importer.exporter.columns)


def test_every_system_is_looked_at_in_both_languages():
    wanted = {f"{system}{language}" for system in SYSTEMS for language in LANGUAGES}
    assert all(files.keys() == wanted for files in FILES.values())
