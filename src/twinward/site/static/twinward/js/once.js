// A form marked data-once is sent once: a second press while the answer is on its way does nothing. The server refuses doubles in any case.
const busy = new WeakSet();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-once]") || event.defaultPrevented) return;
  if (busy.has(form)) {
    event.preventDefault();
    return;
  }
  busy.add(form);
  // A page that answered a form cannot be called up again by "Back": the page of the form stands in its place.
  if (document.body.matches("[data-posted]")) history.replaceState(null, "", location.href);
  for (const button of form.querySelectorAll("button")) button.setAttribute("aria-busy", "true");
});

// Back to a page that the browser kept: its forms may be sent again.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form[data-once]")) {
    busy.delete(form);
    for (const button of form.querySelectorAll("button")) button.removeAttribute("aria-busy");
  }
});
