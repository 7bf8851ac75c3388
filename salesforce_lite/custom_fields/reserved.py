"""Names that no custom field may have: columns of files and of records are called so already.

Imports stand above and know their own columns; a test compares the two.
"""

# fmt: off
RESERVED = frozenset({
    "about", "address_label", "addresses", "amount", "amount_currency", "amount_minor", "at",
    "channel", "city", "closed_on", "competitor", "completed_at", "contact", "contact_id",
    "country", "created_at", "created_by", "currency", "custom", "customer", "customer_id",
    "customer_name", "data", "deleted_at", "district", "due_at", "due_time", "email", "email_2",
    "email_2_label", "email_3", "email_3_label", "email_label", "emails", "ended_at",
    "expected_close_on", "first_name", "follows", "follows_id", "function", "holder_id",
    "home_phone", "id", "is_all_day", "is_closed", "is_deleted", "is_kept", "is_primary",
    "is_sample", "is_won", "kind", "language", "last_name", "latitude", "legal_name", "lifecycle",
    "lifecycle_since", "location", "longitude", "loss_note", "loss_reason", "merged_into_id",
    "mobile", "more", "name", "note", "opportunity", "opportunity_id", "other_phone", "outcome",
    "owner", "owner_id", "owner_is_set", "parent", "parent_id", "parent_name", "participants",
    "person", "person_id", "phone", "phone_2", "phone_2_extension", "phone_2_label",
    "phone_2_number", "phone_3", "phone_3_extension", "phone_3_label", "phone_3_number",
    "phone_extension", "phone_label", "phone_number", "phones", "pipeline", "pipeline_id",
    "portfolio", "portfolio_id", "postal_code", "probability", "probability_set", "reason",
    "reference", "references", "region", "remind_at", "remind_minutes", "roles", "row",
    "salesforce_lite_id", "salutation",
    "scope_owner_id", "shipping_address_label", "shipping_city", "shipping_country",
    "shipping_district", "shipping_postal_code", "shipping_region", "shipping_street",
    "shipping_street_2", "since", "sort_name", "source", "stage", "stage_id", "stage_since",
    "started_at", "status", "street", "street_2", "subject", "tags", "tax_country", "tax_id",
    "tax_type", "tax_value", "title", "until", "updated_at", "updated_by", "version", "website",
    "went_with_customer", "who", "zone",
})
# fmt: on
