// Keeps a part of the page up to date: [data-refresh] names the seconds after which it is fetched again.
const waiting = () => document.querySelector("[data-refresh]");

async function refresh() {
  const part = waiting();
  if (document.hidden || part.contains(document.activeElement)) return;
  const answer = await fetch(window.location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById(part.id);
  if (!fresh) return;
  if (!fresh.dataset.refresh) { window.location.reload(); return; }
  part.replaceWith(document.adoptNode(fresh));
}

async function keepFresh() {
  while (waiting()) {
    await new Promise((resolve) => { setTimeout(resolve, 1000 * Number(waiting().dataset.refresh)); });
    await refresh().catch(() => {});
  }
}

keepFresh();
