"""Notifications: what people are told with the bell, by mail, and when.

    notify(uow, user_id, "reminder", about=activity.id, key=f"{activity.id}/{due_at}")
    settle_notification(uow, user_id, "reminder", about=activity.id)

Who has told of something that is to be done says so when it is settled: it counts as read then.
The words belong to the hook `notification_kinds` and are made when they are read, in the language
of the reader and with what they may see then. Outside of a person's working hours no mail is
written; what has waited comes as one when these begin.
"""

from salesforce_lite.notifications.choices import (
    LONGEST_REMINDER,
    REMINDERS,
    ChoiceFields,
    choices_of,
    is_reminder,
    own_choices,
    save_choices,
)
from salesforce_lite.notifications.mentions import (
    Mentioned,
    mentioned_in,
    people_to_mention,
    tell_mentioned,
)
from salesforce_lite.notifications.model import NO_REMINDER, Notification, NotificationChoice
from salesforce_lite.notifications.service import (
    count_unread,
    list_notifications,
    notify,
    read_all,
    read_notification,
    settle_notification,
)

__all__ = [
    "LONGEST_REMINDER",
    "NO_REMINDER",
    "REMINDERS",
    "ChoiceFields",
    "Mentioned",
    "Notification",
    "NotificationChoice",
    "choices_of",
    "count_unread",
    "is_reminder",
    "list_notifications",
    "mentioned_in",
    "notify",
    "own_choices",
    "people_to_mention",
    "read_all",
    "read_notification",
    "save_choices",
    "settle_notification",
    "tell_mentioned",
]
