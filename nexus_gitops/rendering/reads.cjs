// Preloaded into every Node of a render (`reads.py` says why): refuses to read a file that is in
// none of the folders that NEXUS_GITOPS_READABLE names. cdk8s catches some errors, so what is
// refused is written down as well, in a file for temporary ones.
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const { syncBuiltinESMExports } = require("node:module");
const { fileURLToPath } = require("node:url");

const folders = process.env.NEXUS_GITOPS_READABLE.split(path.delimiter);

function check(file) {
  if (typeof file === "number") return;
  const full = path.resolve(file instanceof URL ? fileURLToPath(file) : String(file));
  if (!folders.some((folder) => full === folder || full.startsWith(folder + path.sep))) {
    fs.appendFileSync(path.join(process.env.TMPDIR, "refused"), `${full}\n`);
    throw new Error(`${full} is outside of the platform's package; move it there`);
  }
}

function guard(module, names) {
  for (const name of names) {
    const read = module[name];
    module[name] = function (file, ...rest) {
      check(file);
      return read.call(this, file, ...rest);
    };
  }
}

guard(fs, ["readFileSync", "readFile", "openSync", "open", "createReadStream"]);
guard(fs.promises, ["readFile", "open"]);
syncBuiltinESMExports();
