// Inter with optical sizes: upright, in the alphabets of our languages, with its licence beside it.
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packages, vendor, version } from "./places.mjs";

const source = join(packages, "@fontsource-variable/inter");
const alphabets = ["cyrillic-ext", "cyrillic", "latin-ext", "latin"];
const sheet = readFileSync(join(source, "opsz.css"), "utf8");

const faces = alphabets.map((alphabet) => {
  const file = `inter-${alphabet}-opsz-normal.woff2`;
  const face = sheet.match(/@font-face\s*\{[^}]*\}/g).find((rule) => rule.includes(`/${file}`));
  if (!face) throw new Error(`${file} is not in opsz.css`);
  copyFileSync(join(source, "files", file), join(vendor, file));
  return face.replace(/url\([^)]*\)/, `url(${file})`).replaceAll(/\s+/g, " ");
});
const notice = `/*! Inter, @fontsource-variable/inter ${version("@fontsource-variable/inter")}, SIL Open Font Licence 1.1: inter-licence.txt */\n`;
writeFileSync(join(vendor, "inter.css"), notice + faces.join("\n") + "\n");
copyFileSync(join(source, "LICENSE"), join(vendor, "inter-licence.txt"));
