// One person's phone: their name above it, the bot's chat inside it.

import { el, button, avatar } from "./dom.js";
import { icon } from "./icons.js";
import { personActions } from "./api.js";
import { bubble } from "./bubble.js";
import { Chat } from "./chat.js";
import { Composer } from "./composer.js";
import { Dialogs } from "./dialog.js";
import { destination } from "./links.js";
import { attachItems, commandItems, headerItems, messageItems } from "./menus.js";
import { Popup } from "./popup.js";
import { Taps } from "./taps.js";
import { actionName, languageName, summary } from "./words.js";

const typingTime = 5000; // milliseconds a chat action lasts, as in Telegram

export class Phone {
  #typingTimer = 0;

  /** `bot` is the bot as the simulator describes it; onNews(id) is called for each message the bot sends. */
  constructor(person, bot, onNews) {
    this.id = person.id;
    this.person = person;
    this.bot = bot;
    this.onNews = onNews;
    this.api = personActions(person.id);
    this.label = `Message to ${bot.name} as ${person.first_name}`;
    this.links = { username: bot.username, start: (payload) => this.openStart(payload), send: (text) => this.attempt(this.api.send(text)) };
    this.#build();
    this.setBot(bot);
    this.setPerson(person);
  }

  /** setBot shows the bot's name and description. */
  setBot(bot) {
    this.bot = bot;
    this.links.username = bot.username;
    this.title.textContent = bot.name;
    this.face.replaceChildren(avatar(bot.name, 5));
    this.welcome.replaceChildren(el("div.card", {}, avatar(bot.name, 5),
      el("h3", {}, "What can this bot do?"), el("p", { dir: "auto" }, bot.description || bot.short_description || "")));
  }

  /** setPerson replaces everything that is shown; the draft in the input stays. */
  setPerson(person) {
    this.person = person;
    this.caption.replaceChildren(...captionOf(person));
    this.element.setAttribute("aria-label", `Phone of ${person.name}`);
    this.taps.forget();
    this.chat.setAll(person.chat.messages ?? []);
    this.composer.setKeyboard(person.chat.reply_keyboard ?? null);
    this.#setCommands(person.chat.commands ?? []);
    this.#setTyping(person.chat.typing ?? "");
    this.#settle();
  }

  /** apply shows one change that the simulator told. */
  apply(change) {
    const handlers = {
      message: () => this.#message(change.message),
      keyboard: () => this.composer.setKeyboard(change.reply_keyboard ?? null),
      commands: () => this.#setCommands(change.commands ?? []),
      toast: () => this.#toast(change.toast ?? {}),
      typing: () => this.#setTyping(change.typing ?? ""),
      person: () => this.setPerson(change.person),
    };
    handlers[change.kind]?.();
  }

  // What the parts ask of the phone.

  botName() { return this.bot.name; }
  message(id) { return this.chat.message(id); }
  reveal(id) { this.chat.reveal(id); }
  openPhoto = (file, alt) => this.dialogs.picture(file, alt);
  press(message, row, col) { this.taps.press(message, row, col); }
  say(text) { this.dialogs.toast(text); }
  askToOpen(url) { return this.dialogs.askToOpen(url); }
  leadsHere(url) { return destination(url, this.bot.username)?.start !== undefined; }
  commandItems(prefix) { return commandItems(this, prefix); }
  attachItems() { return attachItems(this); }
  lastOwn() { return this.chat.messages().findLast((message) => !message.from_bot && message.kind === "text"); }
  focus() { this.composer.focus(); }

  /** menuFor opens what can be done with a message. */
  menuFor(message) {
    const opener = this.chat.nodeOf(message.id);
    const menu = this.popup.open({ name: "actions", label: "Message actions", items: messageItems(this, message), opener });
    const [area, box] = [this.chat.element, opener.querySelector(".bubble")].map((node) => node.getBoundingClientRect());
    const top = Math.min(Math.max(box.top - area.top + 24, 8), area.height - menu.offsetHeight - 8);
    menu.style.top = `${top}px`;
    menu.style.left = `${Math.min(box.left - area.left + 24, area.width - menu.offsetWidth - 12)}px`;
  }

  /** attempt resolves to the answer; a refusal is shown as a toast and gives null. */
  async attempt(promise) {
    try {
      return await promise;
    } catch (problem) {
      this.say(problem.message);
      return null;
    }
  }

  /** openStart opens this chat by a deep link, or by the START button when the payload is empty. */
  openStart(payload) {
    return this.attempt(this.api.start(payload));
  }

  async restart() {
    if (await this.attempt(this.api.block(false))) await this.openStart("");
  }

  pressReply(item) {
    if (item.action === "contact") return this.shareContact();
    if (item.action === "location") return this.shareLocation();
    return this.attempt(this.api.send(item.text));
  }

  async shareContact() {
    const text = `${this.bot.name} will know your phone number ${this.person.phone ?? ""}. This can be useful for integration with other services.`;
    const agreed = await this.dialogs.ask({ name: "contact", title: "Share your phone number?", text, confirm: "Share contact" });
    if (agreed) await this.attempt(this.api.contact());
  }

  async shareLocation() {
    const agreed = await this.dialogs.ask({ name: "location", title: "Share your location?", text: `This will send your current location to ${this.bot.name}.`, confirm: "Share location" });
    if (agreed) await this.attempt(this.api.media("location"));
  }

  #build() {
    this.caption = el("header.caption");
    this.title = el("span.name");
    this.state = el("span.state", { "aria-live": "polite" }, "bot");
    this.face = el("span.face");
    const more = button("round", { data: { more: "" }, "aria-haspopup": "menu", "aria-expanded": "false", "aria-label": "More", on: { click: () => this.popup.toggle({ name: "more", label: "More", items: headerItems(this), opener: more }) } }, icon("more"));
    this.pinned = button("pinned", { hidden: true });
    this.welcome = el("div.welcome", { hidden: true });
    this.chat = new Chat({ label: `Chat of ${this.person.first_name} with ${this.bot.name}`, draw: (message) => bubble(message, this), redrawn: (id) => this.taps.redraw(id) });
    this.chat.element.append(this.welcome);
    this.screen = el("div.screen", {}, el("header.chat-header", {}, this.face, el("span.who", {}, this.title, this.state), more), this.pinned, this.chat.element);
    this.popup = new Popup(this.chat.element);
    this.dialogs = new Dialogs(this.screen, this.chat.element);
    this.taps = new Taps(this);
    this.composer = new Composer(this);
    this.screen.append(this.composer.element);
    this.element = el("section.phone", { data: { person: this.id } }, this.caption, this.screen);
  }

  #message(message) {
    if (message.deleted) this.chat.remove(message.id);
    else {
      const fresh = !this.chat.message(message.id);
      this.chat.put(message);
      if (message.from_bot && fresh) this.onNews(this.id);
    }
    if (message.from_bot) this.#setTyping("");
    this.#settle();
  }

  #toast({ text, alert, url, ...tap }) {
    this.taps.answered(tap);
    if (text && alert) this.dialogs.alert(text);
    else if (text) this.say(text);
    const place = url ? destination(url, this.bot.username) : null;
    if (place?.web) this.askToOpen(place.web);
    else if (place) this.openStart(place.start);
  }

  #setCommands(commands) {
    this.person.chat.commands = commands;
    this.composer.setMenu(commands.length > 0 && this.person.chat.menu_button !== "web_app");
  }

  #setTyping(action) {
    clearTimeout(this.#typingTimer);
    this.state.textContent = actionName(action);
    if (action) this.state.dataset.typing = action;
    else delete this.state.dataset.typing;
    if (action) this.#typingTimer = setTimeout(() => this.#setTyping(""), typingTime);
  }

  // The parts that follow from the messages: what stands below them, the pinned line, the greeting of an empty chat.
  #settle() {
    const messages = this.chat.messages();
    const wrote = messages.some((message) => !message.from_bot);
    this.composer.setMode(this.person.blocked ? "blocked" : wrote ? "write" : "start");
    this.welcome.hidden = messages.length > 0;
    const pinned = messages.findLast((message) => message.pinned);
    this.pinned.hidden = !pinned;
    if (!pinned) return;
    this.pinned.replaceChildren(el("b", {}, "Pinned message"), el("span", {}, summary(pinned)));
    this.pinned.onclick = () => this.chat.reveal(pinned.id);
  }
}

function captionOf(person) {
  return [avatar(person.name, person.id),
    el("span.about", {}, el("h2", {}, person.name), el("span.role", {}, person.role || "guest", person.blocked ? el("em", {}, " · blocked the bot") : null)),
    el("span.language", { title: "Language of their Telegram" }, languageName(person.language_code))];
}
