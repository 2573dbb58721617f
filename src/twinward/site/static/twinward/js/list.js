// Keys on lists: "/" goes to the search (data-key="/"), j and k to the next and former row of table[data-keys], x chooses it, Enter opens it.
// Whoever types into a field types; whoever holds Ctrl, Alt or Meta means something else.
const rows = () => [...document.querySelectorAll("table[data-keys] tbody tr")];
const isTyping = (node) => node.matches("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");

const goTo = (row) => {
  for (const other of rows()) other.classList.toggle("at", other === row);
  const target = row.querySelector("a[href]") ?? row.querySelector("input");
  target?.focus();
  row.scrollIntoView({ block: "nearest" });
};

const step = (by) => {
  const all = rows();
  if (!all.length) return false;
  const focused = all.findIndex((row) => row.contains(document.activeElement));
  const from = focused >= 0 ? focused : all.findIndex((row) => row.classList.contains("at"));
  goTo(all[Math.min(Math.max(from + by, 0), all.length - 1)]);
  return true;
};

const search = () => {
  const field = document.querySelector("main [data-key='/']") ?? document.querySelector("[data-key='/']");
  if (!field || !field.checkVisibility()) return false;
  field.focus();
  field.select();
  return true;
};

const choose = () => {
  const box = document.activeElement?.closest("tr")?.querySelector("input[type=checkbox]");
  box?.click();
  return Boolean(box);
};

const keys = { "/": search, j: () => step(1), k: () => step(-1), x: choose };

// Escape closes the open details.menu ("Columns") in which the focus is, or else any, and goes back to what opened it.
const shut = (from) => {
  const menu = from.closest("details.menu[open]") ?? document.querySelector("details.menu[open]");
  if (!menu) return false;
  menu.open = false;
  menu.querySelector("summary").focus();
  return true;
};

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.defaultPrevented && shut(event.target)) event.preventDefault();
  if (event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return;
  if (keys[event.key]?.()) event.preventDefault();
});

// The address follows what is typed into a search. htmx does not do it itself: its history is off (htmx-config), since it would put its own state
// where a form left what was sent (once.js).
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (ctx.sourceElement.hasAttribute("hx-replace-url")) history.replaceState(history.state, "", ctx.response.raw.url);
});
