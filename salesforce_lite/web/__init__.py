"""The desk pages' frame: application, unit of work per request, policy, layout, language.

It knows no slice; slices come in through hooks.
"""

from salesforce_lite.kernel.locales import LOCALES
from salesforce_lite.web.amount_field import AmountField, amount_typed, amount_written, decimal_sign
from salesforce_lite.web.application import App
from salesforce_lite.web.changes import FieldWords, change_rows, show_plain
from salesforce_lite.web.current import comes_from_browser, current_actor, current_uow
from salesforce_lite.web.customer_links import (
    CUSTOMER_PAGES,
    customer_address,
    customer_link_at,
    customer_token,
)
from salesforce_lite.web.database import db
from salesforce_lite.web.errors import (
    RETRY_AFTER,
    UNAVAILABLE,
    UNEXPECTED,
    register_error_pages,
    status_of,
)
from salesforce_lite.web.field_labels import field_label
from salesforce_lite.web.forgery import refuse_forgeries
from salesforce_lite.web.frame import register_frame, register_static_caching
from salesforce_lite.web.headers import register_headers
from salesforce_lite.web.health import blueprint as health
from salesforce_lite.web.kind_words import kind_like, kind_name, kind_verb, told
from salesforce_lite.web.language import (
    locale_code,
    register_language,
    show_ago,
    show_date,
    show_datetime,
    show_money,
    show_name,
    show_number,
    show_time,
    zone,
)
from salesforce_lite.web.lead_words import show_lead
from salesforce_lite.web.links import outside_address, outside_page
from salesforce_lite.web.list_columns import SORT, ColumnBar, PluginColumns, plugin_columns
from salesforce_lite.web.menu import commands
from salesforce_lite.web.new_ids import NewIdField
from salesforce_lite.web.pages import (
    form_view,
    is_fragment_request,
    kept_arguments,
    render_page,
)
from salesforce_lite.web.panels import current_contributions, glance_lines
from salesforce_lite.web.plain_text import refuse_odd_letters
from salesforce_lite.web.plugin_answers import guard_pages
from salesforce_lite.web.plugin_pages import BeyondError, check_pages, mount_pages, try_mounting
from salesforce_lite.web.policy import (
    SIGNED_IN,
    enforce_policy,
    for_machines,
    identified_by,
    needs,
    own_path,
    policy_of,
    public,
    reads_only,
    require_declared_policies,
    signed_in,
    takes_files,
)
from salesforce_lite.web.secret_field import SecretField
from salesforce_lite.web.stale import TheirChange, merge_stale
from salesforce_lite.web.surfaces import Surface
from salesforce_lite.web.versions import VersionField, sent_version

__all__ = [
    "CUSTOMER_PAGES",
    "LOCALES",
    "RETRY_AFTER",
    "SIGNED_IN",
    "SORT",
    "UNAVAILABLE",
    "UNEXPECTED",
    "AmountField",
    "App",
    "BeyondError",
    "ColumnBar",
    "FieldWords",
    "NewIdField",
    "PluginColumns",
    "SecretField",
    "Surface",
    "TheirChange",
    "VersionField",
    "amount_typed",
    "amount_written",
    "change_rows",
    "check_pages",
    "comes_from_browser",
    "commands",
    "current_actor",
    "current_contributions",
    "current_uow",
    "customer_address",
    "customer_link_at",
    "customer_token",
    "db",
    "decimal_sign",
    "enforce_policy",
    "field_label",
    "for_machines",
    "form_view",
    "glance_lines",
    "guard_pages",
    "health",
    "identified_by",
    "is_fragment_request",
    "kept_arguments",
    "kind_like",
    "kind_name",
    "kind_verb",
    "locale_code",
    "merge_stale",
    "mount_pages",
    "needs",
    "outside_address",
    "outside_page",
    "own_path",
    "plugin_columns",
    "policy_of",
    "public",
    "reads_only",
    "refuse_forgeries",
    "refuse_odd_letters",
    "register_error_pages",
    "register_frame",
    "register_headers",
    "register_language",
    "register_static_caching",
    "render_page",
    "require_declared_policies",
    "sent_version",
    "show_ago",
    "show_date",
    "show_datetime",
    "show_lead",
    "show_money",
    "show_name",
    "show_number",
    "show_plain",
    "show_time",
    "signed_in",
    "status_of",
    "takes_files",
    "told",
    "try_mounting",
    "zone",
]
