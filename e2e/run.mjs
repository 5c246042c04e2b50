// All suites: one demo is made, every suite works in a copy of it. `node run.mjs [NAME…]` runs
// only the suites named. The last line counts what passed and what failed.
import { readdirSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { spec } from "node:test/reporters";
import { run } from "node:test";
import { fileURLToPath } from "node:url";
import { madeDemo } from "./office.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const asked = process.argv.slice(2);
const suites = readdirSync(here).filter((f) => f.endsWith(".test.mjs") && (!asked.length || asked.some((a) => f.startsWith(a))));
// the longest first, so that the others fill the time beside it
suites.sort((a, b) => Number(b.startsWith("pages")) - Number(a.startsWith("pages")));

const made = madeDemo();
process.env.NAZM_MADE = made;
let passed = 0, failed = 0;
const isTest = (data) => data.details?.type !== "suite";
// a file stands for itself only when it holds no test or cannot be read
const isFile = (data) => suites.includes(data.name.split("/").pop());
run({ files: suites.map((f) => `${here}/${f}`), concurrency: 2, timeout: 2_400_000 })
  .on("test:pass", (data) => (passed += isTest(data) && !isFile(data)))
  .on("test:fail", (data) => (failed += isTest(data)))
  .compose(new spec())
  .on("end", () => {
    if (!process.env.NAZM_DEMO) rmSync(dirname(made), { recursive: true, force: true });
    console.log(`\nbrowser: ${passed} passed, ${failed} failed`);
    process.exitCode = failed || !passed ? 1 : 0;
  })
  .pipe(process.stdout);
