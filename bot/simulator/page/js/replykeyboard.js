// The keyboard a bot puts in place of the phone's own: rows of labels below the line to write in.

import { el, button } from "./dom.js";
import { icon } from "./icons.js";

const icons = { contact: "contact", location: "location" };

/** replyKeyboard draws it; press(item) is told which button was pressed. Without a keyboard the result is null. */
export function replyKeyboard(keyboard, press) {
  if (!keyboard?.rows?.length) return null;
  const rows = keyboard.rows.map((items) => el("div.row", {}, items.map((item) => key(item, press))));
  return el("div.reply-keyboard", { role: "group", "aria-label": "Suggested answers", data: { replyKeyboard: "" } }, rows);
}

function key(item, press) {
  return button("key", { data: { button: item.text, keyboard: "reply", action: item.action }, on: { click: () => press(item) } },
    icons[item.action] ? icon(icons[item.action]) : null, el("span.label", {}, item.text));
}
