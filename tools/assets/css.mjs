// bootstrap.scss -> vendor/bootstrap.css, with its licence beside it.
import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as sass from "sass";
import { here, packages, vendor, version } from "./places.mjs";

const made = sass.compile(join(here, "bootstrap.scss"), {
  loadPaths: [packages],
  style: "compressed",
  quietDeps: true,
  silenceDeprecations: ["import", "global-builtin", "color-functions", "if-function"],
});
const notice = `/*! Parts of Bootstrap v${version("bootstrap")}, The Bootstrap Authors, MIT: bootstrap-licence.txt */\n`;
writeFileSync(join(vendor, "bootstrap.css"), notice + made.css.replace(/^\/\*![\s\S]*?\*\//, "") + "\n");
copyFileSync(join(packages, "bootstrap/LICENSE"), join(vendor, "bootstrap-licence.txt"));
