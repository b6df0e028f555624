// Talks to the server that this script came from.

/** Where the server is. */
export const server = new URL("/", import.meta.url);

/** An answer of the server that is an error: `status` 0 is a connection that failed, `message` what the server said. */
export class ServerError extends Error {
  constructor(status, message = "") {
    super(message);
    this.status = status;
  }
}

/** Sends a request and gives its response back. */
export async function request(path, { body, language, key, signal } = {}) {
  const headers = { "Accept-Language": language };
  if (body) headers["Content-Type"] = "application/json";
  if (key) headers.Authorization = `Bearer ${key}`;
  let response;
  try {
    response = await fetch(new URL(path, server), {
      method: body ? "POST" : "GET",
      headers,
      body: body && JSON.stringify(body),
      signal,
    });
  } catch (error) {
    throw error.name === "AbortError" ? error : new ServerError(0);
  }
  if (response.ok) return response;
  throw new ServerError(response.status, (await response.json().catch(() => ({}))).detail);
}

/** Asks, and yields what the server sends as [event, data], until the answer is done. */
export async function* ask(options) {
  const response = await request("api/ask/stream", options);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let waiting = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) throw new ServerError(0); // it ends with an event, not with the connection
      waiting += value;
      const events = waiting.split("\n\n");
      waiting = events.pop();
      for (const event of events) {
        const [, name, data] = /^event: (\w+)\ndata: (.*)$/s.exec(event) ?? [];
        if (!name) continue;
        if (name === "error") throw new ServerError(500, JSON.parse(data).detail);
        yield [name, JSON.parse(data)];
        if (name === "done") return;
      }
    }
  } catch (error) {
    throw error instanceof TypeError ? new ServerError(0) : error;
  } finally {
    reader.cancel().catch(() => {});
  }
}
