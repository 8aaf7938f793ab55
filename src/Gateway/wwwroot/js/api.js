// Talks to the gateway. The token lives in this tab alone: two tabs can be two people.

import { inWords, rememberNames } from "./words.js";

const TOKEN = "feedback.token";

export class ProblemError extends Error {
  constructor(problem) {
    super(Object.values(inWords(problem)).join(" "));
    this.problem = problem;
  }
}

export const session = {
  get token() {
    return sessionStorage.getItem(TOKEN);
  },
  set token(token) {
    if (token) sessionStorage.setItem(TOKEN, token);
    else sessionStorage.removeItem(TOKEN);
  },
  /** The signed-in user's id, or null. */
  get userId() {
    try {
      const payload = this.token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/");
      const bytes = Uint8Array.from(atob(payload), (letter) => letter.charCodeAt(0));
      return JSON.parse(new TextDecoder().decode(bytes)).sub ?? null;
    } catch {
      return null;
    }
  },
};

let renewToken = async () => null;

/** What gets a new token when the present one is no longer taken; resolves to it or to null. */
export function onUnauthenticated(renew) {
  renewToken = renew;
}

export const get = (path, options) => call("GET", path, undefined, options);

export const post = (path, body, options) => call("POST", path, body, options);

export const remove = (path, options) => call("DELETE", path, undefined, options);

export const put = (path, body, options) => call("PUT", path, body, options);

/** One key per intention, so that sending a form again can't act twice. */
export function newIdempotencyKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const call = async (method, path, body, options) => read(await request(method, path, body, options));

/** The response as it is; with a new token where the present one is no longer taken. */
export async function request(method, path, body, options = {}) {
  const response = await send(method, path, body, options);
  if (response.status !== 401) return response;

  const { userId } = session;
  session.token = null;
  session.token = await renewToken(userId);
  return session.token ? send(method, path, body, options) : response;
}

function send(method, path, body, { accept, lastEventId, idempotencyKey, signal } = {}) {
  const headers = session.token ? { Authorization: `Bearer ${session.token}` } : {};
  if (accept) headers.Accept = accept;
  if (lastEventId) headers["Last-Event-ID"] = lastEventId;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (idempotencyKey) headers["Idempotency-Key"] = idempotencyKey;
  return fetch(path, { method, headers, signal, body: body === undefined ? undefined : JSON.stringify(body) })
    .catch((error) => {
      if (error.name === "AbortError") throw error;
      throw new ProblemError({ type: "unreachable", status: 0 });
    });
}

async function read(response) {
  if (response.status === 204) return null;

  const content = await response.json().catch(() => null);
  if (response.ok) {
    rememberNames(content);
    return content;
  }

  throw new ProblemError({ status: response.status, ...content ?? { type: "failed" } });
}
