"""The search through the API: every kind that a token may read, and no other."""

from salesforce_lite.tokens import ApiToken


def kinds(answer):
    assert answer.status_code == 200, answer.json
    return [group["kind"] for group in answer.json["groups"]]


def test_hits_come_kind_by_kind(connect, records):
    customer = records.customer(name="Zopilote SA")
    activity = records.activity(customer.id, subject="Zopilote visit")
    rep = connect("rep")
    answer = rep.get("/search?q=zopil")
    groups = {one["kind"]: one for one in answer.json["groups"]}
    assert groups.keys() == {"customer", "activity"}
    hit = groups["customer"]["hits"][0]
    assert (hit["id"], hit["title"]) == (str(customer.id), "Zopilote SA")
    assert groups["customer"]["resource"] == "customers"
    assert rep.get(f"/customers/{hit['id']}").status_code == 200
    assert groups["activity"]["hits"][0]["id"] == str(activity.id)
    assert kinds(rep.get("/search?q=zopil&kind=activity")) == ["activity"]
    assert kinds(connect("other").get("/search?q=zopil")) == []


def test_only_what_the_token_reads_is_looked_through(connect, records):
    customer = records.customer(name="Zopilote SA")
    records.activity(customer.id, subject="Zopilote visit")
    narrow = connect("rep", scopes=["search:read", "activities:read"])
    assert kinds(narrow.get("/search?q=zopil")) == ["activity"]
    none = connect("rep", scopes=["search:read", "me:read"])
    assert kinds(none.get("/search?q=zopil")) == []
    assert connect("rep", scopes=["customers:read"]).get("/search?q=zopil").status_code == 403


def test_every_hit_counts(connect, records, app):
    for number in range(60):
        records.customer(name=f"Zopilote {number}")
    rep = connect("rep")
    found = rep.get("/search?q=zopil&limit=50&kind=customer").json["groups"][0]
    assert (len(found["hits"]), found["is_cut"]) == (50, True)
    rep.get("/search?q=zopil&limit=50&kind=customer")
    with app.make_session() as session:
        assert session.get(ApiToken, rep.token_id).hour_rows >= 100


def test_what_is_wrong_with_a_question_is_named(program):
    for query, field in (("", "q"), ("q=", "q"), ("q=a&limit=0", "limit"), ("q=a&x=1", "x")):
        refused = program.get(f"/search?{query}")
        assert (refused.status_code, list(refused.json["errors"])) == (422, [field])
    assert program.get("/search?q=...").json == {"groups": []}
