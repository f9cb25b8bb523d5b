// A menu over the chat: rows of buttons, moved through with the arrow keys, closed by Escape or a click elsewhere.

import { el, button } from "./dom.js";
import { icon } from "./icons.js";

/**
 * Popup shows one menu at a time inside the `area`.
 * An item is {label, run} with optional icon, hint (smaller, at the end) and data.
 */
export class Popup {
  #close = () => {};

  constructor(area) {
    this.area = area;
  }

  close() { this.#close(); }

  /** toggle closes the menu of this name if it is open, else opens it. */
  toggle(options) {
    if (this.node?.isConnected && this.node.dataset.popup === options.name) return this.close();
    return this.open(options);
  }

  /**
   * open shows `items` as the menu called `name`, which is also its CSS class. `opener` gets the focus back.
   * With `takeFocus: false` the focus stays where it is, as with suggestions below a text that is being written.
   */
  open({ name, label, items, opener, takeFocus = true }) {
    this.close();
    const node = el(`div.popup.${name}`, { role: "menu", "aria-label": label, data: { popup: name } });
    node.append(...items.map((item) => this.#row(item)));
    const away = (event) => {
      if (!node.contains(event.target) && !opener?.contains(event.target)) this.close();
    };
    this.#close = () => this.#remove(node, opener, away);
    node.addEventListener("keydown", (event) => this.#keys(event, node));
    document.addEventListener("pointerdown", away);
    opener?.setAttribute("aria-expanded", "true");
    this.node = node;
    this.area.append(node);
    if (takeFocus) this.focus();
    return node;
  }

  /** focus moves into the open menu; false when there is none. */
  focus() {
    const first = this.node?.querySelector("[role=menuitem]");
    first?.focus();
    return Boolean(first);
  }

  #remove(node, opener, away) {
    this.#close = () => {};
    document.removeEventListener("pointerdown", away);
    opener?.setAttribute("aria-expanded", "false");
    if (node.contains(document.activeElement)) opener?.focus();
    node.remove();
    this.node = null;
  }

  #row(item) {
    const choose = () => {
      this.close();
      item.run();
    };
    return button("item", { role: "menuitem", data: item.data ?? {}, on: { click: choose } },
      item.icon ? icon(item.icon) : null, el("span.label", {}, item.label), item.hint ? el("span.hint", {}, item.hint) : null);
  }

  #keys(event, node) {
    const rows = [...node.querySelectorAll("[role=menuitem]")];
    const here = rows.indexOf(document.activeElement);
    const next = { ArrowDown: here + 1, ArrowUp: here - 1 + rows.length, Home: 0, End: rows.length - 1 }[event.key];
    if (next !== undefined) rows[next % rows.length].focus();
    else if (event.key === "Escape" || event.key === "Tab") this.close();
    else return;
    if (event.key !== "Tab") event.preventDefault();
    event.stopPropagation();
  }
}
