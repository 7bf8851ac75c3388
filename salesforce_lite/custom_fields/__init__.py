"""Custom fields: what administrators add to customers, contacts, opportunities and activities."""

from salesforce_lite.custom_fields.checking import FIRST, Mark, count_wrong_values, renew_part
from salesforce_lite.custom_fields.errors import (
    FieldInUseError,
    FieldTakenError,
    KindFixedError,
    OptionGoneError,
    TooManyFieldsError,
    WrongValueError,
)
from salesforce_lite.custom_fields.filtering import CustomCondition, narrowed_by_custom
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
    differing_custom,
    move_targets,
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
from salesforce_lite.custom_fields.service import (
    all_fields,
    customer_names,
    listed_fields,
    seen_fields,
    user_names,
)
from salesforce_lite.custom_fields.settings import FieldSettings, words_of
from salesforce_lite.custom_fields.values import (
    LARGEST_NUMBER,
    LONGEST,
    date_of,
    decimal_of,
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
    "RESERVED",
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
    "change_field",
    "count_wrong_values",
    "customer_names",
    "date_of",
    "decimal_of",
    "delete_field",
    "differing_custom",
    "fields_to_keep",
    "forget_custom_values",
    "get_field",
    "has_values",
    "keep_custom",
    "kept_value",
    "listed_fields",
    "millionths",
    "money_of",
    "move_field",
    "move_targets",
    "narrowed_by_custom",
    "renew_custom_values",
    "renew_part",
    "retire_field",
    "revive_field",
    "search_key",
    "seen_fields",
    "settle_custom",
    "united_custom",
    "user_names",
    "words_of",
]
