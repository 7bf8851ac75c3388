"""Opportunities: possible sales, pipelines and stages, winning and losing, forecast."""

from salesforce_lite.opportunities.drafts import OpportunityDraft, OpportunityFields
from salesforce_lite.opportunities.errors import (
    LastPipelineError,
    LastStageError,
    OpportunityClosedError,
    OpportunityOpenError,
    StageDemandsError,
)
from salesforce_lite.opportunities.events import (
    OpportunityChanged,
    OpportunityCreated,
    OpportunityDeleted,
    OpportunityLost,
    OpportunityMoved,
    OpportunityOwnerChanged,
    OpportunityReopened,
    OpportunityRestored,
    OpportunityStageChanged,
    OpportunityWon,
)
from salesforce_lite.opportunities.links import LOSS_REASONS, SOURCES
from salesforce_lite.opportunities.listing import list_opportunities
from salesforce_lite.opportunities.model import (
    DEMANDABLE,
    Opportunity,
    Outcome,
    Pipeline,
    Stage,
    StageChange,
    StageTotal,
)
from salesforce_lite.opportunities.moving import (
    delete_opportunity,
    lose_opportunity,
    move_opportunity,
    reopen_opportunity,
    restore_opportunity,
    win_opportunity,
)
from salesforce_lite.opportunities.narrowing import OpportunityFilter
from salesforce_lite.opportunities.pipeline_keeping import (
    PipelineFields,
    StageFields,
    change_pipeline,
    change_stage,
    move_pipeline,
    move_stage,
    save_pipeline,
    save_stage,
)
from salesforce_lite.opportunities.pipelines import (
    PipelineWithStages,
    all_stages,
    ensure_pipelines,
    get_stage,
    list_pipelines,
)
from salesforce_lite.opportunities.service import (
    get_opportunity,
    save_opportunities,
    save_opportunity,
    visible_opportunities,
)
from salesforce_lite.opportunities.totals import TotalFault, check_totals, rebuild_totals

__all__ = [
    "DEMANDABLE",
    "LOSS_REASONS",
    "SOURCES",
    "LastPipelineError",
    "LastStageError",
    "Opportunity",
    "OpportunityChanged",
    "OpportunityClosedError",
    "OpportunityCreated",
    "OpportunityDeleted",
    "OpportunityDraft",
    "OpportunityFields",
    "OpportunityFilter",
    "OpportunityLost",
    "OpportunityMoved",
    "OpportunityOpenError",
    "OpportunityOwnerChanged",
    "OpportunityReopened",
    "OpportunityRestored",
    "OpportunityStageChanged",
    "OpportunityWon",
    "Outcome",
    "Pipeline",
    "PipelineFields",
    "PipelineWithStages",
    "Stage",
    "StageChange",
    "StageDemandsError",
    "StageFields",
    "StageTotal",
    "TotalFault",
    "all_stages",
    "change_pipeline",
    "change_stage",
    "check_totals",
    "delete_opportunity",
    "ensure_pipelines",
    "get_opportunity",
    "get_stage",
    "list_opportunities",
    "list_pipelines",
    "lose_opportunity",
    "move_opportunity",
    "move_pipeline",
    "move_stage",
    "rebuild_totals",
    "reopen_opportunity",
    "restore_opportunity",
    "save_opportunities",
    "save_opportunity",
    "save_pipeline",
    "save_stage",
    "visible_opportunities",
    "win_opportunity",
]
