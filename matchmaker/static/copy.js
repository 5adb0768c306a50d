// Beside an address that is shown, a button that copies it; without this script the address is marked by a click.
for (const button of document.querySelectorAll("[data-copies]")) {
  const address = button.closest("tr").querySelector("[data-copy]");
  button.addEventListener("click", async () => {
    address.select();
    await navigator.clipboard?.writeText(address.value).catch(() => {});
    document.execCommand?.("copy");
    button.textContent = `✓ ${button.textContent.replace("✓ ", "")}`;
  });
}
for (const address of document.querySelectorAll("[data-copy]")) address.addEventListener("focus", () => address.select());
