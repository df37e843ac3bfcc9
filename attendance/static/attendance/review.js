"use strict";

// Ticks all days of the page at once.
const all = document.getElementById("all-days");
all?.addEventListener("change", () => {
  for (const box of document.querySelectorAll('.queue input[name="day"]')) box.checked = all.checked;
});
