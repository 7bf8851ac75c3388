"""Opportunities: possible sales, pipelines and stages, winning and losing, forecast."""

from salesforce_lite.opportunities.events import (
    OpportunityChanged,
    OpportunityCreated,
    OpportunityDeleted,
    OpportunityLost,
    OpportunityReopened,
    OpportunityStageChanged,
    OpportunityWon,
)
from salesforce_lite.opportunities.model import (
    Opportunity,
    Outcome,
    Pipeline,
    Stage,
    StageChange,
    StageTotal,
)

__all__ = [
    "Opportunity",
    "OpportunityChanged",
    "OpportunityCreated",
    "OpportunityDeleted",
    "OpportunityLost",
    "OpportunityReopened",
    "OpportunityStageChanged",
    "OpportunityWon",
    "Outcome",
    "Pipeline",
    "Stage",
    "StageChange",
    "StageTotal",
]
