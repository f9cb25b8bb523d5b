// Where a link leads: into this very chat, to a web page, or nowhere this page could show.

const hosts = new Set(["t.me", "telegram.me", "telegram.dog"]);

/**
 * destination sorts a link: {start: payload} opens this bot's chat (payload may be empty), {web: url} opens a new tab,
 * null leads nowhere (tg://user, javascript: and everything else).
 */
export function destination(href, botName) {
  let url;
  try {
    url = new URL(href);
  } catch {
    return null;
  }
  if (url.protocol === "tg:") return insideTelegram(url, botName);
  if (["mailto:", "tel:"].includes(url.protocol)) return { web: url.href };
  if (!["http:", "https:"].includes(url.protocol)) return null;
  const payload = url.searchParams.get("start");
  if (hosts.has(url.hostname) && sameName(url.pathname.slice(1), botName) && payload !== null) return { start: payload };
  return { web: url.href };
}

function insideTelegram(url, botName) {
  const resolves = url.href.startsWith("tg://resolve") && sameName(url.searchParams.get("domain") ?? "", botName);
  return resolves ? { start: url.searchParams.get("start") ?? "" } : null;
}

function sameName(a, b) {
  return a.replace(/\/$/, "").toLowerCase() === (b ?? "").toLowerCase();
}
