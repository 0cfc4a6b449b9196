// Builds what wsgen ships of JavaScript, from frontend/ into wsgen/assets/ (which git ignores):
//   assets/browser/   the runtime and the elements of the browser's client, module by module, with their types
//   assets/docs/      the console of the documentation, with what it stands on, and what its page does, a script each
// usage: node scripts/build-assets.mjs
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const frontend = join(root, "frontend");
const assets = join(root, "wsgen", "assets");
const staged = join(root, "wsgen", ".assets");

/** Checks everything, and writes the modules that are copied as they are. */
function compileModules() {
  const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
  const options = ["--noEmit", "false", "--declaration", "--outDir", join(staged, "browser"), "--rootDir", frontend];
  const done = spawnSync(process.execPath, [compiler, "-p", frontend, ...options], { stdio: "inherit" });
  if (done.status !== 0) process.exit(1);
  for (const each of ["console", "page"]) rmSync(join(staged, "browser", each), { recursive: true, force: true });
  nameFolders();
}

/** Lets the elements import the runtime by the name that its folder has in a generated client. */
function nameFolders() {
  const folder = join(staged, "browser", "elements");
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    const text = readFileSync(file, "utf8");
    writeFileSync(file, text.replaceAll('"../runtime/', '"../_runtime/'));
  }
}

/** Bundles the console, and what the page does itself, into a script each that a page can hold inside itself. */
async function bundleScripts() {
  const result = await build({
    entryPoints: { console: join(frontend, "console", "main.ts"), page: join(frontend, "page", "main.ts") },
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    outdir: join(staged, "docs"),
    metafile: true,
    logLevel: "warning",
  });
  const packages = new Set();
  for (const input of Object.keys(result.metafile.inputs)) {
    const found = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (found) packages.add(found[1]);
  }
  const notices = [...packages].sort().map(noticeOf);
  writeFileSync(join(staged, "docs", "NOTICES.txt"), notices.join("\n"));
}

/** What a bundled package's licence asks to be kept with it. */
function noticeOf(name) {
  const folder = join(root, "node_modules", name);
  const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
  const text = file ? readFileSync(join(folder, file), "utf8") : `Licence: ${license}\n`;
  return `${name} ${version} (${license})\n\n${text}`;
}

rmSync(staged, { recursive: true, force: true });
mkdirSync(join(staged, "docs"), { recursive: true });
compileModules();
await bundleScripts();
rmSync(assets, { recursive: true, force: true });
renameSync(staged, assets);
