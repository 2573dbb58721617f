// What was typed into a form survives a switch of the view or the language: it waits in this tab for the page that follows, and nowhere else.
// A file and a password cannot wait: the form of the switches asks first, in the words of its data-asks.
const KEY = "typed";
const posted = () => [...document.querySelectorAll("main form[method=post]")];
const isTyped = (field) => field.name && !field.matches("[type=hidden], [type=password], [type=file], button");
const fieldsOf = (form) => [...form.elements].filter(isTyped);
const valueOf = (field) => {
  if (field.matches("[type=checkbox], [type=radio]")) return field.checked;
  return field.matches("select[multiple]") ? [...field.selectedOptions].map((option) => option.value) : field.value;
};
const hasLost = () => posted().some((form) => [...form.elements].some((field) => field.matches("[type=password], [type=file]") && field.value));

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches(".switches form") || event.defaultPrevented) return;
  if (hasLost() && !confirm(form.dataset.asks)) {
    event.preventDefault();
    return;
  }
  const forms = posted().map((one) => fieldsOf(one).map((field) => [field.name, valueOf(field)]));
  if (!forms.some((fields) => fields.length)) return;
  const here = location.pathname + location.search;
  form.elements.next.value = here;
  sessionStorage.setItem(KEY, JSON.stringify({ here, forms }));
});

const fill = (field, value) => {
  if (field.matches("[type=checkbox], [type=radio]")) field.checked = value;
  else if (field.matches("select[multiple]")) for (const option of field.options) option.selected = value.includes(option.value);
  else field.value = value;
};

const differs = (field, value) => JSON.stringify(valueOf(field)) !== JSON.stringify(value);

const restore = ({ here, forms }) => {
  if (here !== location.pathname + location.search) return;
  posted().forEach((form, place) => {
    const [fields, typed] = [fieldsOf(form), forms[place] ?? []];
    if (fields.map((field) => field.name).join() !== typed.map(([name]) => name).join()) return;
    fields.forEach((field, number) => {
      if (!differs(field, typed[number][1])) return;
      fill(field, typed[number][1]);
      const fold = field.closest("details");
      if (fold) fold.open = true;
    });
  });
};

const kept = sessionStorage.getItem(KEY);
sessionStorage.removeItem(KEY);
if (kept) restore(JSON.parse(kept));
