// Small helpers that build elements. Nothing here knows what a chat is.

/**
 * el builds an element from "tag.class.class", its properties and children.
 * Properties are attributes; `data` fills the dataset, `on` adds listeners; null, undefined and false are left out.
 */
export function el(spec, props = {}, ...children) {
  const [tag, ...classes] = spec.split(".");
  const node = document.createElement(tag || "div");
  if (classes.length > 0) node.className = classes.join(" ");
  for (const [name, value] of Object.entries(props)) setProperty(node, name, value);
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** button builds a real button that never submits a form by accident. */
export function button(spec, props = {}, ...children) {
  return el(`button.${spec}`, { type: "button", ...props }, ...children);
}

function setProperty(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === "data") setData(node, value);
  else if (name === "on") Object.entries(value).forEach(([type, listener]) => node.addEventListener(type, listener));
  else node.setAttribute(name, value === true ? "" : value);
}

function setData(node, data) {
  for (const [name, value] of Object.entries(data)) if (value !== null && value !== undefined) node.dataset[name] = value;
}

/** avatar is a coloured circle with the first letter of a name; the colour follows the seed, as in Telegram. */
export function avatar(name, seed) {
  const letter = [...name.trim()][0] ?? "?";
  return el("span.avatar", { "aria-hidden": "true", data: { colour: Math.abs(seed) % 7 } }, letter.toUpperCase());
}
