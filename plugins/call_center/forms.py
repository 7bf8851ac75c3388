"""Forms of the call centre: the settings, the log of a call, and those of administrators."""

from datetime import time

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    Form,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TelField,
    TextAreaField,
    TimeField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # old stubs
from wtforms.validators import Length, NumberRange, Optional

from salesforce_lite.web import NewIdField, SecretField, VersionField

from .reports import OFFERED, WITHOUT_EARLY
from .state import Direction

PURPOSES = (
    ("commercial", lazy_gettext("To sell: the law on commercial calls holds")),
    ("service", lazy_gettext("Service to customers")),
)
CONSENTS = (
    ("commercial", lazy_gettext("to be called to sell")),
    ("recording", lazy_gettext("to be recorded")),
)
CHANNELS = (
    ("", lazy_gettext("Not said")),
    ("phone", lazy_gettext("By telephone")),
    ("web", lazy_gettext("On a web page")),
    ("paper", lazy_gettext("On paper")),
    ("email", lazy_gettext("By e-mail")),
    ("message", lazy_gettext("By message")),
    ("in_person", lazy_gettext("In person")),
)
_SHOWN = lazy_gettext("Number that is shown")
_LINES_OWN = lazy_gettext("What those who are called see; left empty, the number of the line.")
GENERIC_MAPPING = """id = id
call = call_id
leg = leg_id
kind = type
at = timestamp
direction = direction
number = customer_number
own_number = own_number
extension = extension
queue = queue
recording = recording_url
seconds = duration"""


class CallCenterForm(Form):
    """The settings."""

    calls_from = TimeField(lazy_gettext("Calls are made from"), default=time(9))
    calls_until = TimeField(lazy_gettext("until"), default=time(20))
    calls_on_saturday = BooleanField(lazy_gettext("On Saturdays too"), default=False)
    level_seconds = IntegerField(
        lazy_gettext("Service level: answered within so many seconds"),
        default=20,
        validators=[NumberRange(min=1, max=600)],
    )
    level_percent = IntegerField(
        lazy_gettext("Service level: so many percent of the calls"),
        default=80,
        validators=[NumberRange(min=1, max=100)],
    )
    level_of = SelectField(
        lazy_gettext("Service level: of which calls"),
        choices=[
            SelectChoice(OFFERED, lazy_gettext("Of all that were offered")),
            SelectChoice(
                WITHOUT_EARLY, lazy_gettext("Of the answered and those abandoned later than that")
            ),
        ],
        default=OFFERED,
    )
    logged_within_minutes = IntegerField(
        lazy_gettext("Calls nobody logs stand in the timeline after so many minutes"),
        default=60,
        validators=[NumberRange(min=5, max=1440)],
    )
    swept_after_hours = IntegerField(
        lazy_gettext("A call whose end nobody told is closed after so many hours"),
        default=4,
        validators=[NumberRange(min=1, max=48)],
    )
    recordings_kept_days = IntegerField(
        lazy_gettext("Links to recordings are kept for so many days"),
        default=90,
        validators=[NumberRange(min=1, max=3650)],
    )
    recording_needs_both = BooleanField(
        lazy_gettext("Recordings open only where both sides have agreed: customer and agents"),
        default=False,
    )
    agents_proof = StringField(
        lazy_gettext("Where agents agree to be recorded: a contract, an agreement"),
        default="",
        validators=[Length(max=300)],
    )
    events_kept_days = IntegerField(
        lazy_gettext("What exchanges sent is kept for so many days"),
        default=90,
        validators=[NumberRange(min=7, max=3650)],
    )
    survey_flags_below = IntegerField(
        lazy_gettext("A call is flagged when a survey gives it less than this"),
        default=3,
        validators=[NumberRange(min=1, max=10)],
    )
    generic_secret = SecretField(lazy_gettext("Secret of the signed webhook"))
    generic_mapping = TextAreaField(
        lazy_gettext("Fields of the signed webhook: ours = theirs"), default=GENERIC_MAPPING
    )
    asterisk_secret = SecretField(lazy_gettext("Secret of the Asterisk bridge"))
    twilio_token = SecretField(lazy_gettext("Auth token of Twilio"))


class LogForm(FlaskForm):
    """Fields stand in the order in which one types them."""

    # What the service calls otherwise.
    inputs = {"callback_at": "callback_day", "started_at": "number"}

    new_id = NewIdField()
    version = VersionField()
    call = HiddenField()
    member = HiddenField()
    opened = HiddenField()
    number = TelField(lazy_gettext("Number"))
    customer_id = SelectField(
        lazy_gettext("Customer"), validate_choice=False, validators=[Optional()]
    )
    contact_id = SelectField(
        lazy_gettext("Contact"), validate_choice=False, validators=[Optional()]
    )
    direction = RadioField(
        lazy_gettext("Direction"),
        choices=[
            SelectChoice("in", lazy_gettext("Incoming")),
            SelectChoice("out", lazy_gettext("Outgoing")),
        ],
        default=Direction.IN,
    )
    disposition = SelectField(lazy_gettext("How did it go?"))
    note = TextAreaField(lazy_gettext("Note"))
    callback_day = DateField(lazy_gettext("Call back on"), validators=[Optional()])
    callback_time = TimeField(lazy_gettext("at"), validators=[Optional()])
    next_subject = StringField(lazy_gettext("Next step"))
    next_day = DateField(lazy_gettext("on"), validators=[Optional()])
    is_do_not_call = BooleanField(lazy_gettext("Wants no more calls"))


class ConsentForm(FlaskForm):
    """What a customer agrees to."""

    version = VersionField()
    purpose = SelectField(
        lazy_gettext("They agree"),
        choices=[SelectChoice(code, words) for code, words in CONSENTS],
    )
    proof = StringField(
        lazy_gettext("Proof"),
        description=lazy_gettext("Where it can be seen: a recording, a form, a letter, a message."),
    )
    channel = SelectField(
        lazy_gettext("How they agreed"),
        choices=[SelectChoice(code, words) for code, words in CHANNELS],
        validate_choice=False,
    )
    reference = StringField(
        lazy_gettext("Reference"),
        description=lazy_gettext("Number of the recording, form or letter, or where it is kept."),
        validators=[Length(max=200)],
    )


class DispositionForm(FlaskForm):
    """One entry of the tree."""

    version = VersionField()
    code = StringField(lazy_gettext("Code"))
    name_es = StringField(lazy_gettext("Name in Spanish"))
    name_en = StringField(lazy_gettext("Name in English"))
    parent_id = SelectField(lazy_gettext("Below"), validate_choice=False)
    outcome = SelectField(lazy_gettext("Outcome of the activity"), validate_choice=False)
    is_contact = BooleanField(lazy_gettext("Somebody was spoken with"), default=True)
    is_success = BooleanField(lazy_gettext("It is a success"))
    schedules_callback = BooleanField(lazy_gettext("Asks when to call back"))
    sets_dnc = BooleanField(lazy_gettext("The number is not called any more"))
    needs_note = BooleanField(lazy_gettext("Needs a note"))


class LineForm(FlaskForm):
    """Whose line it is."""

    version = VersionField()
    extension = StringField(
        lazy_gettext("Line"),
        description=lazy_gettext("As the exchange calls it: 204, client:ana, +34911234567."),
    )
    user_id = SelectField(lazy_gettext("Person"), validate_choice=False)


class CampaignChangeForm(FlaskForm):
    """What a campaign is."""

    version = VersionField()
    name = StringField(lazy_gettext("Name"))
    purpose = SelectField(
        lazy_gettext("Why they are called"),
        choices=[SelectChoice(code, words) for code, words in PURPOSES],
    )
    caller_number = TelField(_SHOWN, description=_LINES_OWN)
    max_attempts = IntegerField(lazy_gettext("Attempts at most"), default=4)
    retry_minutes = IntegerField(lazy_gettext("Minutes until the next attempt"), default=120)


class SegmentForm(FlaskForm):
    """Whom a campaign calls."""

    version = VersionField()
    lifecycle = SelectField(lazy_gettext("Customers who are"), validate_choice=False)
    role = SelectField(lazy_gettext("with the role"), validate_choice=False)
    portfolio_id = SelectField(lazy_gettext("of the portfolio"), validate_choice=False)
    tag = StringField(lazy_gettext("with the tag"))
    priority = IntegerField(
        lazy_gettext("Priority"),
        description=lazy_gettext("From 1, who is called first, to 9."),
        default=5,
    )


class CampaignForm(CampaignChangeForm, SegmentForm):
    """A new campaign, with whom it calls."""


class CallerNumberForm(FlaskForm):
    """What those who are called see."""

    version = VersionField()
    caller_number = TelField(_SHOWN, description=_LINES_OWN)


class ScriptForm(FlaskForm):
    """What is said."""

    version = VersionField()
    text = TextAreaField(
        lazy_gettext("Script"),
        description=lazy_gettext(
            "A step begins with “# key”; below it stands what is said, and each answer as "
            "“- code: words -> next step”."
        ),
    )
