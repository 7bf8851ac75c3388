"""Imports and exports: records from files of other systems, and into files that come back."""

from salesforce_lite.imports.errors import UnknownEntityError
from salesforce_lite.imports.exporting import export_records
from salesforce_lite.imports.fitting import better_fit
from salesforce_lite.imports.importer import (
    Batch,
    Exporter,
    ExportRow,
    Importer,
    ImportRow,
    RowRefusedError,
    Source,
    find_importer,
)
from salesforce_lite.imports.importing import Import
from salesforce_lite.imports.labels import SystemLabels, read_labels
from salesforce_lite.imports.mapping import ColumnMapping, read_mapping
from salesforce_lite.imports.model import ImportRun, RunState
from salesforce_lite.imports.options import Options, merged_options
from salesforce_lite.imports.remarks import told_remark
from salesforce_lite.imports.reports import Counts, Report
from salesforce_lite.imports.standing import customer_of
from salesforce_lite.intake import Field, Kind

__all__ = [
    "Batch",
    "ColumnMapping",
    "Counts",
    "ExportRow",
    "Exporter",
    "Field",
    "Import",
    "ImportRow",
    "ImportRun",
    "Importer",
    "Kind",
    "Options",
    "Report",
    "RowRefusedError",
    "RunState",
    "Source",
    "SystemLabels",
    "UnknownEntityError",
    "better_fit",
    "customer_of",
    "export_records",
    "find_importer",
    "merged_options",
    "read_labels",
    "read_mapping",
    "told_remark",
]
