// Rows to tick: one box ticks all of the page, and the number of those ticked stands beside the choice. What was ticked on
// other pages of the same list is kept in this tab (form[data-ticks] names the account, its hidden fields the list) until
// the step is taken (form[data-ticks-done]) or the ticks are taken away.
const PREFIX = "ticks:";
const NARROWS = new Set(["q", "status", "department", "offer", "foreign"]);
const form = document.querySelector("form[data-ticks]");
const done = document.querySelector("form[data-ticks-done]");

function stored(key) {
  try { return new Set(JSON.parse(sessionStorage.getItem(key)) ?? []); } catch { return new Set(); }
}

function store(key, ticked) {
  try {
    if (ticked.size) sessionStorage.setItem(key, JSON.stringify([...ticked]));
    else sessionStorage.removeItem(key);
  } catch { /* a browser that keeps nothing knows this page's ticks only */ }
}

function forgetAll() {
  try {
    Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX)).forEach((key) => sessionStorage.removeItem(key));
  } catch { /* nothing was kept */ }
}

function follow(key) {
  const all = document.querySelector("[data-ticks-all]");
  const boxes = [...document.querySelectorAll('input[form="many"][name="patent"]')];
  const here = new Set(boxes.map((box) => box.value));
  const told = form.querySelector("[data-ticked]");
  const elsewhere = form.querySelector("[data-ticked-elsewhere]");
  const tooMany = form.querySelector("[data-too-many]");
  const ticked = stored(key);
  const most = Number(form.dataset.mostTicks);

  function tell() {
    const onOthers = [...ticked].filter((value) => !here.has(value)).length;
    const onThis = ticked.size - onOthers;
    told.textContent = ticked.size ? `(${ticked.size})` : "";
    elsewhere.hidden = onOthers === 0;
    elsewhere.querySelector("output").textContent = onOthers;
    tooMany.hidden = ticked.size <= most;
    all.checked = onThis > 0 && onThis === boxes.length;
    all.indeterminate = onThis > 0 && onThis < boxes.length;
    store(key, ticked);
  }

  function take(box) {
    if (box.checked) ticked.add(box.value);
    else ticked.delete(box.value);
  }

  boxes.forEach((box) => {
    if (box.checked) ticked.add(box.value); // the browser went back to this page
    box.checked = ticked.has(box.value);
    box.addEventListener("change", () => {
      document.getElementById("which-ticked").checked = true;
      take(box);
      tell();
    });
  });
  all.hidden = false;
  all.addEventListener("change", () => {
    boxes.forEach((box) => { box.checked = all.checked; take(box); });
    tell();
  });
  elsewhere.querySelector("button").addEventListener("click", () => {
    ticked.clear();
    boxes.forEach((box) => { box.checked = false; });
    tell();
  });
  form.addEventListener("submit", (event) => {
    const takesTicked = document.getElementById("which-ticked").checked;
    if (takesTicked && ticked.size > most) event.preventDefault();
    form.querySelectorAll("input[data-elsewhere]").forEach((field) => field.remove());
    if (!takesTicked) return;
    [...ticked].filter((value) => !here.has(value)).forEach((value) => {
      const field = Object.assign(document.createElement("input"), { type: "hidden", name: "patent", value });
      field.dataset.elsewhere = "";
      form.append(field);
    });
  });
  tell();
}

if (done) done.addEventListener("submit", forgetAll);
if (form) {
  const narrowed = [...new FormData(form)].filter(([name]) => NARROWS.has(name)).map(([name, value]) => `${name}=${value}`);
  follow(`${PREFIX}${form.dataset.ticks} ${narrowed.join("&")}`);
}
