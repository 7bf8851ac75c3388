"""What can be wrong with a plugin, each with its sentence and the way out."""

from salesforce_lite.kernel.errors import N_, DomainError


class PluginError(DomainError):
    """Something is wrong with one plugin; the server goes on without it."""


class ManifestError(PluginError):
    """plugin.toml cannot be used as it is."""


class ManifestSyntaxError(ManifestError):
    code = "manifest_syntax"
    sentence = N_("%(file)s cannot be read: %(reason)s")


class ManifestMissingKeyError(ManifestError):
    code = "manifest_missing_key"
    sentence = N_("%(file)s lacks the key %(key)s. Add it.")


class ManifestUnknownKeyError(ManifestError):
    code = "manifest_unknown_key"
    sentence = N_("%(file)s has a key %(key)s that means nothing. Did you mean %(nearest)s?")


class ManifestValueError(ManifestError):
    code = "manifest_value"
    sentence = N_("In %(file)s the key %(key)s must be %(wanted)s.")


class FolderNameError(ManifestError):
    code = "folder_name"
    sentence = N_(
        "The folder %(folder)s holds the plugin “%(id)s”; they must have the same name. "
        "Rename the folder, or remove it if it is a copy."
    )


class DuplicatePluginError(PluginError):
    code = "duplicate_plugin"
    sentence = N_(
        "The plugin “%(id)s” in %(place)s is left out: the one in %(first)s has the same id. "
        "Remove one of them."
    )


class NoSettingsError(PluginError):
    code = "no_settings"
    sentence = N_("“%(id)s” has no settings.")


class ChangedWhileAskedError(PluginError):
    code = "changed_while_asked"
    sentence = N_(
        "“%(id)s” changed a record while it was only asked for something to show. "
        "Change records in a subscription or through a service."
    )


class NameTakenError(PluginError):
    code = "plugin_name_taken"
    sentence = N_(
        "“%(id)s” cannot be enabled: “%(name)s” is there already, from %(other)s. "
        "Disable that one first, or rename it in one of them."
    )


class PluginCodeError(PluginError):
    """Its code failed while it was loaded or asked."""

    code = "plugin_code"
    sentence = N_("The code of “%(id)s” fails: %(reason)s")

    def __init__(self, *, id: str, reason: str, traceback: str = "") -> None:  # noqa: A002
        super().__init__(id=id, reason=reason)
        self.reason = reason
        self.traceback = traceback


class SavedMeanwhileError(DomainError):
    code = "saved_meanwhile"
    sentence = N_("Somebody else saved the same record at that very moment; it is tried again.")


class PluginFailedError(PluginError):
    """Its code failed at something that cannot go on without it; the failure was noted."""

    code = "plugin_failed"
    sentence = N_(
        "The plugin “%(id)s” failed at %(place)s, and nothing was saved: %(reason)s "
        "Its page in the back office says where."
    )


class PluginPageError(PluginFailedError):
    code = "plugin_page"
    sentence = N_(
        "This page belongs to the plugin “%(id)s”, which failed at it. Nothing was saved, and all "
        "other pages go on. Its page in the back office says where it failed."
    )


class EnablingFailedError(PluginFailedError):
    code = "enabling_failed"
    sentence = N_("“%(id)s” stays switched off: it failed at %(place)s. %(reason)s")


class CheckFailedError(PluginFailedError):
    code = "check_failed"
    sentence = N_("The plugin could not check its settings: %(reason)s")


class SettingsNotTakenError(PluginFailedError):
    code = "settings_not_taken"
    sentence = N_("The settings stay as they were: the plugin failed at them. %(reason)s")


class TableNameError(PluginError):
    code = "table_name"
    sentence = N_("“%(id)s” has a table “%(table)s”; its tables must be called %(id)s_….")


class TableReferenceError(PluginError):
    code = "table_reference"
    sentence = N_(
        "“%(id)s”: %(column)s refers to “%(table)s” without ondelete. Say CASCADE or SET NULL, or "
        "nobody can delete there any more while the plugin is disabled."
    )


class NoMigrationsError(PluginError):
    code = "no_migrations"
    sentence = N_(
        "“%(id)s” has tables (%(tables)s) and no migrations that make them. "
        "They belong into migrations/versions of the plugin."
    )


class MigrationFailedError(PluginCodeError):
    code = "migration_failed"
    sentence = N_(
        "The tables of “%(id)s” could not be brought to its version; nothing was changed. "
        "%(reason)s"
    )


class WrongAnswerError(PluginError):
    code = "wrong_answer"
    sentence = N_("“%(id)s” answers the hook %(hook)s with %(answer)s; wanted is %(wanted)s.")


class MisspeltHookError(PluginError):
    code = "misspelt_hook"
    sentence = N_("“%(id)s” answers a hook %(hook)s, which nobody asks. Did you mean %(nearest)s?")


class PluginPagesError(PluginError):
    """Its pages would reach beyond its own addresses."""

    code = "plugin_pages"
    sentence = N_("The pages of “%(id)s” cannot be used: %(reason)s")


class IncompatibleApiError(PluginError):
    code = "incompatible_api"
    sentence = N_(
        "“%(id)s” is written for plugin interface %(wanted)s; this server has %(has)s. "
        "Install a version of the plugin for this server."
    )


class CoreTooOldError(PluginError):
    code = "core_too_old"
    sentence = N_("“%(id)s” needs Salesforce Lite %(wanted)s; this is %(has)s. Upgrade the server.")


class MissingDependencyError(PluginError):
    code = "missing_dependency"
    sentence = N_("“%(id)s” needs the plugin “%(needs)s”, which is not installed.")


class WrongDependencyError(PluginError):
    code = "wrong_dependency"
    sentence = N_("“%(id)s” needs “%(needs)s”; version %(has)s is installed.")


class UnusableDependencyError(PluginError):
    code = "unusable_dependency"
    sentence = N_("“%(id)s” needs the plugin “%(needs)s”, which cannot be used itself.")


class CyclicDependencyError(PluginError):
    code = "cyclic_dependency"
    sentence = N_("“%(id)s” needs itself by way of %(circle)s. One of them must let go.")


class UnknownPluginError(DomainError):
    code = "unknown_plugin"
    sentence = N_("There is no plugin “%(id)s”. Installed are: %(known)s.")


class PluginNotUsableError(DomainError):
    """It cannot be enabled; `reason` is the sentence of what is wrong with it."""

    code = "plugin_not_usable"
    sentence = N_("“%(id)s” cannot be enabled. %(reason)s")


class NeedsMigrationError(DomainError):
    code = "needs_migration"
    sentence = N_(
        "The tables of “%(id)s” are not those of its version. "
        "Run: salesforce-lite plugins migrate %(id)s"
    )


class DependencyDisabledError(DomainError):
    code = "dependency_disabled"
    sentence = N_("“%(id)s” needs %(needs)s. Enable that first.")


class DependentEnabledError(DomainError):
    code = "dependent_enabled"
    sentence = N_("%(dependents)s need “%(id)s”. Disable them first.")


class StillEnabledError(DomainError):
    code = "still_enabled"
    sentence = N_("“%(id)s” is switched on. Switch it off first.")


class NothingKeptError(DomainError):
    code = "nothing_kept"
    sentence = N_("“%(id)s” was never switched on here and keeps nothing.")


class TablesNeededError(DomainError):
    code = "tables_needed"
    sentence = N_(
        "The data of “%(id)s” cannot be removed: %(tables)s refer to them. Purge that first."
    )


class SafeModeError(PluginError):
    code = "safe_mode"
    sentence = N_("The server runs in safe mode, without plugins. Start it without SFL_SAFE_MODE.")
