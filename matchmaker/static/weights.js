// Adds up what is typed into fields of one sum, and shows it in the output that they name.
const fields = [...document.querySelectorAll("[data-adds-up-in]")];
for (const field of fields) {
  field.addEventListener("input", () => {
    const name = field.dataset.addsUpIn;
    const shares = fields.filter((other) => other.dataset.addsUpIn === name).map((other) => other.value.trim());
    document.getElementById(name).value = shares.reduce((sum, share) => sum + (/^\d{1,3}$/.test(share) ? Number(share) : 0), 0);
  });
}
