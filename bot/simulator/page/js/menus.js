// What each menu of a phone offers. An item is {label, run} with optional icon, hint and data (see popup.js).

// Each of the simulator's samples, with its icon.
const sendable = [
  ["photo", "Photo", "photo"], ["document", "Document", "document"], ["video", "Video", "play"], ["animation", "Animation", "play"],
  ["voice", "Voice message", "voice"], ["video_note", "Round video", "play"], ["audio", "Audio", "play"], ["sticker", "Sticker", "sticker"],
  ["venue", "Place with a name", "location"], ["poll", "Poll", "menu"], ["quiz", "Quiz", "menu"],
];

/** commandItems lists the bot's commands that begin with the prefix; choosing one sends it. */
export function commandItems(phone, prefix) {
  const wanted = prefix.toLowerCase();
  const commands = (phone.person.chat.commands ?? []).filter(({ command }) => command.startsWith(wanted));
  return commands.map(({ command, description }) => ({
    label: description,
    hint: `/${command}`,
    data: { command },
    run: () => {
      phone.composer.clear();
      phone.attempt(phone.api.send(`/${command}`));
    },
  }));
}

/** attachItems lists what can be sent besides text. */
export function attachItems(phone) {
  const samples = sendable.map(([kind, label, icon]) => ({ icon, label, data: { attach: kind }, run: () => phone.attempt(phone.api.media(kind)) }));
  return [...samples,
    { icon: "location", label: "Location", data: { attach: "location" }, run: () => phone.shareLocation() },
    { icon: "contact", label: "My contact", data: { attach: "contact" }, run: () => phone.shareContact() },
    { icon: "upload", label: "File of this computer", data: { attach: "upload" }, run: () => chooseFile(phone) }];
}

/** headerItems lists what can be done with the bot itself. */
export function headerItems(phone) {
  if (phone.person.blocked) return [{ icon: "unblock", label: "Unblock bot", data: { action: "unblock" }, run: () => phone.attempt(phone.api.block(false)) }];
  return [{ icon: "block", label: "Block bot", data: { action: "block" }, run: () => phone.attempt(phone.api.block(true)) }];
}

/** messageItems lists what can be done with one message. */
export function messageItems(phone, message) {
  const items = [{ icon: "reply", label: "Reply", data: { action: "reply" }, run: () => phone.composer.reply(message) }];
  const copyable = message.text && !message.protected;
  if (copyable) items.push({ icon: "copy", label: "Copy text", data: { action: "copy" }, run: () => copyText(phone, message.text) });
  const editable = !message.from_bot && message.kind === "text";
  if (editable) items.push({ icon: "edit", label: "Edit", data: { action: "edit" }, run: () => phone.composer.edit(message) });
  return items;
}

async function copyText(phone, text) {
  try {
    await navigator.clipboard.writeText(text);
    phone.say("Copied to the clipboard.");
  } catch {
    phone.say("This browser does not let the page copy.");
  }
}

function chooseFile(phone) {
  const input = document.createElement("input");
  input.type = "file";
  input.addEventListener("change", () => input.files.length > 0 && phone.composer.sendFile(input.files[0]));
  input.click();
}
