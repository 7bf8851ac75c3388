// A select or text field with data-typeahead becomes a combobox fed by that address.
// Without JavaScript it stays what it is.

import { text } from "desk/texts";

const PAUSE = 150;
let counter = 0;

export function startTypeahead(field) {
  new Combobox(field);
}

class Combobox {
  constructor(field) {
    this.value = field;
    this.items = [];
    this.at = -1;
    this.build(field);
    this.input.addEventListener("input", () => this.later());
    this.input.addEventListener("keydown", (event) => this.onKey(event));
    this.input.addEventListener("blur", () => setTimeout(() => this.leave(), 120));
    this.value.form?.addEventListener("submit", (event) => this.hold(event));
    this.list.addEventListener("pointerdown", (event) => this.onPointer(event));
  }

  build(field) {
    // Whoever stands in the field stays in it; asked first, for a field that is hidden loses the focus.
    const hadFocus = document.activeElement === field;
    const isSelect = field.matches("select");
    this.input = document.createElement("input");
    this.input.type = "text";
    this.input.className = "form-control";
    this.input.autocomplete = "off";
    this.input.placeholder = field.dataset.placeholder ?? "";
    this.chosen = isSelect ? (field.value ? field.selectedOptions[0]?.text : "") : field.dataset.text ?? "";
    this.input.value = this.chosen;
    this.list = document.createElement("ul");
    this.list.className = "sl-combo-list";
    this.list.id = `combo-${++counter}`;
    this.list.setAttribute("role", "listbox");
    this.list.hidden = true;
    const attributes = { role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list", "aria-controls": this.list.id };
    for (const [name, value] of Object.entries(attributes)) this.input.setAttribute(name, value);
    for (const name of ["aria-describedby", "aria-invalid", "autofocus"]) {
      if (field.hasAttribute(name)) this.input.setAttribute(name, field.getAttribute(name));
    }
    this.described = this.input.getAttribute("aria-describedby") ?? "";
    // The visible input takes the label; the field keeps its name and carries the id that is sent.
    this.input.id = field.id;
    field.removeAttribute("id");
    field.hidden = true;
    field.required = false;
    field.removeAttribute("aria-invalid");
    const box = document.createElement("div");
    box.className = "sl-combo";
    field.replaceWith(box);
    this.note = document.createElement("p");
    this.note.className = "sl-error";
    this.note.id = `${this.list.id}-note`;
    this.note.textContent = text("combo_pick");
    this.note.hidden = true;
    box.append(field, this.input, this.list);
    box.after(this.note);
    if (hadFocus) this.input.focus();
    this.list.setAttribute("aria-label", this.input.labels?.[0]?.textContent.trim() ?? "");
  }

  later() {
    this.unmark();
    clearTimeout(this.timer);
    this.running?.abort();
    this.isAsking = true;
    this.takesFirst = false;
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  async ask() {
    clearTimeout(this.timer);
    const words = this.input.value.trim();
    if (!words) return this.close();
    this.isAsking = true;
    this.running?.abort();
    const running = (this.running = new AbortController());
    try {
      const items = await this.find(words, running.signal);
      // Words may have been added while this came.
      if (running.signal.aborted) return;
      if (items) this.show(items);
      else this.close();
    } catch (error) {
      if (error.name !== "AbortError") this.close();
    }
  }

  async find(words, signal) {
    const url = new URL(this.value.dataset.typeahead, window.location.href);
    url.searchParams.set("q", words);
    const answer = await fetch(url, { signal, headers: { Accept: "application/json" } });
    return answer.ok ? (await answer.json()).items : null;
  }

  show(items) {
    this.isAsking = false;
    if (this.takesFirst) return this.take(items[0]);
    this.items = items;
    this.at = items.length ? 0 : -1;
    this.list.replaceChildren(...items.map((item, index) => this.option(item, index)));
    if (!items.length) {
      const none = document.createElement("li");
      none.className = "sl-combo-none";
      none.textContent = text("combo_none");
      this.list.append(none);
    }
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    document.getElementById("announcer").textContent = text(items.length ? "combo_count" : "combo_none", { count: items.length });
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
      if (option.role !== "option") return;
      option.setAttribute("aria-selected", String(index === this.at));
      if (index === this.at) {
        this.input.setAttribute("aria-activedescendant", option.id);
        option.scrollIntoView({ block: "nearest" });
      }
    });
  }

  onKey(event) {
    const isOpen = !this.list.hidden;
    if (event.key === "Enter" && this.isAsking) this.takeFirst();
    else if (event.key === "ArrowDown" && !isOpen) this.ask();
    else if (event.key === "ArrowDown") this.at = Math.min(this.at + 1, this.items.length - 1);
    else if (event.key === "ArrowUp" && isOpen) this.at = Math.max(this.at - 1, 0);
    else if (event.key === "Enter" && isOpen && this.at >= 0) this.choose(this.items[this.at]);
    else if (event.key === "Escape" && isOpen) this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
    if (!this.list.hidden) this.mark();
  }

  // Enter that is quicker than the answer means its first choice, not the form, nor an older list.
  takeFirst() {
    if (this.takesFirst) return;
    this.takesFirst = true;
    this.ask();
  }

  take(item) {
    const held = this.held;
    if (item) this.choose(item);
    else this.settle();
    if (held && item) this.submit();
  }

  // The form waits for a choice that is under way; without it another one would be saved.
  hold(event) {
    if (!this.takesFirst && !this.isOpen()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.held = true;
    this.pressed = event.submitter;
    if (!this.takesFirst) this.settle();
  }

  // Whether there are words of which nobody knows yet whom they mean.
  isOpen() {
    const words = this.input.value.trim();
    return words !== "" && words !== this.chosen.trim();
  }

  submit() {
    this.value.form.requestSubmit(this.pressed);
  }

  onPointer(event) {
    const option = event.target.closest("[role=option]");
    event.preventDefault();
    if (option) this.choose(this.items[[...this.list.children].indexOf(option)]);
  }

  choose(item) {
    if (this.value.matches("select")) {
      if (![...this.value.options].some((option) => option.value === String(item.id))) {
        this.value.add(new Option(item.text, item.id));
      }
    }
    this.value.value = item.id;
    this.chosen = item.text;
    this.input.value = item.text;
    this.unmark();
    this.close();
    this.value.dispatchEvent(new Event("input", { bubbles: true }));
    this.value.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // Who came back meanwhile is typing anew.
  leave() {
    if (document.activeElement !== this.input) this.settle();
  }

  // Words that are no choice would be sent as nothing: they are taken for the one thing that they
  // can mean, or stay, and what is to be done is said beside them.
  async settle() {
    // Enter has chosen; the answer is on its way, wherever the focus is by now.
    if (this.takesFirst && this.isAsking) return;
    const words = this.input.value.trim();
    // It is being asked already what these can mean; a form that was held meanwhile goes with it.
    if (this.asked === words) return;
    const held = this.held;
    this.close();
    if (words === "" && this.chosen) return this.choose({ id: "", text: "" });
    if (!this.isOpen()) {
      this.input.value = this.chosen;
      return;
    }
    this.held = held;
    this.asked = words;
    const item = await this.meant(words);
    if (this.asked === words) this.asked = null;
    if (this.input.value.trim() !== words || !this.isOpen()) return;
    const isHeld = this.held;
    if (item) this.choose(item);
    else this.askToPick(isHeld);
    this.held = false;
    if (item && isHeld) this.submit();
  }

  // The only one that is found, or the only one that is called so.
  async meant(words) {
    const items = (await this.find(words).catch(() => null)) ?? [];
    const plain = (one) => one.trim().toLocaleLowerCase();
    const called = items.filter((item) => plain(item.text) === plain(words));
    if (called.length === 1) return called[0];
    return items.length === 1 ? items[0] : undefined;
  }

  // What was chosen before does not count any more beside other words.
  askToPick(toFocus) {
    if (this.value.value) {
      this.value.value = "";
      this.chosen = "";
    }
    this.note.hidden = false;
    this.input.setAttribute("aria-invalid", "true");
    this.input.setAttribute("aria-describedby", `${this.described} ${this.note.id}`.trim());
    document.getElementById("announcer").textContent = this.note.textContent;
    if (toFocus) this.input.focus();
  }

  unmark() {
    if (this.note.hidden) return;
    this.note.hidden = true;
    this.input.removeAttribute("aria-invalid");
    if (this.described) this.input.setAttribute("aria-describedby", this.described);
    else this.input.removeAttribute("aria-describedby");
  }

  close() {
    clearTimeout(this.timer);
    this.running?.abort();
    this.isAsking = this.takesFirst = this.held = false;
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}
