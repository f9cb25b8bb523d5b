// Turns the simulator's HTML into elements: only known tags are copied, links get their behaviour,
// and addresses, /commands and @names in plain text become links as Telegram makes them.

import { el, button } from "./dom.js";
import { destination } from "./links.js";

const kept = new Set(["b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "code", "pre", "blockquote"]);
const linkable = /(?<address>https?:\/\/[^\s<>"]*[^\s<>"'.,;:!?)\]}»]|(?<![\w./@])t\.me\/[\w/?=&%-]+)|(?<![\w/.@<])(?<command>\/[a-z][a-z0-9_]{0,31})(?![\w/])|(?<![\w/.@])(?<name>@[a-z]\w{3,31})/gi;

/**
 * richText returns a fragment. `actions` has username (of the bot), start(payload) and send(text): what a link to this
 * chat and a tapped /command do.
 */
export function richText(html, actions) {
  const source = document.createElement("template"); // inert: nothing in it loads or runs
  source.innerHTML = html;
  const result = document.createDocumentFragment();
  copyChildren(source.content, result, { actions, plain: true });
  return result;
}

function copyChildren(from, to, context) {
  for (const node of from.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) to.append(...(context.plain ? withLinks(lineOf(node), context.actions) : [lineOf(node)]));
    else if (node.nodeType === Node.ELEMENT_NODE) copyElement(node, to, context);
  }
}

// The line end after a quote or a block of code belongs to it.
function lineOf(node) {
  return ["blockquote", "pre"].includes(node.previousSibling?.localName) ? node.data.replace(/^\n/, "") : node.data;
}

function copyElement(node, to, context) {
  const tag = node.localName;
  const copy = tag === "a" ? link(node.getAttribute("href") ?? "", context.actions)
    : tag === "tg-spoiler" || node.classList.contains("tg-spoiler") ? spoiler()
    : kept.has(tag) ? el(tag)
    : null;
  const inner = { ...context, plain: context.plain && !["a", "code", "pre"].includes(tag) };
  copyChildren(node, copy ?? to, inner);
  if (copy) to.append(copy);
}

function* withLinks(text, actions) {
  let end = 0;
  for (const found of text.matchAll(linkable)) {
    const { address, command } = found.groups;
    yield text.slice(end, found.index);
    yield command ? commandLink(command, actions) : filled(link(addressOf(found), actions), address ?? found[0]);
    end = found.index + found[0].length;
  }
  yield text.slice(end);
}

function addressOf(found) {
  const { address, name } = found.groups;
  if (name) return `https://t.me/${name.slice(1)}`;
  return address.startsWith("t.me") ? `https://${address}` : address;
}

function filled(node, text) {
  node.append(text);
  return node;
}

function link(href, actions) {
  const place = destination(href, actions.username);
  if (place?.web) return el("a", { href: place.web, target: "_blank", rel: "noopener noreferrer" });
  if (!place) return el("span.nowhere");
  const open = (event) => {
    event.preventDefault();
    actions.start(place.start);
  };
  return el("a", { href, data: { start: place.start }, on: { click: open } });
}

function commandLink(command, actions) {
  return button("command", { on: { click: () => actions.send(command) } }, command);
}

function spoiler() {
  const node = el("span.spoiler", { role: "button", tabindex: "0", "aria-label": "Hidden text, press to show" });
  const reveal = (event) => {
    if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
    if (!node.classList.contains("shown")) event.preventDefault();
    node.classList.add("shown");
    ["role", "tabindex", "aria-label"].forEach((name) => node.removeAttribute(name));
  };
  node.addEventListener("click", reveal);
  node.addEventListener("keydown", reveal);
  return node;
}
