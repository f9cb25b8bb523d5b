// The page: the phones side by side, the tabs above them, and the live link that feeds them.

import { el, button, avatar } from "./dom.js";
import { setUpNewPerson } from "./newperson.js";
import { Phone } from "./phone.js";
import { openStream } from "./stream.js";

const phones = new Map(); // person id -> {phone, tab, badge}
const people = document.querySelector(".people");
const tabs = document.querySelector(".tabs");
const link = document.querySelector("[data-link-state]");
const linkWords = { connecting: "Connecting…", live: "Live", lost: "Reconnecting…" };
let bot = { name: "Bot", username: "" };

function showState(state) {
  bot = state.bot;
  document.title = `${bot.name} demo`;
  const present = new Set(state.people.map((person) => person.id));
  for (const id of phones.keys()) if (!present.has(id)) removePerson(id);
  for (const person of state.people) showPerson(person);
  for (const { phone } of phones.values()) phone.setBot(bot);
}

function showPerson(person) {
  const known = phones.get(person.id);
  if (known) return known.phone.setPerson(person);
  const phone = new Phone(person, bot, countNews);
  const badge = el("span.badge", { hidden: true });
  const tab = button("tab", { data: { tab: person.id }, "aria-keyshortcuts": `Alt+${phones.size + 1}`, on: { click: () => select(person.id, true) } },
    avatar(person.name, person.id), el("span.wide", {}, person.first_name), badge);
  phones.set(person.id, { phone, tab, badge });
  people.append(phone.element);
  tabs.append(tab);
  people.style.setProperty("--people", phones.size);
  if (phones.size === 1) select(person.id, false);
  return phone;
}

function removePerson(id) {
  const { phone, tab } = phones.get(id);
  phone.element.remove();
  tab.remove();
  phones.delete(id);
  people.style.setProperty("--people", phones.size);
  const [first] = phones.keys();
  if (first && !people.querySelector(".phone.selected")) select(first, false);
}

function select(id, focus) {
  for (const [other, { phone, tab, badge }] of phones) {
    phone.element.classList.toggle("selected", other === id);
    if (other === id) {
      tab.setAttribute("aria-current", "true");
      badge.hidden = true;
      badge.textContent = "";
    } else tab.removeAttribute("aria-current");
  }
  const { phone } = phones.get(id);
  if (!focus) return;
  phone.element.scrollIntoView({ block: "nearest" });
  phone.focus();
}

// Counts what arrives on phones that are out of sight.
function countNews(id) {
  const { phone, badge } = phones.get(id);
  if (phone.element.offsetParent !== null) return;
  badge.textContent = Number(badge.textContent) + 1;
  badge.hidden = false;
}

function applyChange(change) {
  if (change.kind === "bot") {
    bot = change.bot;
    for (const { phone } of phones.values()) phone.setBot(bot);
  } else if (phones.has(change.person_id)) phones.get(change.person_id).phone.apply(change);
  else if (change.kind === "person") showPerson(change.person);
}

function showLink(state) {
  link.dataset.linkState = state;
  link.textContent = linkWords[state];
}

// Alt+1 … Alt+9 go to a person's line to write in.
function jump(event) {
  const place = event.altKey && /^Digit[1-9]$/.test(event.code) ? Number(event.code.slice(5)) : 0;
  const id = [...phones.keys()][place - 1];
  if (id === undefined) return;
  event.preventDefault();
  select(id, true);
}

setUpNewPerson(document.querySelector("[data-add-person]"), document.querySelector("#new-person"), (person) => {
  showPerson(person);
  select(person.id, true);
});
people.addEventListener("focusin", (event) => select(Number(event.target.closest(".phone").dataset.person), false));
document.addEventListener("keydown", jump);
openStream({ onState: showState, onChange: applyChange, onLink: showLink });
