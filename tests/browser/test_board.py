"""Moving cards on the board: by mouse, by keyboard, on a phone; and moves that are refused."""

import re

from playwright.sync_api import Locator, expect

from tests.browser.desk import DESK, PHONE, Desk, OpenDesk
from tests.browser.records import MEXICAN, SALES, SHOPS, STAGES, Person, sale_of


def column(desk: Desk, name: str) -> Locator:
    return desk.page.locator(f'[data-column][data-name="{name}"]')


def card(desk: Desk, number: int) -> Locator:
    return desk.page.locator(f'[data-card="{desk.ids[SALES[number][0]]}"]')


def stage_of(desk: Desk, number: int, name: str) -> None:
    expect(
        column(desk, name).locator(f'[data-card="{desk.ids[SALES[number][0]]}"]')
    ).to_be_visible()


def heads(desk: Desk, *names: str) -> list[str]:
    return [column(desk, name).locator("[data-column-head]").inner_text() for name in names]


def count(desk: Desk, name: str) -> int:
    return int(column(desk, name).locator("[data-count]").inner_text())


def test_a_card_is_dragged_and_both_columns_count_anew(desk: Desk) -> None:
    desk.go("/opportunities?view=board")
    before = heads(desk, STAGES[0], STAGES[1])
    counted = count(desk, STAGES[0]), count(desk, STAGES[1])
    drag(desk, card(desk, 0), column(desk, STAGES[1]))
    stage_of(desk, 0, STAGES[1])
    expect(column(desk, STAGES[0]).locator("[data-count]")).to_have_text(str(counted[0] - 1))
    expect(column(desk, STAGES[1]).locator("[data-count]")).to_have_text(str(counted[1] + 1))
    after = heads(desk, STAGES[0], STAGES[1])
    assert all(old != new for old, new in zip(before, after, strict=True))
    # It is not only drawn: read again, the card is where it was put.
    desk.go("/opportunities?view=board")
    stage_of(desk, 0, STAGES[1])
    assert heads(desk, STAGES[0], STAGES[1]) == after


def drag(desk: Desk, moved: Locator, to: Locator) -> None:
    """Take a card over a column and let go, as an eye does it: each step when the last is seen."""
    mouse = desk.page.mouse
    moved.scroll_into_view_if_needed()
    start = moved.bounding_box()
    assert start
    mouse.move(start["x"] + 20, start["y"] + start["height"] - 8)
    mouse.down()
    mouse.move(start["x"] + 40, start["y"] + start["height"] - 4, steps=3)
    expect(desk.page.locator(".sl-board-drag")).to_be_visible()
    placeholder = to.locator(".sl-board-ghost")
    for nudge in range(40):
        end = to.locator("[data-cards]").bounding_box()
        assert end
        mouse.move(end["x"] + end["width"] / 2 + nudge % 2, end["y"] + 30 + nudge % 5, steps=4)
        if placeholder.count():
            break
    expect(placeholder).to_be_visible()
    mouse.up()


def test_a_card_is_moved_by_keyboard_and_said_aloud(desk: Desk) -> None:
    page = desk.page
    desk.go("/opportunities?view=board")
    moved = card(desk, 2)
    moved.focus()
    announcer = page.locator("#announcer")
    page.keyboard.press("m")
    expect(announcer).to_contain_text(sale_of(desk.person, 2))
    page.keyboard.press("ArrowRight")
    expect(announcer).to_contain_text(STAGES[3])
    page.keyboard.press("Escape")
    expect(announcer).to_contain_text(STAGES[2])
    stage_of(desk, 2, STAGES[2])
    expect(moved).to_be_focused()

    counted = count(desk, STAGES[3])
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    stage_of(desk, 2, STAGES[3])
    expect(column(desk, STAGES[3]).locator("[data-count]")).to_have_text(str(counted + 1))
    expect(card(desk, 2)).to_be_focused()


def test_a_refused_move_brings_the_card_back_and_asks_for_what_is_missing(desk: Desk) -> None:
    page = desk.page
    desk.go("/opportunities?view=board")
    drag(desk, card(desk, 3), column(desk, STAGES[4]))
    expect(desk.panel).to_be_visible()
    stage_of(desk, 3, STAGES[0])
    sentence = desk.say("This stage needs a little more before the opportunity can enter it.")
    expect(desk.panel.get_by_text(sentence)).to_be_visible()

    desk.panel.locator("[name=amount]").fill("5600")
    source = desk.panel.locator("[name=source]")
    source.select_option(index=1)
    desk.button("Move", desk.panel).click()
    expect(desk.panel).to_be_hidden()
    stage_of(desk, 3, STAGES[4])
    expect(card(desk, 3)).to_contain_text(re.compile(r"5[.,\s]?600"))
    assert "/opportunities" in page.url


def test_a_card_that_somebody_else_changed_comes_back_with_the_sentence(
    desk: Desk, open_desk: OpenDesk
) -> None:
    desk.go("/opportunities?view=board")
    other = open_desk(desk.person)
    other.go(f"/opportunities/{desk.ids[SALES[1][0]]}/edit")
    other.page.locator("[name=title]").fill(f"{sale_of(desk.person, 1)} 2")
    other.button("Save opportunity").click()
    other.page.wait_for_url(re.compile(r"/opportunities/[0-9a-f-]{36}$"))

    drag(desk, card(desk, 1), column(desk, STAGES[3]))
    expect(desk.toast).to_be_visible()
    assert desk.toast.inner_text().strip()
    stage_of(desk, 1, STAGES[1])


def test_on_a_phone_a_card_is_moved_on_its_page(open_desk: OpenDesk, person: Person) -> None:
    desk = open_desk(person, viewport=PHONE, has_touch=True)
    page = desk.page
    desk.go("/opportunities?view=board")
    card(desk, 4).locator("[data-row-link]").tap()
    page.wait_for_url(re.compile(r"/opportunities/[0-9a-f-]{36}$"))
    stage = page.locator(".sl-stage button", has_text=STAGES[2])
    stage.tap()
    expect(page.locator(".sl-stage-current")).to_contain_text(STAGES[2])
    desk.go("/opportunities?view=board")
    stage_of(desk, 4, STAGES[2])


def test_what_a_sum_is_made_of_is_one_click_away(open_desk: OpenDesk) -> None:
    """She sells in pesos and nobody has said what they are worth to the company."""
    for viewport in (DESK, PHONE):
        desk = open_desk(MEXICAN, viewport=viewport)
        for path in ("/opportunities?view=board", "/reports", f"/customers/{desk.ids[SHOPS[0]]}"):
            desk.go(path)
            button = desk.page.locator("button[popovertarget]").first
            words = desk.say("Incomplete, no exchange rate for %(currencies)s: %(where)s")
            assert str(button.get_attribute("aria-label")).startswith(words.partition("%")[0])
            button.click()
            shown = desk.page.locator(".sl-popover:popover-open")
            expect(shown).to_contain_text("$")
            expect(shown).to_contain_text(desk.say("no exchange rate yet"))
            box = shown.bounding_box()
            assert box is not None
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= viewport["width"]
            desk.page.keyboard.press("Escape")
            expect(shown).to_have_count(0)
            desk.focused(button)
