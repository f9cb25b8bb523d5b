// One message as Telegram draws it: bubble, quote, media, text, time, and the inline keyboard below.

import { el, button } from "./dom.js";
import { icon } from "./icons.js";
import { mediaOf } from "./media.js";
import { richText } from "./richtext.js";
import { inlineKeyboard } from "./inlinekeyboard.js";
import { momentOf, summary, timeOf } from "./words.js";

const fewEmoji = /^(?:\p{Extended_Pictographic}[\p{Emoji_Modifier}\u200d\ufe0f\p{Extended_Pictographic}]*){1,3}$/u;

/**
 * bubble draws the message. `phone` offers botName(), links (see richText), message(id), reveal(id), menuFor(message),
 * openPhoto(file, alt) and press(message, row, col): all that can happen inside a message.
 */
export function bubble(message, phone) {
  if (message.kind === "service") return service(message);
  const author = message.from_bot ? phone.botName() : "You";
  return el("article.message", {
    tabindex: "-1",
    "aria-label": `${author}, ${timeOf(message.date)}`,
    data: { messageId: message.id, from: message.from_bot ? "bot" : "person", kind: message.kind },
    on: { contextmenu: (event) => openMenu(event, message, phone) },
  }, body(message, phone), message.keyboard?.length > 0 && inlineKeyboard(message, phone));
}

function body(message, phone) {
  const text = message.html ?? "";
  const media = mediaOf(message, phone.openPhoto);
  const big = !media && !message.reply_to && fewEmoji.test(message.text ?? "");
  const classes = [media && "with-media", media && !text && "bare", big && "big"].filter(Boolean);
  return el(["div", "bubble", ...classes].join("."), { on: { click: (event) => touchMenu(event, message, phone) } },
    message.reply_to ? quote(message, phone) : null,
    media,
    text && message.kind !== "sticker" ? el("div.text", { dir: "auto" }, richText(text, phone.links)) : null,
    meta(message),
    button("dots", { tabindex: "-1", "aria-label": "Message actions", "aria-haspopup": "menu", on: { click: (event) => openMenu(event, message, phone) } }, icon("more")));
}

function meta(message) {
  return el("span.meta", { title: momentOf(message.date) },
    message.pinned ? icon("pin") : null,
    message.edit_date ? el("span.edited", { title: `Edited ${momentOf(message.edit_date)}` }, "edited ") : null,
    el("time", { datetime: message.date }, timeOf(message.date)),
    message.from_bot ? null : icon("seen"));
}

function quote(message, phone) {
  const answered = phone.message(message.reply_to);
  const author = answered ? (answered.from_bot ? phone.botName() : "You") : "";
  return button("quote", { on: { click: () => phone.reveal(message.reply_to) } },
    el("span.who", {}, author), el("span.what", {}, answered ? summary(answered) : "Deleted message"));
}

function service(message) {
  return el("div.message.service", { tabindex: "-1", data: { messageId: message.id, from: "bot", kind: "service" } },
    el("span.pill", {}, message.text ?? ""));
}

// On a touch screen a tap on the bubble opens the menu, as in Telegram's apps.
function touchMenu(event, message, phone) {
  const busy = event.target.closest("a, button, [role=button]") || String(getSelection()) !== "";
  if (!busy && matchMedia("(hover: none)").matches) openMenu(event, message, phone);
}

function openMenu(event, message, phone) {
  const insideLink = event.type === "contextmenu" && event.target.closest("a, img");
  if (insideLink) return; // the browser's own menu is more useful there
  event.preventDefault();
  phone.menuFor(message);
}
