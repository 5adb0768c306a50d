// The match desk by keyboard: j/k move, o opens the evidence, any key that a button of the current match names,
// and that of the note which offers for ten seconds to undo what was just done.
const hits = [...document.querySelectorAll(".hit")];
const undo = document.querySelector("[data-vanishes]");
let current = Math.max(0, hits.findIndex((hit) => hit.id && `#${hit.id}` === window.location.hash));

function show(index) {
  hits[current]?.classList.remove("current");
  current = Math.min(Math.max(index, 0), hits.length - 1);
  hits[current]?.classList.add("current");
  hits[current]?.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  if (event.key === "j") show(current + 1);
  else if (event.key === "k") show(current - 1);
  else if (event.key === "o") { const details = hits[current]?.querySelector("details"); if (details) details.open = !details.open; }
  else [hits[current], undo].map((part) => part?.querySelector(`[data-key="${CSS.escape(event.key)}"]`)).find(Boolean)?.click();
});

if (hits.length) show(current);
if (undo) setTimeout(() => undo.remove(), 10_000);
