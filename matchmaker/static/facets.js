// Filters stand open beside the answers on a wide screen, and apply as soon as one is chosen.
const panel = document.querySelector("details[data-opens-wide]");
const wide = window.matchMedia("(min-width: 992px)");
const follow = () => { panel.open = wide.matches; };

if (panel) {
  follow();
  wide.addEventListener("change", follow);
  panel.addEventListener("change", (event) => event.target.form?.requestSubmit());
}
