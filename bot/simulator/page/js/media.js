// What a bubble carries besides text: one drawing per kind of message.

import { el, button, avatar } from "./dom.js";
import { icon } from "./icons.js";
import { sizeOf } from "./words.js";

const drawings = { photo, document: file, sticker, voice, video, contact, location };

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

function video(message) {
  if (!message.file) return placeholder("play", "Video");
  return el("video.video", { src: message.file.url, controls: true, preload: "metadata", "aria-label": "Video" });
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

function placeholder(name, label) {
  return el("div.file", {}, el("span.disc", { "aria-hidden": "true" }, icon(name)), el("span.about", {}, label));
}
