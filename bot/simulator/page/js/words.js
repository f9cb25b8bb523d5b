// The page's own words, times and sizes. What the bot says is shown as it comes.

const zone = document.documentElement.dataset.timeZone;
const clock = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" });
const dayKeys = new Intl.DateTimeFormat("en-CA", { timeZone: zone });
const days = new Intl.DateTimeFormat("en-GB", { timeZone: zone, day: "numeric", month: "long" });
const moments = new Intl.DateTimeFormat("en-GB", { timeZone: zone, dateStyle: "long", timeStyle: "medium" });

const languages = { kk: "Қазақша", ru: "Русский", en: "English" };
const actions = {
  typing: "typing…",
  upload_photo: "sending a photo…",
  upload_document: "sending a file…",
  record_voice: "recording a voice message…",
  upload_voice: "sending a voice message…",
  choose_sticker: "choosing a sticker…",
  find_location: "finding a location…",
};

/** timeOf gives hours and minutes in the centre's city. */
export const timeOf = (date) => clock.format(new Date(date));

/** momentOf gives the full date and time, for tooltips. */
export const momentOf = (date) => moments.format(new Date(date));

/** dayKey is equal for two messages of the same local day. */
export const dayKey = (date) => dayKeys.format(new Date(date));

/** dayName is what the separator above a day says. */
export function dayName(date) {
  return dayKey(date) === dayKey(Date.now()) ? "Today" : days.format(new Date(date));
}

/** languageName names a language in itself; an unknown code stays a code. */
export const languageName = (code) => languages[code] ?? code ?? "";

/** actionName says what the bot is doing right now, or "bot" when nothing. */
export const actionName = (action) => (action ? (actions[action] ?? "busy…") : "bot");

/** sizeOf writes a number of bytes for people. */
export function sizeOf(bytes) {
  if (!(bytes >= 0)) return "";
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

const kinds = {
  photo: "Photo", document: "File", video: "Video", animation: "Animation", voice: "Voice message", video_note: "Round video",
  audio: "Audio", sticker: "Sticker", contact: "Contact", location: "Location", venue: "Place", poll: "Poll", dice: "Dice",
};

/** summary is a message in one line: for quotes, the pinned line and screen readers. */
export function summary(message) {
  const text = (message.text ?? "").replace(/\s+/g, " ").trim();
  const kind = kinds[message.kind];
  if (!kind) return text;
  const detail = message.poll?.question || message.venue?.title || text || message.file?.name || message.contact?.first_name || "";
  return detail ? `${kind}: ${detail}` : kind;
}
