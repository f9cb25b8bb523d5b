// The buttons under a message.

import { el, button } from "./dom.js";
import { icon } from "./icons.js";

const corners = { url: "arrow", switch_inline: "reply", copy: "copy", web_app: "photo" };

/** inlineKeyboard draws the rows; a press goes to phone.press(message, row, col). */
export function inlineKeyboard(message, phone) {
  const rows = message.keyboard.map((buttons, row) =>
    el("div.row", {}, buttons.map((item, col) => key(item, { row, col }, () => phone.press(message, row, col)))));
  return el("div.inline-keyboard", { role: "group", "aria-label": "Buttons" }, rows);
}

function key(item, place, press) {
  const corner = corners[item.action];
  return button("key", {
    data: { button: item.text, keyboard: "inline", action: item.action, style: item.style, ...place },
    on: { click: press },
    title: item.action === "url" ? item.url : null,
  }, el("span.label", {}, item.text), corner ? icon(corner) : null, el("span.spinner", { "aria-hidden": "true" }));
}
