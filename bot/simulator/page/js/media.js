// What a bubble carries besides text: one drawing per kind of message.

import { el, button, avatar } from "./dom.js";
import { icon } from "./icons.js";
import { sizeOf } from "./words.js";

const drawings = { photo, document: file, video, animation, voice, video_note: round, audio, sticker, contact, location, venue, poll };

/** mediaOf returns the element for the message's kind, null for plain text. `open(photo)` shows a photo in full. */
export function mediaOf(message, open) {
  return drawings[message.kind]?.(message, open) ?? null;
}

function photo(message, open) {
  const alt = message.text ? `Photo: ${message.text}` : "Photo";
  if (!message.file) return placeholder("photo", "Photo");
  const image = el("img", { src: message.file.url, alt, draggable: "false", on: { error: () => image.replaceWith(placeholder("photo", "Photo")) } });
  return button("photo", { "aria-label": `${alt}. Open`, on: { click: () => open(message.file, alt) } }, image);
}

function file(message) {
  if (!message.file) return placeholder("document", "File");
  const { name, url, size } = message.file;
  const ending = name?.includes(".") ? name.split(".").pop().slice(0, 4) : "";
  return el("a.file", { href: url, download: name || "file", "aria-label": `Download ${name || "file"}, ${sizeOf(size)}` },
    el("span.disc", { "aria-hidden": "true" }, ending || icon("document")),
    el("span.about", {}, el("span.title", {}, name || "file"), el("span.detail", {}, sizeOf(size))));
}

function sticker(message) {
  const drawn = el("span.sticker.drawn", { role: "img", "aria-label": "Sticker" }, message.text || "🙂");
  if (!message.file?.mime?.startsWith("image/")) return drawn;
  const image = el("img.sticker", { src: message.file.url, alt: "Sticker", draggable: "false", on: { error: () => image.replaceWith(drawn) } });
  return image;
}

// The simulator's own videos are samples that no browser plays.
function video(message) {
  return playable("Video", message.file);
}

function animation(message) {
  return playable("Animation", message.file);
}

function audio(message) {
  return playable("Audio", message.file);
}

function playable(label, of) {
  const detail = of?.name ? `${of.name}, ${sizeOf(of.size)}` : sizeOf(of?.size);
  return el("div.file.playable", { role: "img", "aria-label": label },
    el("span.disc", { "aria-hidden": "true" }, icon("play")), el("span.about", {}, el("span.title", {}, label), el("span.detail", {}, detail)));
}

function round() {
  return el("div.round-video", { role: "img", "aria-label": "Round video" }, icon("play"), el("span.detail", {}, "Round video"));
}

function voice() {
  const bars = [5, 9, 14, 8, 17, 20, 11, 6, 13, 18, 10, 15, 7, 12, 19, 9, 5, 11, 16, 8, 6, 10, 4, 7];
  const wave = el("span.wave", { "aria-hidden": "true" }, bars.map((height) => {
    const bar = el("i");
    bar.style.height = `${height}px`;
    return bar;
  }));
  return el("div.voice", { role: "img", "aria-label": "Voice message" },
    el("span.disc", {}, icon("play")), el("span.about", {}, wave, el("span.detail", {}, "Voice message")));
}

function contact(message) {
  const { phone = "", first_name: first = "", last_name: last = "", user_id: id = 0 } = message.contact ?? {};
  const name = `${first} ${last}`.trim() || phone;
  return el("div.contact", {}, avatar(name, id),
    el("span.about", {}, el("span.title", {}, name), el("span.detail", {}, phone)));
}

function location(message) {
  const { latitude = 0, longitude = 0 } = message.location ?? {};
  const where = `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
  const map = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`;
  return el("a.location", { href: map, target: "_blank", rel: "noopener noreferrer", "aria-label": `Location ${where}. Open the map` },
    el("span.map", { "aria-hidden": "true" }, icon("location")), el("span.detail", {}, where));
}

function venue(message) {
  const { title = "", address = "" } = message.venue ?? {};
  const map = location(message);
  map.querySelector(".detail").replaceWith(el("span.about", {}, el("span.title", {}, title), el("span.detail", {}, address)));
  map.setAttribute("aria-label", `${title}, ${address}. Open the map`);
  return map;
}

function poll(message) {
  const { question = "", options = [], type = "regular", correct_option_ids: correct = [], explanation = "" } = message.poll ?? {};
  const about = [type === "quiz" ? "Quiz" : "Poll", message.poll?.is_anonymous ? "anonymous" : "not anonymous",
    message.poll?.allows_multiple_answers ? "several answers" : null, message.poll?.is_closed ? "closed" : null].filter(Boolean).join(", ");
  const answer = (option, at) => el("li", {}, option.text, correct.includes(at) ? el("span.detail", {}, " (right answer)") : null);
  return el("div.poll", {}, el("span.title", {}, question), el("span.detail", {}, about), el("ul", {}, options.map(answer)),
    explanation ? el("span.detail", {}, `Why: ${explanation}`) : null);
}

function placeholder(name, label) {
  return el("div.file", {}, el("span.disc", { "aria-hidden": "true" }, icon(name)), el("span.about", {}, label));
}
