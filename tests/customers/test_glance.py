"""At a glance: at most four sentences, the most urgent first, from everybody who has some."""

from salesforce_lite.customers import CustomerDraft, phone_of, save_customer
from salesforce_lite.plugin import GlanceLine, GlanceSource
from tests.conftest import contribute


def glance(page: str) -> str:
    start = page.index('class="sl-glance"')
    return page[start : page.index("</section>", start)]


def test_the_core_says_how_long_who_and_what_is_missing(add, client_of):
    customer = add(lifecycle="active")
    words = glance(client_of("rep").get(f"/customers/{customer.id}").text)
    assert "Active customer since" in words
    assert "You look after this customer." in words
    assert "neither a phone number nor an e-mail address" in words
    assert words.index("neither a phone") < words.index("Active customer")
    assert "Rep looks after" in client_of("manager").get(f"/customers/{customer.id}").text


def test_a_phone_number_needs_no_words(add, client_of):
    customer = add(phones=[phone_of("81 1111 1111", "MX")])
    assert "phone number" not in glance(client_of("rep").get(f"/customers/{customer.id}").text)


def test_a_viewer_is_not_asked_to_add_what_is_missing(add, client_of):
    customer = add()
    words = glance(client_of("viewer").get(f"/customers/{customer.id}").text)
    assert "neither a phone" in words
    assert "/edit" not in words


def test_nobody_looking_after_a_customer_is_told(add, work, client_of):
    customer = add()
    with work("admin") as uow:
        save_customer(uow, CustomerDraft.of({"owner_id": None}, id=customer.id))
    words = glance(client_of("admin").get(f"/customers/{customer.id}").text)
    assert "Nobody looks after this customer." in words


def test_four_sentences_are_shown_and_the_most_urgent_stand_first(app, add, client_of):
    def sentences(_uow, _customer):
        return [
            GlanceLine(text=f"Sentence {urgency}", icon="alert", urgency=urgency)
            for urgency in (90, 1, 5, 3)
        ]

    others = GlanceSource(about="opportunity", load=lambda *_: [_never()])
    contribute(
        app,
        glance_sources=(
            *app.contributions.glance_sources,
            GlanceSource(about="customer", load=sentences),
            others,
        ),
    )
    customer = add()
    words = glance(client_of("rep").get(f"/customers/{customer.id}").text)
    assert words.index("Sentence 1<") < words.index("Sentence 3<") < words.index("Sentence 5<")
    assert words.count("<li") == 4
    assert "Sentence 90" not in words


def _never():
    raise AssertionError("sources about other things are not asked")
