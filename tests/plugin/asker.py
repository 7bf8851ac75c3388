"""A plugin of the tests that asks about visits, and keeps the answers in the activities."""

SHOP = """
    from decimal import Decimal
    from salesforce_lite.activities import get_activity
    from salesforce_lite.kernel.errors import InvalidInputError

    SECONDS = []

    def stored(uow, activity_id):
        kept = get_activity(uow, activity_id).data.get("shop", {}) if activity_id else {}
        return {**kept, "stock": Decimal(kept["stock"])} if kept.get("stock") else kept

    def ask(uow, about):
        if about.kind not in ("visit", "message") or not about.is_done:
            return []
        values = stored(uow, about.activity_id)
        made = [
            ActivityInput(
                name="tidy",
                label="Is the shelf tidy?",
                kind="yes_no",
                is_required=not about.is_edited,
                section="The shop",
                value=values.get("tidy"),
            ),
            ActivityInput(
                name="stock", label="Boxes in stock", kind="number", value=values.get("stock")
            ),
            ActivityInput(
                name="rival",
                label="Who else sells here?",
                kind="choice",
                choices=(("acme", "Acme"), ("none", "Nobody")),
                value=values.get("rival"),
            ),
            ActivityInput(name="said", label="They said", kind="text", value=values.get("said")),
        ]
        if "old" in about.sent:
            made.append(ActivityInput(name="old", label="An old one", kind="text"))
        return made if about.kind == "visit" else made[3:]

    def keep(uow, activity_id, answers):
        SECONDS.append(dict(answers.seconds))
        if answers.values.get("stock", 0) and answers.values["stock"] > 1000:
            raise InvalidInputError(fields={"stock": "So much fits in no shop."})
        activity = get_activity(uow, activity_id)
        written = {
            name: str(value) if isinstance(value, Decimal) else value
            for name, value in answers.values.items()
        }
        activity.data = {"shop": {**activity.data.get("shop", {}), **written}}
        BODY

    def lines(uow, ids):
        return {
            one: [ActivityLine(label="Is the shelf tidy?", text="Tidy as never before")]
            for one in ids
            if stored(uow, one)
        }

    def cells(uow, ids):
        return {one: {"Boxes": stored(uow, one).get("stock")} for one in ids}

    @hookimpl
    def activity_questions():
        return [ActivityQuestions(name="shop", ask=ask, keep=keep)]

    @hookimpl
    def activity_lines():
        return [ActivityLines(name="shop", load=lines)]

    @hookimpl
    def export_columns():
        return [
            ExportColumns(
                name="shop", entity="activities", columns=lambda uow: ["Boxes"], cells=cells
            )
        ]
"""


def shop(body: str = "pass") -> str:
    """Its hooks; `body` is what `keep` does last."""
    return SHOP.replace("BODY", body)
