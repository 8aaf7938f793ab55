// Holds every manifest of deploy/kubernetes against the type of its kind, with the compiler: a member that is missing, unknown or of another
// type is an error that names it.

import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { promisify } from "node:util";

import { parseAllDocuments } from "yaml";

const MANIFESTS = "../../deploy/kubernetes";
const CHECKED = "generated";

process.chdir(import.meta.dirname ?? new URL(".", import.meta.url).pathname);
process.env.PATH = `node_modules/.bin:${process.env.PATH}`;

/** The module of kubernetes-types that has a kind of an API version: of "apps/v1" it is apps/v1, of "v1" core/v1. */
const moduleOf = (apiVersion) => `kubernetes-types/${apiVersion.includes("/") ? apiVersion.replace(/\.k8s\.io/, "") : `core/${apiVersion}`}`;

function toProgram(file) {
  const documents = parseAllDocuments(readFileSync(`${MANIFESTS}/${file}`, "utf8")).map((document) => {
    if (document.errors.length > 0) throw new Error(`${file}: ${document.errors[0].message}`);
    return document.toJS();
  });
  const lines = documents.flatMap((document, number) => [
    `import type { ${document.kind} as Kind${number} } from "${moduleOf(document.apiVersion)}";`,
    `export const manifest${number}: Kind${number} & { apiVersion: string; kind: string } = ${JSON.stringify(document, null, 2)};`,
  ]);
  writeFileSync(`${CHECKED}/${file.replace(".yaml", ".ts")}`, lines.join("\n"));
}

rmSync(CHECKED, { recursive: true, force: true });
mkdirSync(CHECKED);
const files = readdirSync(MANIFESTS).filter((name) => name.endsWith(".yaml") && name !== "kustomization.yaml");
if (files.length === 0) throw new Error(`${MANIFESTS} has no manifest.`);
files.forEach(toProgram);
try {
  await promisify(execFile)("tsc", ["--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext", ...files.map((file) => `${CHECKED}/${file.replace(".yaml", ".ts")}`)]);
} catch (failure) {
  console.error(failure.stdout ?? failure);
  process.exit(1);
}
console.log(`${files.length} files of manifests: sound`);
