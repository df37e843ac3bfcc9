"use strict";

// Shows as many rows as the cycle has weeks.
document.addEventListener("DOMContentLoaded", () => {
  for (const grid of document.querySelectorAll(".week-grid")) {
    const count = document.getElementById(grid.dataset.weeks);
    if (!count) continue;
    const show = () => {
      [...grid.tBodies[0].rows].forEach((row, index) => {
        row.hidden = index >= Math.max(1, Number(count.value) || 1);
      });
    };
    count.addEventListener("input", show);
    show();
  }
});
