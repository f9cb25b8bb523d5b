// The list of messages: keeps elements by id, days apart, the newest in view, and the keyboard's focus in place.

import { el, button } from "./dom.js";
import { icon } from "./icons.js";
import { dayKey, dayName } from "./words.js";

const nearEnd = 40; // pixels from the end that still count as "at the end"

export class Chat {
  #shown = new Map(); // id -> {message, text, node}
  #following = true;
  #top = 0; // where the log was scrolled to last
  #unread = 0;

  /** draw(message) makes an element; redrawn(id) is told when one was replaced. */
  constructor({ label, draw, redrawn }) {
    this.draw = draw;
    this.redrawn = redrawn;
    this.list = el("div.messages");
    this.log = el("div.log", {
      role: "log", tabindex: "0", "aria-live": "polite", "aria-relevant": "additions text", "aria-label": label,
      "aria-description": "Up and Down move between messages, Enter opens what can be done with one.",
    }, this.list);
    this.count = el("span.count", { hidden: true });
    this.newest = button("newest", { data: { newest: "" }, "aria-label": "Go to the newest message", hidden: true, on: { click: () => this.toEnd() } },
      icon("down"), this.count);
    this.element = el("div.chat", {}, this.log, this.newest);
    this.#watch();
  }

  /** setAll shows exactly these messages, in this order; what has not changed keeps its element. */
  setAll(messages) {
    const kept = new Set(messages.map((message) => message.id));
    for (const id of this.#shown.keys()) if (!kept.has(id)) this.remove(id);
    messages.forEach((message) => this.#show(message, true));
    this.#settle();
  }

  /** put adds or replaces one message. */
  put(message) {
    this.#show(message, false);
    this.#settle();
  }

  /** remove lets a deleted message vanish. */
  remove(id) {
    const shown = this.#shown.get(id);
    if (!shown) return;
    if (shown.node.contains(document.activeElement)) this.log.focus({ preventScroll: true });
    this.#shown.delete(id);
    shown.node.remove();
    this.#separateDays();
  }

  message(id) { return this.#shown.get(id)?.message; }
  nodeOf(id) { return this.#shown.get(id)?.node; }

  /** messages gives them oldest first. */
  messages() {
    return this.#inOrder().map((shown) => shown.message);
  }

  /** toEnd shows the newest message and keeps following. */
  toEnd() {
    this.#following = true;
    this.log.scrollTop = this.log.scrollHeight;
    this.#top = this.log.scrollTop;
    this.newest.hidden = true;
    this.#showUnread(0);
  }

  /** reveal scrolls to a message and flashes it. */
  reveal(id) {
    const node = this.nodeOf(id);
    if (!node) return;
    this.#following = false;
    node.scrollIntoView({ block: "center" });
    node.classList.remove("flash");
    requestAnimationFrame(() => node.classList.add("flash"));
    node.focus({ preventScroll: true });
  }

  #show(message, quiet) {
    const text = JSON.stringify(message);
    const before = this.#shown.get(message.id);
    if (before?.text === text) return;
    const node = this.draw(message);
    this.#shown.set(message.id, { message, text, node, day: dayKey(message.date) });
    if (before) this.#replace(before.node, node, message.id);
    else this.#add(node, message, quiet);
  }

  #settle() {
    this.#separateDays();
    if (this.#following) this.toEnd();
  }

  #add(node, message, quiet) {
    const next = [...this.#shown.values()].find((shown) => shown.message.id > message.id && shown.node.isConnected);
    this.list.insertBefore(node, next?.node ?? null);
    if (quiet) return;
    node.classList.add("fresh");
    if (!message.from_bot) this.#following = true;
    else if (!this.#following) this.#showUnread(this.#unread + 1);
  }

  #replace(old, node, id) {
    const focused = old.contains(document.activeElement) ? document.activeElement : null;
    const { row, col } = focused?.dataset ?? {};
    old.replaceWith(node);
    this.redrawn(id);
    if (!focused) return;
    const same = row === undefined ? null : node.querySelector(`.key[data-row="${row}"][data-col="${col}"]`);
    (same ?? node.querySelector(".key") ?? node).focus({ preventScroll: true });
  }

  #separateDays() {
    let day = "";
    for (const shown of this.#inOrder()) {
      const above = shown.node.previousElementSibling;
      const separator = above?.matches(".day") ? above : null;
      if (separator && (shown.day === day || separator.dataset.day !== shown.day)) separator.remove();
      if (shown.day !== day && separator?.dataset.day !== shown.day) shown.node.before(daySeparator(shown));
      day = shown.day;
    }
    this.list.querySelectorAll(".day:has(+ .day), .day:last-child").forEach((stray) => stray.remove());
  }

  #inOrder() {
    return [...this.#shown.values()].sort((a, b) => a.message.id - b.message.id);
  }

  #showUnread(count) {
    this.#unread = count;
    this.count.textContent = count;
    this.count.hidden = count === 0;
  }

  #watch() {
    this.log.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.log.addEventListener("keydown", (event) => this.#keys(event));
    const follow = new ResizeObserver(() => (this.#following ? this.toEnd() : this.#scrolled()));
    follow.observe(this.log);
    follow.observe(this.list);
  }

  #scrolled() {
    if (this.log.clientHeight === 0) return; // a hidden phone has no position
    const { scrollTop, scrollHeight, clientHeight } = this.log;
    if (scrollHeight - scrollTop - clientHeight < nearEnd) this.#following = true;
    else if (scrollTop < this.#top) this.#following = false; // only the reader moves up; a loading photo does not
    this.#top = scrollTop;
    this.newest.hidden = this.#following;
    if (this.#following) this.#showUnread(0);
  }

  #keys(event) {
    const here = document.activeElement.closest?.(".message");
    if (event.key === "Enter" && event.target === here) return this.#openMenu(event, here);
    const steps = { ArrowUp: "previousElementSibling", ArrowDown: "nextElementSibling" };
    const step = steps[event.key];
    if (!step) return;
    let target = here ? here[step] : event.key === "ArrowUp" ? this.list.lastElementChild : null;
    while (target && !target.matches(".message")) target = target[step];
    if (!target) return;
    event.preventDefault();
    target.focus();
  }

  #openMenu(event, node) {
    event.preventDefault();
    node.querySelector(".dots")?.click();
  }
}

function daySeparator({ message, day }) {
  return el("div.day", { role: "separator", data: { day } }, el("span.pill", {}, dayName(message.date)));
}
