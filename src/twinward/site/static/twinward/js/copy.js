// A button[data-copy] copies the field whose id it names, and says so (data-copied). Without a script it stays hidden: the field can be selected.
// A page over plain HTTP has no clipboard: there the selected text is copied as a key press would.
const copy = (field) => {
  field.focus();
  field.select();
  if (!navigator.clipboard) return document.execCommand("copy");
  return navigator.clipboard.writeText(field.value).then(() => true, () => document.execCommand("copy"));
};

for (const button of document.querySelectorAll("button[data-copy]")) button.hidden = false;

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-copy]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  const said = document.getElementById(`${button.dataset.copy}-copied`);
  said.textContent = (await copy(field)) ? button.dataset.copied : "";
});
