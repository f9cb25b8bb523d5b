// What a person can do on their phone, as calls to the simulator.

async function request(path, init) {
  let response;
  try {
    response = await fetch(path, init);
  } catch {
    throw new Error("The simulator does not answer.");
  }
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(body.error || `The simulator answered ${response.status}.`);
  return body;
}

const post = (path, body) =>
  request(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

/** addPerson makes a new guest and resolves to the person. */
export const addPerson = (person) => post("/demo/people", { id: 0, role: "guest", ...person });

/** personActions are the calls of one person's phone. Each rejects with an Error whose message may be shown. */
export function personActions(id) {
  const call = (name, body) => post(`/demo/people/${id}/${name}`, body);
  return {
    start: (payload = "") => call("start", { payload }),
    send: (text, replyTo = 0) => call("send", { text, reply_to: replyTo }),
    tap: (messageID, row, col) => call("tap", { message_id: messageID, row, col }),
    media: (kind) => call("media", { kind }),
    contact: () => call("contact", {}),
    edit: (messageID, text) => call("edit", { message_id: messageID, text }),
    block: (blocked) => call("block", { blocked }),
    upload: (file, caption) => {
      const form = new FormData();
      form.append("file", file);
      if (caption) form.append("caption", caption);
      return request(`/demo/people/${id}/upload`, { method: "POST", body: form });
    },
  };
}
