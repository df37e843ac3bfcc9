/* A camera's page in the admin: "Try it now", and "Keep this picture". */
"use strict";

addEventListener("DOMContentLoaded", () => {
  const result = document.getElementById("camera-result");
  if (!result) return;
  const camera = document.querySelector(".camera-live").dataset.camera;

  function say(ok, text, ...more) {
    result.hidden = false;
    result.dataset.ok = ok ? "yes" : "no";
    result.replaceChildren(text, ...more);
  }

  /* Ask for something of the camera when the button is pressed; ``tell`` says what came of it. */
  function onPress(id, path, waiting, tell) {
    const button = document.getElementById(id);
    if (!button) return;
    button.addEventListener("click", async () => {
      button.disabled = true;
      say(true, waiting);
      try {
        const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
        const answer = await fetch(`/api/v1/cameras/${camera}/${path}`, {
          method: "POST",
          headers: { "X-CSRFToken": token, Accept: "application/json" },
        });
        const said = await answer.json();
        if (answer.ok) tell(said);
        else say(false, said.detail || "That did not work.");
      } catch {
        say(false, "The server did not answer.");
      } finally {
        button.disabled = false;
      }
    });
  }

  function shown(seen) {
    if (!seen.ok) {
      say(false, `No picture: ${seen.reason.replace(/\.$/, "")}.`);
      return;
    }
    const codec = seen.codec ? `, ${seen.codec}` : "";
    const picture = document.createElement("img");
    picture.alt = "What the camera showed";
    picture.src = `data:image/jpeg;base64,${seen.jpeg}`;
    say(
      true,
      `${seen.width} × ${seen.height}${codec}, ${seen.fps} fps, first picture after ${seen.milliseconds} ms`,
      picture,
    );
  }

  function kept(snapshot) {
    const link = document.createElement("a");
    link.href = snapshot.image;
    link.target = "_blank";
    link.textContent = "see it";
    say(true, `Kept among the snapshots until ${snapshot.expires_at.slice(0, 10)}: `, link);
  }

  onPress("camera-test", "test", "Opening the camera ...", shown);
  onPress("camera-keep", "keep", "Keeping the picture ...", kept);
});
