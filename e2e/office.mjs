// A demo of its own, served on a free port, and a browser that signs in by demo.json.
// NAZM: the program (default target/debug/nazm). CHROMIUM: the browser.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const PROGRAM = process.env.NAZM ?? new URL("../target/debug/nazm", import.meta.url).pathname;

/** Makes and serves a demo; `stop` ends it and takes it away. NAZM_DEMO names one made before. */
export async function office() {
  const made = process.env.NAZM_DEMO;
  const dir = made ?? join(mkdtempSync(join(tmpdir(), "nazm-e2e-")), "demo");
  rmSync(join(dir, "demo.json"), { force: true });
  const server = spawn(PROGRAM, ["demo", "--size", "small", "--dir", dir, "--port", "0"], { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  server.stderr.on("data", (d) => (said += d));
  const file = join(dir, "demo.json");
  for (let waited = 0; !existsSync(file); waited += 1) {
    if (server.exitCode !== null || waited > 600) throw new Error(`the demo did not start:\n${said}`);
    await new Promise((go) => setTimeout(go, 500));
  }
  const { address, sign_in } = JSON.parse(readFileSync(file, "utf8"));
  const stop = () => {
    server.kill();
    if (!made) rmSync(dir, { recursive: true, force: true });
  };
  return { address, sign_in, stop };
}

export const browser = () => chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });

/** What a page must not do while somebody works with it: throw, break the policy. */
export function listen(page, faults) {
  page.on("pageerror", (e) => faults.push(`${page.url()}: ${e.message}`));
  page.on("console", (m) => m.type() === "error" && !/status of 4/.test(m.text()) && faults.push(`${page.url()}: ${m.text()}`));
}
