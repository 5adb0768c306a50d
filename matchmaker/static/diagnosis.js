// Tells, while a need is written, what it says and what it leaves out: half a second after the last key.
const form = document.querySelector("form[data-diagnosis]");
const panel = document.getElementById("diagnosis");
let timer;
let asked;

async function diagnose() {
  asked?.abort();
  asked = new AbortController();
  const answer = await fetch(form.dataset.diagnosis, { method: "POST", body: new FormData(form), signal: asked.signal });
  if (answer.ok) panel.innerHTML = await answer.text();
}

form.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(() => { diagnose().catch(() => {}); }, 500);
});
