// Where the packages lie and where what is made of them goes.
import { createRequire } from "node:module";
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const here = dirname(fileURLToPath(import.meta.url));
export const packages = join(here, "node_modules");
export const vendor = join(here, "../../src/twinward/site/static/twinward/vendor");
export const require = createRequire(import.meta.url);
mkdirSync(vendor, { recursive: true });

/** The version of an installed package, for the notes beside what is vendored. */
export const version = (name) => require(join(packages, name, "package.json")).version;
