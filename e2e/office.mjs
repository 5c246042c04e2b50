// An office to work in: a demo that is made once, copied for whoever changes something in it, and
// served on a free port; and an empty record that waits for its first administrator.
// NAZM: the program (default target/debug/nazm). CHROMIUM: the browser (default Debian's without a
// window of its own, which draws the same in less time).
import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const PROGRAM = process.env.NAZM ?? new URL("../target/debug/nazm", import.meta.url).pathname;

const folder = () => mkdtempSync(join(tmpdir(), "nazm-e2e-"));
const nazm = (...args) => execFileSync(PROGRAM, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

/** What the table of routes says: every row with method, path and right. */
export const routes = () => JSON.parse(nazm("serve", "--routes"));

/** What the program tells of a record. */
export const json = (dir, ...args) => JSON.parse(nazm(...args, "--format", "json", "--data", dir));

/** A demo nobody has worked in yet. NAZM_DEMO names one made before. */
export function madeDemo() {
  if (process.env.NAZM_DEMO) return process.env.NAZM_DEMO;
  const dir = join(folder(), "demo");
  nazm("demo", "--size", "small", "--no-serve", "--dir", dir);
  return dir;
}

/** Starts a server and waits for what it says first; `stop` ends it. */
async function serve(args, ready) {
  const server = spawn(PROGRAM, args, { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  server.stdout.on("data", (d) => (said += d));
  server.stderr.on("data", (d) => (said += d));
  for (let waited = 0; !ready(said); waited += 1) {
    if (server.exitCode !== null || waited > 1200) throw new Error(`nazm ${args.join(" ")} did not start:\n${said}`);
    await new Promise((go) => setTimeout(go, 50));
  }
  const ended = new Promise((go) => server.on("exit", go));
  return { said: () => said, stop: () => (server.kill(), ended) };
}

/** A demo of one's own, served: address, one-time links by role, and the folder. */
export async function office(made = process.env.NAZM_MADE ?? madeDemo()) {
  const dir = folder();
  cpSync(made, dir, { recursive: true });
  const file = join(dir, "demo.json");
  rmSync(file, { force: true });
  const server = await serve(["demo", "--dir", dir, "--port", "0"], (said) => /the links are also in/.test(said));
  const { address, sign_in } = JSON.parse(readFileSync(file, "utf8"));
  // the link of who keeps accounts stands only on the console
  sign_in.administrator = /administrator: (\S+)/.exec(server.said())[1];
  const stop = async () => {
    await server.stop();
    rmSync(dir, { recursive: true, force: true });
  };
  return { address, sign_in, dir, stop };
}

/** A new record, served: address and the code that makes the first administrator. */
export async function emptyOffice() {
  const dir = folder();
  nazm("init", "--rulebook", "vn", "--data", dir);
  const server = await serve(["serve", "--data", dir, "--port", "0"], (said) => /with the code \S+\n/.test(said));
  const [, address, code] = /open (\S+)\/first with the code (\S+)/.exec(server.said());
  const stop = async () => {
    await server.stop();
    rmSync(dir, { recursive: true, force: true });
  };
  return { address, code, dir, stop };
}

const QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run", "--lang=en-US"];

export const browser = () => chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium-headless-shell", args: QUIET });

export const LOCALES = { en: "en-GB", vi: "vi-VN", ur: "ur-PK" };

/** What a page must not do while somebody works with it: throw, complain, break the policy. */
export function listen(page, faults) {
  page.on("pageerror", (e) => faults.push(`${page.url()}: ${e.message}`));
  page.on("console", (m) => {
    // the browser itself writes a line for every answer of 4xx; that a form was refused is no fault
    if (m.type() === "error" && !/status of 4\d\d/.test(m.text())) faults.push(`${page.url()}: ${m.text()}`);
  });
}
