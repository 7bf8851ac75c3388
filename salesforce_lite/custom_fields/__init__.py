"""Custom fields: what administrators add to customers, contacts, opportunities and activities."""

from salesforce_lite.custom_fields.asking import asked_conditions
from salesforce_lite.custom_fields.checking import FIRST, Mark, count_wrong_values, renew_part
from salesforce_lite.custom_fields.errors import (
    FieldInUseError,
    FieldTakenError,
    KindFixedError,
    OptionGoneError,
    TooManyFieldsError,
    WrongValueError,
)
from salesforce_lite.custom_fields.filtering import (
    CustomCondition,
    holds_custom,
    narrowed_by_custom,
)
from salesforce_lite.custom_fields.keeping import (
    add_field,
    change_field,
    delete_field,
    fields_to_keep,
    get_field,
    has_values,
    move_field,
    retire_field,
    revive_field,
)
from salesforce_lite.custom_fields.merging import (
    MERGED,
    differing_custom,
    drop_targets,
    dropped_custom,
    move_targets,
    people_led_to,
    united_custom,
)
from salesforce_lite.custom_fields.model import (
    ENTITIES,
    MANAGE,
    CustomField,
    CustomValue,
    FieldOption,
    Kind,
)
from salesforce_lite.custom_fields.reserved import RESERVED
from salesforce_lite.custom_fields.saving import (
    forget_custom_values,
    keep_custom,
    renew_custom_values,
    settle_custom,
)
from salesforce_lite.custom_fields.searching import searched_texts
from salesforce_lite.custom_fields.service import (
    all_fields,
    customer_names,
    listed_fields,
    retired_fields,
    seen_fields,
    user_names,
)
from salesforce_lite.custom_fields.settings import SEARCHED_KINDS, FieldSettings, words_of
from salesforce_lite.custom_fields.telling import told_custom
from salesforce_lite.custom_fields.values import (
    LARGEST_NUMBER,
    LONGEST,
    date_of,
    decimal_of,
    fits,
    kept_value,
    millionths,
    money_of,
    search_key,
)

__all__ = [
    "ENTITIES",
    "FIRST",
    "LARGEST_NUMBER",
    "LONGEST",
    "MANAGE",
    "MERGED",
    "RESERVED",
    "SEARCHED_KINDS",
    "CustomCondition",
    "CustomField",
    "CustomValue",
    "FieldInUseError",
    "FieldOption",
    "FieldSettings",
    "FieldTakenError",
    "Kind",
    "KindFixedError",
    "Mark",
    "OptionGoneError",
    "TooManyFieldsError",
    "WrongValueError",
    "add_field",
    "all_fields",
    "asked_conditions",
    "change_field",
    "count_wrong_values",
    "customer_names",
    "date_of",
    "decimal_of",
    "delete_field",
    "differing_custom",
    "drop_targets",
    "dropped_custom",
    "fields_to_keep",
    "fits",
    "forget_custom_values",
    "get_field",
    "has_values",
    "holds_custom",
    "keep_custom",
    "kept_value",
    "listed_fields",
    "millionths",
    "money_of",
    "move_field",
    "move_targets",
    "narrowed_by_custom",
    "people_led_to",
    "renew_custom_values",
    "renew_part",
    "retire_field",
    "retired_fields",
    "revive_field",
    "search_key",
    "searched_texts",
    "seen_fields",
    "settle_custom",
    "told_custom",
    "united_custom",
    "user_names",
    "words_of",
]
