// What was found while somebody types stands below the field: ArrowDown and ArrowUp go through it, Escape closes it. Enter opens the whole page.
const steps = { ArrowDown: 1, ArrowUp: -1 };
const closed = new WeakMap(); // what a field held when it was closed
const late = new WeakSet(); // fields of which an answer came while the reader was in what was found before

document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.(".finder");
  if (!form || event.ctrlKey || event.altKey || event.metaKey) return;
  const field = form.querySelector("input");
  const quick = form.querySelector(".quick");
  if (event.key === "Escape") {
    closed.set(field, field.value);
    late.delete(field);
    quick.replaceChildren();
    field.focus();
  }
  if (!(event.key in steps)) return;
  const stops = [field, ...quick.querySelectorAll("a")];
  stops[stops.indexOf(event.target) + steps[event.key]]?.focus();
  event.preventDefault();
});

// An answer that comes late takes nothing from under whoever has gone down into what was found: it is asked for again when they come back to the field.
// It opens nothing that was closed, and nothing below a field that now asks something else.
document.addEventListener("htmx:before:swap", (event) => {
  const form = event.target.closest?.(".finder");
  if (!form) return;
  const field = form.querySelector("input");
  const asked = new URL(event.detail.ctx.response.raw.url).searchParams.get("q");
  const isRead = form.querySelector(".quick").contains(document.activeElement);
  if (isRead) late.add(field);
  if (isRead || asked !== field.value || closed.get(field) === field.value) event.preventDefault();
});

document.addEventListener("focusin", ({ target }) => {
  if (late.delete(target)) target.dispatchEvent(new Event("input", { bubbles: true }));
});

document.addEventListener("input", ({ target }) => closed.delete(target));
