// Keeps what is typed into a form that is left before it is sent, in this browser alone: form[data-draft] names the
// account and the form, body[data-written] one that has reached the server, whose draft is done with. What a server
// refused (data-refused) stands in its page already.
const PREFIX = "draft:";
const DAYS = 30;

const form = document.querySelector("form[data-draft]");
const note = document.querySelector("[data-draft-note]");
const { written } = document.body.dataset;

function fields() {
  return [...form.elements].filter((field) => field.name && !["hidden", "submit", "button", "file", "password"].includes(field.type));
}

function typed() {
  return fields().map((field) => (field.type === "checkbox" ? [field.name, field.value, field.checked] : [field.name, field.value]));
}

function stored(key) {
  try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
}

function forgetOld() {
  const oldest = Date.now() - DAYS * 24 * 3600 * 1000;
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(PREFIX) && !(stored(key)?.at > oldest)) localStorage.removeItem(key);
  }
}

function restore(draft) {
  const before = typed();
  for (const [name, value, checked] of draft.typed) {
    const field = fields().find((each) => each.name === name && (checked === undefined || each.value === value));
    if (field && checked !== undefined) field.checked = checked;
    else if (field) field.value = value;
  }
  typed().forEach((now, place) => {
    const folded = fields()[place].closest("details");
    if (folded && String(now) !== String(before[place])) folded.open = true;
  });
}

function tell(draft) {
  const at = new Date(draft.at);
  const here = new Date(at - at.getTimezoneOffset() * 60_000);
  note.querySelector("time").textContent = here.toISOString().slice(0, 16).replace("T", " ");
  note.hidden = false;
}

function keep(key, untouched) {
  try {
    if (JSON.stringify(typed()) === untouched) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify({ at: Date.now(), typed: typed() }));
  } catch { /* a full store keeps no drafts */ }
}

function follow(key) {
  const refused = "refused" in form.dataset;
  const untouched = refused ? "" : JSON.stringify(typed());
  const draft = refused ? null : stored(key);
  if (draft) {
    restore(draft);
    tell(draft);
    form.dispatchEvent(new Event("input"));
  }
  form.addEventListener("input", () => keep(key, untouched));
  note.querySelector("button").addEventListener("click", () => {
    form.reset();
    note.hidden = true;
    form.dispatchEvent(new Event("input"));
  });
}

try {
  if (written) localStorage.removeItem(PREFIX + written);
  forgetOld();
  if (form) follow(PREFIX + form.dataset.draft);
} catch { /* a browser that keeps nothing keeps no drafts */ }
