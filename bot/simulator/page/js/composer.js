// The line to write in: text, files, quotes, edits, the Menu button and the bot's reply keyboard.
// Before the first word it is a START button, for somebody who blocked the bot a RESTART button.

import { el, button } from "./dom.js";
import { icon } from "./icons.js";
import { replyKeyboard } from "./replykeyboard.js";
import { summary } from "./words.js";

const tallest = 132; // pixels the input grows to

export class Composer {
  #keyboard = null;
  #shift = false; // held at the last key
  #about = null; // {message, editing}: what is being edited or answered

  /** `phone` offers api, attempt(promise), popup, label, commandItems(prefix), attachItems(), pressReply(item), lastOwn(), restart(). */
  constructor(phone) {
    this.phone = phone;
    this.bar = el("div.about-bar", { hidden: true });
    this.input = this.#input();
    this.menu = button("menu", { data: { menu: "" }, "aria-haspopup": "menu", "aria-expanded": "false", "aria-label": "Menu of commands", on: { click: () => this.#toggleMenu() } },
      icon("menu"), el("span", {}, "Menu"));
    this.attach = button("round", { data: { attach: "" }, "aria-haspopup": "menu", "aria-expanded": "false", "aria-label": "Attach", on: { click: () => this.#toggleAttach() } }, icon("attach"));
    this.toggle = button("round", { data: { keyboardToggle: "" }, "aria-label": "Suggested answers", "aria-pressed": "true", hidden: true, on: { click: () => this.#showKeyboard(this.keys.hidden) } }, icon("keyboard"));
    this.send = button("round.send", { data: { send: "" }, "aria-label": "Send", on: { click: () => this.#submit() } }, icon("send"));
    this.writing = el("div.writing", {}, this.menu, this.input, this.toggle, this.attach, this.send);
    this.keys = el("div.keys");
    this.big = button("big", { hidden: true });
    this.element = el("footer.composer", {}, this.bar, this.writing, this.big, this.keys);
    this.#acceptFiles();
  }

  /** setMode is "write", "start" (never wrote) or "blocked". */
  setMode(mode) {
    if (this.element.dataset.mode === mode) return;
    const held = this.element.contains(document.activeElement);
    this.element.dataset.mode = mode;
    this.writing.hidden = this.keys.inert = mode !== "write";
    this.big.hidden = mode === "write";
    this.big.textContent = mode === "blocked" ? "Restart bot" : "Start";
    delete this.big.dataset.start;
    delete this.big.dataset.restart;
    if (mode !== "write") this.big.dataset[mode === "blocked" ? "restart" : "start"] = "";
    this.big.onclick = () => (mode === "blocked" ? this.phone.restart() : this.phone.openStart(""));
    if (held) this.focus();
  }

  /** setKeyboard shows the bot's reply keyboard, or takes it away with null. */
  setKeyboard(keyboard) {
    if (JSON.stringify(keyboard) === JSON.stringify(this.#keyboard)) return;
    this.#keyboard = keyboard;
    const held = this.keys.contains(document.activeElement);
    const drawn = replyKeyboard(keyboard, (item) => this.phone.pressReply(item));
    this.keys.replaceChildren(...(drawn ? [drawn] : []));
    this.toggle.hidden = !drawn;
    this.#showKeyboard(true);
    this.input.placeholder = keyboard?.placeholder || "Message";
    if (held) (this.keys.querySelector("button") ?? this.input).focus();
  }

  /** setMenu shows the Menu button when the bot has commands. */
  setMenu(hasCommands) {
    this.menu.hidden = !hasCommands;
  }

  /** edit takes an own message into the input. */
  edit(message) {
    this.#setAbout({ message, editing: true });
    this.#fill(message.text ?? "");
    this.input.focus();
  }

  /** reply quotes a message with the next one that is sent. */
  reply(message) {
    this.#setAbout({ message, editing: false });
    this.input.focus();
  }

  /** clear empties the input. */
  clear() {
    this.#fill("");
  }

  focus() {
    (this.big.hidden ? this.input : this.big).focus({ preventScroll: true });
  }

  #input() {
    return el("textarea", {
      rows: "1", placeholder: "Message", maxlength: "100000", dir: "auto", "aria-label": this.phone.label, data: { input: "" },
      on: {
        input: () => this.#typed(),
        keydown: (event) => this.#keys(event),
        beforeinput: (event) => this.#breakLine(event),
        paste: (event) => this.#upload(event.clipboardData?.files, event),
      },
    });
  }

  #typed() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, tallest)}px`;
    this.send.classList.toggle("ready", this.input.value.trim() !== "");
    this.writing.classList.toggle("busy", this.input.value !== "");
    const items = /^\/\w*$/.test(this.input.value) ? this.phone.commandItems(this.input.value.slice(1)) : [];
    if (items.length > 0) this.phone.popup.open({ name: "commands", label: "Commands", items, opener: this.input, takeFocus: false });
    else this.phone.popup.close();
  }

  #keys(event) {
    this.#shift = event.shiftKey;
    const empty = this.input.value === "";
    const plain = !event.shiftKey && !event.isComposing;
    if (event.key === "Enter" && plain) this.#submit();
    else if (event.key === "Escape") this.#escape();
    else if (event.key === "ArrowUp" && !empty && this.phone.popup.node) this.phone.popup.focus();
    else if (event.key === "ArrowUp" && empty && this.phone.lastOwn()) this.edit(this.phone.lastOwn());
    else return;
    event.preventDefault();
  }

  // Only Shift+Enter breaks the line, however the browser came to insert one.
  #breakLine(event) {
    if (event.inputType === "insertLineBreak" && !this.#shift) event.preventDefault();
  }

  #escape() {
    if (this.phone.popup.node) return this.phone.popup.close();
    if (this.#about?.editing) this.#fill("");
    return this.#setAbout(null);
  }

  async #submit() {
    const text = this.input.value.trim();
    if (!text) return;
    const about = this.#about;
    const call = about?.editing ? this.phone.api.edit(about.message.id, text) : this.phone.api.send(text, about?.message.id ?? 0);
    this.phone.popup.close();
    this.#fill("");
    this.#setAbout(null);
    this.input.focus();
    const done = await this.phone.attempt(call);
    if (!done && this.input.value === "") this.#fill(text);
  }

  #fill(text) {
    this.input.value = text;
    this.#typed();
  }

  #setAbout(about) {
    this.#about = about;
    this.bar.hidden = !about;
    if (!about) return this.bar.replaceChildren();
    const drop = () => { this.#escape(); this.input.focus(); };
    return this.bar.replaceChildren(icon(about.editing ? "edit" : "reply"),
      el("span.what", {}, el("b", {}, about.editing ? "Edit message" : "Reply"), el("span", {}, summary(about.message))),
      button("round", { "aria-label": "Cancel", on: { click: drop } }, icon("close")));
  }

  #showKeyboard(shown) {
    this.keys.hidden = !shown || !this.#keyboard;
    this.toggle.setAttribute("aria-pressed", String(shown));
  }

  #toggleMenu() {
    this.phone.popup.toggle({ name: "commands", label: "Commands", items: this.phone.commandItems(""), opener: this.menu });
  }

  #toggleAttach() {
    this.phone.popup.toggle({ name: "attachments", label: "Attach", items: this.phone.attachItems(), opener: this.attach });
  }

  #acceptFiles() {
    this.element.addEventListener("dragover", (event) => event.preventDefault());
    this.element.addEventListener("drop", (event) => this.#upload(event.dataTransfer?.files, event));
  }

  #upload(files, event) {
    if (!files?.length) return;
    event.preventDefault();
    this.sendFile(files[0]);
  }

  /** sendFile sends a file of this computer, with what stands in the input as its caption. */
  async sendFile(file) {
    const caption = this.input.value.trim();
    this.#fill("");
    await this.phone.attempt(this.phone.api.upload(file, caption));
  }
}
