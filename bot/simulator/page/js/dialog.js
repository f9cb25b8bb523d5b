// Questions, alerts and toasts on one phone. They cover that phone only: the other people go on.

import { el, button } from "./dom.js";

const toastTime = 3500; // milliseconds

export class Dialogs {
  #toastTimer = 0;

  /** Dialogs cover the whole `screen`; toasts lie at the lower end of the `area`. */
  constructor(screen, area) {
    this.screen = screen;
    this.toasts = el("div.toasts", { role: "status", "aria-live": "polite" });
    area.append(this.toasts);
  }

  /** toast shows a short text that goes away by itself; a newer one replaces it. */
  toast(text) {
    clearTimeout(this.#toastTimer);
    this.toasts.replaceChildren(el("div.toast", { data: { toast: "" } }, text));
    this.#toastTimer = setTimeout(() => this.toasts.replaceChildren(), toastTime + 40 * text.length);
  }

  /** alert shows a text until OK is pressed. */
  alert(text) {
    const ok = button("primary", { data: { confirm: "" } }, "OK");
    return this.#show({ name: "alert", role: "alertdialog", title: "", text, buttons: [ok] });
  }

  /** ask resolves to true when the person presses the button called `confirm`, else to false. */
  ask({ name, title, text, confirm }) {
    const yes = button("primary", { data: { confirm: "" } }, confirm);
    return this.#show({ name, role: "alertdialog", title, text, buttons: [button("plain", { data: { cancel: "" } }, "Cancel"), yes] });
  }

  /** askToOpen asks before a link leaves Telegram; its button is a real link into a new tab. */
  askToOpen(url) {
    const open = el("a.primary", { href: url, target: "_blank", rel: "noopener noreferrer", data: { confirm: "" } }, "Open");
    return this.#show({ name: "link", role: "alertdialog", title: "Open link", text: `Do you want to open ${url}?`, buttons: [button("plain", { data: { cancel: "" } }, "Cancel"), open] });
  }

  /** picture shows a photo over the whole screen. */
  picture(file, alt) {
    const image = el("img", { src: file.url, alt });
    const close = button("plain", { data: { cancel: "" } }, "Close");
    return this.#show({ name: "picture", role: "dialog", title: "", text: "", buttons: [close], content: image });
  }

  #show({ name, role, title, text, buttons, content }) {
    const before = document.activeElement;
    const elsewhere = before !== document.body && !this.screen.contains(before); // the reader is on another phone
    const box = el("div.box", { role, "aria-modal": "true", "aria-label": title || text || name, data: { dialog: name } },
      title ? el("h3", {}, title) : null, content ?? null, text ? el("p", {}, text) : null, el("div.buttons", {}, buttons));
    const veil = el(`div.veil.${name}`, {}, box);
    return new Promise((resolve) => {
      const close = (answer) => {
        this.#cover(veil, false);
        veil.remove();
        if (!elsewhere && before.isConnected) before.focus({ preventScroll: true });
        resolve(answer);
      };
      buttons.forEach((node) => node.addEventListener("click", () => close("confirm" in node.dataset)));
      veil.addEventListener("click", (event) => event.target === veil && close(false));
      veil.addEventListener("keydown", (event) => this.#keys(event, buttons, close));
      this.#cover(veil, true);
      this.screen.append(veil);
      if (!elsewhere) buttons.at(-1).focus();
    });
  }

  // What lies under the dialog cannot be reached until it is closed.
  #cover(veil, covered) {
    for (const node of this.screen.children) if (node !== veil) node.inert = covered;
  }

  #keys(event, buttons, close) {
    if (event.key === "Escape") return close(false);
    if (event.key !== "Tab") return undefined;
    event.preventDefault();
    const here = buttons.indexOf(document.activeElement);
    const step = event.shiftKey ? buttons.length - 1 : 1;
    return buttons[(here + step) % buttons.length].focus();
  }
}
