// The API description in demo mode: people to sign in as, beside the Authorize button.

import { people } from "/js/demo.js";
import { demoMode } from "/js/mode.js";

const ROLES = [
  { id: "olga", name: "Olga", role: "operator", roles: ["ops"] },
  { id: "contracts", name: "Contract system", role: "upstream", roles: ["upstream"] },
];

async function signIn(person, status) {
  const response = await fetch("/demo/token", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ sub: person.id, roles: person.roles ?? [] }),
  });
  const { accessToken, detail } = await response.json();
  if (response.ok) {
    window.ui.authActions.authorizeWithPersistOption({
      bearer: { name: "bearer", schema: { type: "http", scheme: "bearer" }, value: accessToken },
    });
  }

  status.textContent = response.ok ? `Signed in as ${person.name}: every call carries their token.` : detail;
}

function signInBar() {
  const everyone = [...people, ...ROLES];
  const bar = document.createElement("form");
  const label = document.createElement("label");
  const select = document.createElement("select");
  const button = document.createElement("button");
  const status = document.createElement("output");
  bar.className = "demo-sign-in";
  label.append("Demo: sign in as ", select);
  select.append(...everyone.map((person) => new Option(`${person.name} (${person.role}, ${person.id})`, person.id)));
  button.textContent = "Sign in";
  bar.append(label, button, status);
  bar.addEventListener("submit", (event) => {
    event.preventDefault();
    signIn(everyone.find((person) => person.id === select.value), status).catch((error) => { status.textContent = error.message; });
  });
  return bar;
}

if (document.readyState !== "complete") await new Promise((loaded) => { addEventListener("load", loaded); });
if (demoMode) document.body.prepend(signInBar());
