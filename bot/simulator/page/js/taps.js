// Pressed inline buttons: what each kind does, and the spinner until the bot has answered.

const patience = 15000; // milliseconds after which Telegram's apps stop the spinner of an unanswered tap

export class Taps {
  #waiting = []; // oldest first: {message, row, col, timer}

  /** `phone` offers api, chat, links, say(text), askToOpen(url) and openStart(payload). */
  constructor(phone) {
    this.phone = phone;
  }

  /** press does what the button at row and col of the message is for. */
  press(message, row, col) {
    const item = message.keyboard[row][col];
    if (item.action === "callback") return this.#callback(message, row, col);
    if (item.action === "url") return this.#open(message, row, col);
    if (item.action === "copy") return this.#copy(item.copy ?? "");
    return this.phone.say("This button works in Telegram only.");
  }

  /** answered ends the spinner of the answered tap; when the answer does not name it, of the oldest one. */
  answered(toast) {
    const named = this.#waiting.findIndex((tap) => tap.message === toast.message_id && tap.row === toast.row && tap.col === toast.col);
    this.#end(this.#waiting[Math.max(named, 0)]);
  }

  /** redraw puts the spinners back on a message that was drawn anew. */
  redraw(messageID) {
    this.#waiting.filter((tap) => tap.message === messageID).forEach((tap) => this.#mark(tap, true));
  }

  /** forget drops every spinner: after a reconnection nobody knows which taps are still open. */
  forget() {
    [...this.#waiting].forEach((tap) => this.#end(tap));
  }

  async #callback(message, row, col) {
    const open = this.#waiting.some((tap) => tap.message === message.id && tap.row === row && tap.col === col);
    if (open) return;
    const tap = { message: message.id, row, col };
    tap.timer = setTimeout(() => this.#end(tap), patience);
    this.#waiting.push(tap);
    this.#mark(tap, true);
    const done = await this.phone.attempt(this.phone.api.tap(message.id, row, col));
    if (!done) this.#end(tap);
  }

  #open(message, row, col) {
    const { url } = message.keyboard[row][col];
    if (this.phone.leadsHere(url)) return this.phone.attempt(this.phone.api.tap(message.id, row, col));
    return this.phone.askToOpen(url);
  }

  async #copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      this.phone.say("Copied to the clipboard.");
    } catch {
      this.phone.say(`Could not copy: ${text}`);
    }
  }

  #end(tap) {
    if (!tap) return;
    clearTimeout(tap.timer);
    this.#waiting = this.#waiting.filter((other) => other !== tap);
    this.#mark(tap, false);
  }

  #mark(tap, busy) {
    const key = this.phone.chat.nodeOf(tap.message)?.querySelector(`.key[data-row="${tap.row}"][data-col="${tap.col}"]`);
    if (busy) key?.setAttribute("aria-busy", "true");
    else key?.removeAttribute("aria-busy");
  }
}
