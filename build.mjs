// Bundles the console's TypeScript: `node build.mjs` for the browser, `node build.mjs tests` for node's own test runner.
import { rmSync } from "node:fs";
import { build } from "esbuild";

const hub = "src/Telemed.Hub";
const tests = process.argv[2] === "tests";
const outdir = tests ? "artifacts/console-tests" : `${hub}/wwwroot/js`;

const pages = {
  console: `${hub}/Platform/Pages/console.ts`,
  "service-worker": `${hub}/Features/Requests/service-worker.ts`,
  channels: `${hub}/Features/Channels/channels.ts`,
  ask: `${hub}/Features/Requests/ask.ts`,
  "ask-later": `${hub}/Features/Requests/ask-later.ts`,
  darkroom: `${hub}/Features/Photos/darkroom.ts`,
  follow: `${hub}/Features/Requests/follow.ts`,
  triage: `${hub}/Features/Triage/triage.ts`,
  "alert-start": `${hub}/Features/Stroke/alert-start.ts`,
  alert: `${hub}/Features/Stroke/alert.ts`,
  board: `${hub}/Features/Stroke/board.ts`,
  phones: `${hub}/Features/Demo/phones.ts`,
  cell: `${hub}/Features/Monitoring/cell.ts`,
  round: `${hub}/Features/Visits/round.ts`,
  "visit-later": `${hub}/Features/Visits/visit-later.ts`,
  territory: `${hub}/Features/Territory/territory.ts`,
  case: `${hub}/Features/Triage/case.ts`,
};

rmSync(outdir, { recursive: true, force: true });
await build({
  entryPoints: tests ? [`${hub}/**/*.test.ts`] : pages,
  entryNames: "[name]",
  outExtension: tests ? { ".js": ".mjs" } : {},
  outdir,
  bundle: true,
  format: "esm",
  platform: tests ? "node" : "browser",
  target: tests ? "node20" : ["chrome110", "firefox115", "safari16.4"],
  minify: !tests,
  charset: "utf8",
  legalComments: "none",
  sourcemap: tests ? "inline" : false,
  logLevel: "warning",
});
