/* A camera's page in the admin: "Try it now". */
"use strict";

addEventListener("DOMContentLoaded", () => {
  const start = document.getElementById("camera-test");
  if (!start) return;
  const result = document.getElementById("camera-result");
  const camera = document.querySelector(".camera-live").dataset.camera;

  function say(ok, text, jpeg) {
    result.hidden = false;
    result.dataset.ok = ok ? "yes" : "no";
    result.textContent = text;
    if (!jpeg) return;
    const picture = document.createElement("img");
    picture.alt = "What the camera showed";
    picture.src = `data:image/jpeg;base64,${jpeg}`;
    result.append(picture);
  }

  start.addEventListener("click", async () => {
    start.disabled = true;
    say(true, "Opening the camera ...");
    try {
      const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
      const answer = await fetch(`/api/v1/cameras/${camera}/test`, {
        method: "POST",
        headers: { "X-CSRFToken": token, Accept: "application/json" },
      });
      const seen = await answer.json();
      if (!answer.ok) say(false, seen.detail || "That did not work.");
      else if (!seen.ok) say(false, `No picture: ${seen.reason.replace(/\.$/, "")}.`);
      else {
        const codec = seen.codec ? `, ${seen.codec}` : "";
        const text = `${seen.width} × ${seen.height}${codec}, ${seen.fps} fps, first picture after ${seen.milliseconds} ms`;
        say(true, text, seen.jpeg);
      }
    } catch {
      say(false, "The server did not answer.");
    } finally {
      start.disabled = false;
    }
  });
});
