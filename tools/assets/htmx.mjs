// htmx, as its makers minify it, with its licence beside it.
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packages, vendor, version } from "./places.mjs";

const source = join(packages, "htmx.org");
const script = readFileSync(join(source, "dist/htmx.min.js"), "utf8").replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "\n");
writeFileSync(join(vendor, "htmx.js"), `/*! htmx ${version("htmx.org")}, BSD-0-Clause: htmx-licence.txt */\n${script}`);
copyFileSync(join(source, "LICENSE"), join(vendor, "htmx-licence.txt"));
