// What was found while somebody types stands below the field: ArrowDown and ArrowUp go through it, Escape closes it. Enter opens the whole page.
const steps = { ArrowDown: 1, ArrowUp: -1 };
const closed = new WeakMap(); // what a field held when it was closed

document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.(".finder");
  if (!form || event.ctrlKey || event.altKey || event.metaKey) return;
  const field = form.querySelector("input");
  const quick = form.querySelector(".quick");
  if (event.key === "Escape") {
    closed.set(field, field.value);
    quick.replaceChildren();
    field.focus();
  }
  if (!(event.key in steps)) return;
  const stops = [field, ...quick.querySelectorAll("a")];
  stops[stops.indexOf(event.target) + steps[event.key]]?.focus();
  event.preventDefault();
});

// An answer that comes late takes nothing from under whoever has gone down into what was found, and opens nothing that was closed.
document.addEventListener("htmx:before:swap", (event) => {
  const form = event.target.closest?.(".finder");
  const field = form?.querySelector("input");
  if (form && (form.querySelector(".quick").contains(document.activeElement) || closed.get(field) === field.value)) event.preventDefault();
});

document.addEventListener("input", ({ target }) => closed.delete(target));
