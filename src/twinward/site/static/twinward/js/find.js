// What was found while somebody types stands below the field: ArrowDown and ArrowUp go through it, Escape closes it. Enter opens the whole page.
const steps = { ArrowDown: 1, ArrowUp: -1 };

document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.(".finder");
  if (!form || event.ctrlKey || event.altKey || event.metaKey) return;
  const quick = form.querySelector(".quick");
  if (event.key === "Escape") {
    quick.replaceChildren();
    form.querySelector("input").focus();
  }
  if (!(event.key in steps)) return;
  const stops = [form.querySelector("input"), ...quick.querySelectorAll("a")];
  stops[stops.indexOf(event.target) + steps[event.key]]?.focus();
  event.preventDefault();
});
