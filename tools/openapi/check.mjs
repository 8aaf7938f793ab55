// Lints docs/openapi.json, generates types from it, and compiles client.ts, which must use every route.

import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";

const DOCUMENT = "../../docs/openapi.json";

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

const checks = [spectral, redocly, client, everyRoute];
const outcomes = await Promise.allSettled(checks.map(async (check) => check()));
outcomes.forEach(({ status, reason }, index) => {
  console.log(`${checks[index].name}: ${status === "fulfilled" ? "ok" : [reason.message, reason.stdout, reason.stderr].filter(Boolean).join("\n")}`);
});
process.exit(outcomes.every(({ status }) => status === "fulfilled") ? 0 : 1);
