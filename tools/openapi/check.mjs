// Lints docs/openapi.json, generates types from it, and compiles client.ts, which must use every route. Lints docs/asyncapi.json, and holds
// its events against what the broker carries.

import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";

import { Parser } from "@asyncapi/parser";
import Ajv from "ajv";
import addFormats from "ajv-formats";

const DOCUMENT = "../../docs/openapi.json";
const MESSAGES = "../../docs/asyncapi.json";
const PINNED = "../../tests/Contracts.Messages.Tests/Pinned";

process.chdir(import.meta.dirname ?? new URL(".", import.meta.url).pathname);
process.env.PATH = `node_modules/.bin:${process.env.PATH}`;
process.env.REDOCLY_TELEMETRY = "off";
process.env.REDOCLY_SUPPRESS_UPDATE_NOTICE = "true";

const run = promisify(execFile);

async function spectral() {
  await run("spectral", ["lint", DOCUMENT, "--fail-severity=hint"]);
}

async function redocly() {
  const { stdout } = await run("redocly", ["lint", DOCUMENT, "--format=json"]);
  const { totals } = JSON.parse(stdout);
  if (totals.errors + totals.warnings > 0) throw new Error(stdout);
}

async function client() {
  await run("openapi-typescript", [DOCUMENT, "--output", "generated/api.d.ts"]);
  await run("tsc", ["--project", "."]);
}

function everyRoute() {
  const { paths } = JSON.parse(readFileSync(DOCUMENT, "utf8"));
  const used = new Set([...readFileSync("client.ts", "utf8").matchAll(/api\.([A-Z]+)\("([^"]+)"/g)].map(([, method, path]) => `${method} ${path}`));
  const unused = Object.entries(paths)
    .flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`))
    .filter((route) => !used.has(route));
  if (unused.length > 0) throw new Error(`client.ts does not use ${unused.join(", ")}`);
}

// The parser's own rules, at any severity, but the one that wants a newer AsyncAPI than other tools read. It also holds the examples
// against their shapes.
async function asyncapi() {
  const { diagnostics } = await new Parser().parse(readFileSync(MESSAGES, "utf8"));
  const findings = diagnostics.filter(({ code }) => code !== "asyncapi-latest-version");
  if (findings.length > 0) throw new Error(JSON.stringify(findings, null, 2));
}

// The pinned form of each event, as MassTransit writes it, has the shape that the description gives it.
function events() {
  const { components, operations } = JSON.parse(readFileSync(MESSAGES, "utf8"));
  const ajv = addFormats(new Ajv({ strict: false, allErrors: true }));
  const sent = Object.values(operations).filter(({ action }) => action === "send").map(({ channel }) => channel.$ref.split("/").pop());
  for (const name of sent) {
    const { urn, message } = JSON.parse(readFileSync(`${PINNED}/${name}.json`, "utf8"));
    const envelope = { messageId: "01a21b61-b293-7534-95d7-ee912ffd74ba", messageType: [urn], message };
    const valid = ajv.compile({ ...components.messages[name].payload, components });
    if (!valid(envelope)) throw new Error(`${name}: ${ajv.errorsText(valid.errors)}`);
    if (valid({ ...envelope, message: {} })) throw new Error(`${name}: an event without members has the shape`);
  }
}

const checks = [spectral, redocly, client, everyRoute, asyncapi, events];
const outcomes = await Promise.allSettled(checks.map(async (check) => check()));
outcomes.forEach(({ status, reason }, index) => {
  console.log(`${checks[index].name}: ${status === "fulfilled" ? "ok" : [reason.message, reason.stdout, reason.stderr].filter(Boolean).join("\n")}`);
});
process.exit(outcomes.every(({ status }) => status === "fulfilled") ? 0 : 1);
