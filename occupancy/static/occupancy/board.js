/* Keeps the board of areas fresh without losing the reader's place. */
"use strict";

const EVERY_MS = 10_000;

async function refresh() {
  if (document.hidden) return;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const name of ["areas", "clock"]) {
      const now = document.getElementById(`board-${name}`);
      const next = fresh.getElementById(`board-${name}`);
      if (now && next) now.replaceWith(next);
    }
  } catch {
    /* The next look is in ten seconds. */
  }
}

setInterval(refresh, EVERY_MS);
document.addEventListener("visibilitychange", refresh);
