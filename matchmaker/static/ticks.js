// Rows to tick: one box ticks all of the page, and the number of those ticked stands beside the choice.
const all = document.querySelector("[data-ticks-all]");
const boxes = [...document.querySelectorAll('input[form="many"][name="patent"]')];
const told = document.querySelector("[data-ticked]");

function tell() {
  const ticked = boxes.filter((box) => box.checked).length;
  told.textContent = ticked ? `(${ticked})` : "";
  all.checked = ticked > 0 && ticked === boxes.length;
  all.indeterminate = ticked > 0 && ticked < boxes.length;
}

if (all && told) {
  all.hidden = false;
  all.addEventListener("change", () => { boxes.forEach((box) => { box.checked = all.checked; }); tell(); });
  boxes.forEach((box) => box.addEventListener("change", () => { document.getElementById("which-ticked").checked = true; tell(); }));
  tell();
}
