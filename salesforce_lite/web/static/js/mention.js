// In a note, “@” and some letters offer the people they may mean; typing on without choosing is fine.

import { text } from "desk/texts";

const PAUSE = 150;
// What stands between the sign and the caret: the beginning of up to three words.
const BEGUN = /(?:^|[^\w.+@-])@([\p{L}\d][\p{L}\d.'’-]*(?: [\p{L}\d.'’-]*){0,2})$/u;
let counter = 0;

export function startMention(field) {
  new Mention(field);
}

class Mention {
  constructor(field) {
    this.field = field;
    this.items = [];
    this.at = -1;
    this.list = document.createElement("ul");
    this.list.className = "sl-combo-list";
    this.list.id = `mention-${++counter}`;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", text("mention_whom"));
    this.list.hidden = true;
    const box = document.createElement("div");
    box.className = "sl-combo";
    const hadFocus = document.activeElement === field;
    field.replaceWith(box);
    box.append(field, this.list);
    if (hadFocus) field.focus();
    field.setAttribute("aria-controls", this.list.id);
    field.setAttribute("aria-autocomplete", "list");
    field.addEventListener("input", () => this.later());
    field.addEventListener("click", () => this.close());
    field.addEventListener("keydown", (event) => this.onKey(event));
    field.addEventListener("blur", () => setTimeout(() => this.close(), 120));
    this.list.addEventListener("pointerdown", (event) => this.onPointer(event));
  }

  begun() {
    const before = this.field.value.slice(0, this.field.selectionStart);
    return this.field.selectionStart === this.field.selectionEnd ? BEGUN.exec(before)?.[1] : undefined;
  }

  later() {
    clearTimeout(this.timer);
    this.running?.abort();
    if (!this.begun()) return this.close();
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  async ask() {
    const letters = this.begun();
    if (!letters) return this.close();
    const running = (this.running = new AbortController());
    const url = new URL(this.field.dataset.mentions, window.location.href);
    url.searchParams.set("q", letters);
    try {
      const answer = await fetch(url, { signal: running.signal, headers: { Accept: "application/json" } });
      const items = answer.ok ? (await answer.json()).items : [];
      if (running.signal.aborted) return;
      // Where nobody is meant so, it is a sign like any other.
      if (items.length && this.begun() === letters) this.show(items);
      else this.close();
    } catch {
      this.close();
    }
  }

  show(items) {
    this.items = items;
    this.at = 0;
    this.list.replaceChildren(...items.map((item, index) => this.option(item, index)));
    this.list.hidden = false;
    document.getElementById("announcer").textContent = text("combo_count", { count: items.length });
    this.mark();
  }

  option(item, index) {
    const option = document.createElement("li");
    option.id = `${this.list.id}-${index}`;
    option.setAttribute("role", "option");
    option.textContent = item.text;
    if (item.detail) {
      const detail = document.createElement("small");
      detail.textContent = item.detail;
      option.append(detail);
    }
    return option;
  }

  mark() {
    [...this.list.children].forEach((option, index) => {
      option.setAttribute("aria-selected", String(index === this.at));
      if (index !== this.at) return;
      this.field.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    });
  }

  onKey(event) {
    if (this.list.hidden || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "ArrowDown") this.at = Math.min(this.at + 1, this.items.length - 1);
    else if (event.key === "ArrowUp") this.at = Math.max(this.at - 1, 0);
    else if (event.key === "Enter" || event.key === "Tab") this.choose(this.items[this.at]);
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
    if (!this.list.hidden) this.mark();
  }

  onPointer(event) {
    const option = event.target.closest("[role=option]");
    event.preventDefault();
    if (option) this.choose(this.items[[...this.list.children].indexOf(option)]);
  }

  // Written into the text as if typed, so that the browser can take it back.
  choose(item) {
    const { selectionStart: caret } = this.field;
    this.field.setRangeText(`${item.id} `, caret - this.begun().length, caret, "end");
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
    this.close();
  }

  close() {
    clearTimeout(this.timer);
    this.running?.abort();
    this.list.hidden = true;
    this.field.removeAttribute("aria-activedescendant");
  }
}
