// A form marked data-once is sent once: a second press while the answer is on its way does nothing. The server refuses doubles in any case.
// "Back" to a page that is fetched anew: the form that was sent from it stands as it was sent, its key included, so that the server knows a repeat.
const KEY = "once";
const OF_THE_PAGE = [KEY, "csrfmiddlewaretoken", "seen", "shown"];
const busy = new WeakSet();
const forms = () => [...document.querySelectorAll("form[data-once]")];

const sentOf = (form) => {
  const untold = [...form.elements].filter((field) => field.matches("[type=password], [type=file]")).map((field) => field.name);
  return [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken" && !untold.includes(name));
};

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-once]") || event.defaultPrevented) return;
  if (busy.has(form)) {
    event.preventDefault();
    return;
  }
  busy.add(form);
  const sent = { place: forms().indexOf(form), action: form.getAttribute("action"), entries: sentOf(form) };
  // A page that answered a form cannot be called up again by "Back": the page of the form stands in its place.
  history.replaceState({ ...history.state, [KEY]: sent }, "", location.href);
  for (const button of form.querySelectorAll("button")) button.setAttribute("aria-busy", "true");
});

// Back to a page that the browser kept: its forms may be sent again.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of forms()) {
    busy.delete(form);
    for (const button of form.querySelectorAll("button")) button.removeAttribute("aria-busy");
  }
});

const fill = (field, values) => {
  const before = [field.value, field.checked].join();
  if (field.matches("[type=checkbox], [type=radio]")) field.checked = values.includes(field.value);
  else if (field.matches("select[multiple]")) for (const option of field.options) option.selected = values.includes(option.value);
  else if (values.length) field.value = values.shift();
  const fold = field.closest("details");
  if (fold && before !== [field.value, field.checked].join()) fold.open = true;
};

// The same form for the same reader: what the page itself fills in is what was sent.
const isSame = (form, sent) =>
  form?.getAttribute("action") === sent.action &&
  [...form.querySelectorAll("[type=hidden]")].every(
    (field) => OF_THE_PAGE.includes(field.name) || sent.entries.some(([name, value]) => name === field.name && value === field.value),
  );

const putBack = (form, entries) => {
  const left = new Map(entries.map(([name]) => [name, []]));
  for (const [name, value] of entries) {
    left.get(name).push(value);
    if (!form.elements.namedItem(name)) form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
  for (const field of form.elements) {
    const isFilled = field.name && !field.matches("button, [type=password], [type=file], [name=csrfmiddlewaretoken]");
    if (isFilled) fill(field, left.get(field.name) ?? []);
  }
};

const sent = performance.getEntriesByType("navigation")[0]?.type === "back_forward" && history.state?.[KEY];
if (sent && isSame(forms()[sent.place], sent)) putBack(forms()[sent.place], sent.entries);
else if (history.state?.[KEY]) history.replaceState({ ...history.state, [KEY]: undefined }, "");
