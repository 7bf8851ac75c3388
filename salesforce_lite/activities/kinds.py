"""The kinds of activities the core knows, and the outcomes each starts with."""

from salesforce_lite.activities.drafts import CHANNELS
from salesforce_lite.activities.links import outcome_list
from salesforce_lite.activities.own_kinds import KIND_LIST
from salesforce_lite.kernel.errors import N_
from salesforce_lite.lists import ListDefinition, Value
from salesforce_lite.plugin import ActivityKind

KINDS = (
    ActivityKind(
        code="visit",
        label=N_("Visit"),
        verb=N_("Log visit"),
        plan_verb=N_("Plan visit"),
        icon="visit",
        has_place=True,
        has_period=True,
        weight=10,
    ),
    ActivityKind(
        code="call",
        label=N_("Call"),
        verb=N_("Log call"),
        plan_verb=N_("Plan call"),
        icon="call",
        has_period=True,
        weight=20,
    ),
    ActivityKind(
        code="message",
        label=N_("Message"),
        verb=N_("Log message"),
        plan_verb=N_("Plan message"),
        icon="message",
        channels=CHANNELS,
        weight=30,
    ),
    ActivityKind(
        code="email",
        label=N_("E-mail"),
        verb=N_("Log e-mail"),
        plan_verb=N_("Plan e-mail"),
        icon="email",
        weight=40,
    ),
    ActivityKind(
        code="meeting",
        label=N_("Meeting"),
        verb=N_("Log meeting"),
        plan_verb=N_("Plan meeting"),
        icon="meeting",
        has_place=True,
        has_period=True,
        weight=50,
    ),
    ActivityKind(
        code="task",
        label=N_("Task"),
        verb=N_("Add task"),
        plan_verb=N_("Add task"),
        icon="task",
        is_planned=True,
        weight=60,
    ),
    ActivityKind(
        code="promise",
        label=N_("Promise"),
        verb=N_("Note promise"),
        plan_verb=N_("Note promise"),
        icon="promise",
        is_planned=True,
        weight=70,
    ),
    ActivityKind(
        code="note",
        label=N_("Note"),
        verb=N_("Save note"),
        plan_verb=N_("Save note"),
        icon="note",
        weight=80,
    ),
)

CHANNEL_NAMES = {
    "whatsapp": N_("WhatsApp"),
    "sms": N_("SMS"),
    "chat": N_("Chat"),
    "telegram": N_("Telegram"),
}

# What a good or a bad result looks like on a timeline; codes an administrator adds are neutral.
GOOD_OUTCOMES = frozenset({"order", "agreed", "interested", "reached", "replied", "kept"})
BAD_OUTCOMES = frozenset({"not_interested", "complaint", "no_show", "bounced", "refused"})


KIND_NAMES = ListDefinition(
    KIND_LIST,
    N_("Kinds of activities"),
    (
        Value("visit", "Visit", "Visita"),
        Value("call", "Call", "Llamada"),
        Value("message", "Message", "Mensaje"),
        Value("email", "E-mail", "Correo"),
        Value("meeting", "Meeting", "Reunión"),
        Value("task", "Task", "Tarea"),
        Value("promise", "Promise", "Compromiso"),
        Value("note", "Note", "Nota"),
    ),
)


def outcome_lists() -> list[ListDefinition]:
    """The lists of outcomes, with the values they start with."""
    return [
        ListDefinition(outcome_list(kind), title, values)
        for kind, title, values in (
            ("visit", N_("Outcomes of visits"), _VISIT),
            ("call", N_("Outcomes of calls"), _CALL),
            ("message", N_("Outcomes of messages"), _WRITTEN),
            ("email", N_("Outcomes of e-mails"), _EMAIL),
            ("meeting", N_("Outcomes of meetings"), _MEETING),
            ("task", N_("Outcomes of tasks"), _TASK),
        )
    ]


_VISIT = (
    Value("interested", "Interested", "Interés"),
    Value("order", "Order taken", "Pedido"),
    Value("nothing_new", "Nothing new", "Sin novedad"),
    Value("quote", "Wants a quote", "Pide cotización"),
    Value("complaint", "Complaint", "Reclamo"),
    Value("collected", "Payment collected", "Cobro realizado"),
    Value("not_interested", "Not interested", "Sin interés"),
    Value("not_in", "Nobody there", "No estaba"),
)
_CALL = (
    Value("reached", "Reached", "Atendió"),
    Value("interested", "Interested", "Interés"),
    Value("order", "Order taken", "Pedido"),
    Value("call_back", "Call back", "Volver a llamar"),
    Value("complaint", "Complaint", "Reclamo"),
    Value("not_interested", "Not interested", "Sin interés"),
    Value("no_answer", "No answer", "No contesta"),
    Value("voicemail", "Voicemail", "Buzón de voz"),
    Value("wrong_number", "Wrong number", "Número equivocado"),
)
_WRITTEN = (
    Value("replied", "Replied", "Respondió"),
    Value("interested", "Interested", "Interés"),
    Value("order", "Order taken", "Pedido"),
    Value("sent", "Sent", "Enviado"),
    Value("complaint", "Complaint", "Reclamo"),
    Value("no_reply", "No reply", "Sin respuesta"),
)
_EMAIL = (
    Value("sent", "Sent", "Enviado"),
    Value("received", "Received", "Recibido"),
    Value("replied", "Replied", "Respondió"),
    Value("interested", "Interested", "Interés"),
    Value("order", "Order taken", "Pedido"),
    Value("bounced", "Bounced", "Devuelto"),
)
_MEETING = (
    Value("agreed", "Agreement reached", "Acuerdo alcanzado"),
    Value("interested", "Interested", "Interés"),
    Value("follow_up", "To be continued", "Queda seguimiento"),
    Value("no_decision", "No decision", "Sin decisión"),
    Value("not_interested", "Not interested", "Sin interés"),
    Value("no_show", "Did not come", "No se presentó"),
)
_TASK = (
    Value("finished", "Finished", "Terminada"),
    Value("partly", "Partly done", "Hecha en parte"),
    Value("dropped", "Not needed any more", "Ya no hace falta"),
)
