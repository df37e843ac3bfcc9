// Review works without this: it asks before deleting, and ticks all groups of a page at once.
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-confirm]");
  if (button && !window.confirm(button.dataset.confirm)) event.preventDefault();
});
document.getElementById("tick-all")?.addEventListener("change", (event) => {
  for (const box of document.querySelectorAll("input[name=group][type=checkbox]")) {
    box.checked = event.target.checked;
  }
});
