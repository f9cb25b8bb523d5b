// The live link to the simulator: server-sent events that reconnect for ever.
// Every new connection begins with the whole state, so nothing missed while away stays missing.

const retryAfter = 1000; // milliseconds; the simulator is on this machine

/**
 * openStream calls onState with the whole state after every (re)connection, onChange with each change, and
 * onLink with "connecting", "live" or "lost".
 */
export function openStream({ onState, onChange, onLink }) {
  let source;
  const connect = () => {
    source = new EventSource("/demo/stream");
    source.addEventListener("state", (event) => {
      onState(JSON.parse(event.data));
      onLink("live");
    });
    source.addEventListener("change", (event) => onChange(JSON.parse(event.data)));
    source.onerror = () => {
      onLink("lost");
      // The browser retries a broken connection by itself, but gives up for good after a refusal.
      if (source.readyState === EventSource.CLOSED) setTimeout(connect, retryAfter);
    };
  };
  onLink("connecting");
  connect();
  addEventListener("pagehide", () => source.close());
  addEventListener("pageshow", (event) => event.persisted && connect());
}
