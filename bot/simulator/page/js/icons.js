// Line icons, drawn on a 24 by 24 grid. They are decoration: every button that shows one also has a name in words.

const paths = {
  menu: "M4 7h16M4 12h16M4 17h16",
  close: "M6 6l12 12M18 6L6 18",
  more: "M12 5.500v.01M12 12v.01M12 18.500v.01",
  attach: "M20 11.500l-8.200 8.200a5 5 0 0 1-7.100-7.100l8.600-8.600a3.400 3.400 0 0 1 4.800 4.800l-8.500 8.500a1.700 1.700 0 0 1-2.400-2.400l7.800-7.800",
  send: "M4 12l16-8-5 16-3-7zM12 13l8-9",
  keyboard: "M4 6h16a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1zM7 10h.01M11 10h.01M15 10h.01M8 14h8",
  down: "M6 9l6 6 6-6",
  sticker: "M12 3a9 9 0 1 0 9 9c-5 0-9-4-9-9zM12 3c0 5 4 9 9 9M9 14c1 1.500 2 2 3.500 2",
  voice: "M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3zM6 11a6 6 0 0 0 12 0M12 17v4",
  photo: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.500 9h.01",
  document: "M7 3h7l5 5v13H7zM14 3v5h5",
  location: "M12 21c-4-4.500-7-8-7-11a7 7 0 0 1 14 0c0 3-3 6.500-7 11zM12 12a2 2 0 1 0 0-4 2 2 0 0 0 0 4z",
  contact: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c0-4 3.500-6 8-6s8 2 8 6",
  upload: "M12 16V4M7 9l5-5 5 5M4 20h16",
  edit: "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3",
  reply: "M10 6L4 12l6 6M4 12h10c4 0 6 2 6 6",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  block: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM5.600 5.600l12.800 12.800",
  unblock: "M5 12.500l4.500 4.500L19 7.500",
  play: "M8 5.500v13l11-6.500z",
  arrow: "M8 16L16 8M9 8h7v7",
  seen: "M1 13l5 5L17 6M10 16.500l1.500 1.500L23 6",
  pin: "M9 4h6l-1 6 3 3H7l3-3zM12 13v7",
};

/** icon returns the named drawing; an unknown name gives an empty one. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", paths[name] ?? "");
  svg.append(path);
  return svg;
}
