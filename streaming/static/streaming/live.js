/* The control room. Events bring ids only; what they are about is fetched through the API, which knows
 * who may see what. */
"use strict";

(() => {
  const page = document.getElementById("live");
  const wall = document.getElementById("wall");
  const tiles = [...wall.querySelectorAll(".tile")].map((element) => ({
    element,
    id: Number(element.dataset.camera),
    image: element.querySelector("img"),
    name: element.querySelector("a").textContent,
    visible: true,
    mode: "none",
    failures: 0,
  }));
  if (!tiles.length) return;

  /* A browser opens six connections to a host over HTTP/1.1. The events hold one and one must stay free
   * for the API and for pictures, so that four streams is what fits; HTTP/2 knows no such limit. */
  const protocol = performance.getEntriesByType("navigation")[0]?.nextHopProtocol || "";
  const STREAMS = /^h[23]/.test(protocol) ? Infinity : 4;
  const PAUSE_MS = 1500;
  const POLL_MS = 10000;
  const LONGEST_RETRY_MS = 15000;
  const byId = new Map(tiles.map((tile) => [tile.id, tile]));
  const address = (tile, what, query) => `/api/v1/cameras/${tile.id}/${what}?${query}`;

  /* ---- Pictures ---------------------------------------------------------------------------- */
  const large = document.getElementById("large");
  const largePicture = document.getElementById("large-picture");

  function blank(image) {
    image.removeAttribute("src"); // ends the connection of a stream
  }

  /* A camera that gives nothing needs no stream, and one that is switched off no picture at all. */
  const STATES = { disabled: "none", offline: "stills" };

  function arrange() {
    let room = large.open ? 0 : STREAMS;
    for (const tile of tiles) {
      let mode = STATES[tile.element.dataset.state] || "stream";
      if (document.hidden || !tile.visible) mode = "none";
      if (mode === "stream" && room-- <= 0) mode = "stills";
      if (mode === tile.mode) continue;
      if (tile.mode === "stream" || STATES[tile.element.dataset.state] === "none") blank(tile.image);
      tile.mode = mode;
      if (mode === "stream") stream(tile);
    }
  }

  function stream(tile) {
    tile.image.src = address(tile, "stream", `size=small&fps=5&t=${Date.now()}`);
  }

  function restart() {
    for (const tile of tiles) if (tile.mode === "stream") stream(tile);
    if (large.open) largePicture.src = largePicture.dataset.address + `&t=${Date.now()}`;
  }

  for (const tile of tiles) {
    tile.image.addEventListener("load", () => { tile.failures = 0; });
    tile.image.addEventListener("error", () => {
      if (!tile.image.getAttribute("src")) return;
      blank(tile.image);
      tile.failures += 1;
      if (tile.mode !== "stream") return;
      const wait = Math.min(LONGEST_RETRY_MS, 1000 * 2 ** tile.failures);
      setTimeout(() => { if (tile.mode === "stream") stream(tile); }, wait);
    });
  }

  const sleep = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

  async function still(tile) {
    const next = new Image();
    next.src = address(tile, "snapshot", `size=small&t=${Date.now()}`);
    try {
      await next.decode();
      if (tile.mode === "stills") tile.image.src = next.src;
    } catch {
      tile.failures += 1;
    }
  }

  async function keepStills() {
    for (;;) {
      const waiting = tiles.filter((tile) => tile.mode === "stills");
      for (const tile of waiting) if (tile.mode === "stills") await still(tile);
      await sleep(PAUSE_MS);
    }
  }

  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      byId.get(Number(entry.target.dataset.camera)).visible = entry.isIntersecting;
    }
    arrange();
  }, { rootMargin: "100px" });
  for (const tile of tiles) seen.observe(tile.element);

  wall.addEventListener("click", (event) => {
    const element = event.target.closest(".tile-picture")?.closest(".tile");
    if (!element || element.dataset.state === "disabled") return;
    const tile = byId.get(Number(element.dataset.camera));
    document.getElementById("large-name").textContent = tile.name;
    largePicture.alt = tile.image.alt;
    const dots = innerWidth * devicePixelRatio;
    const size = dots <= 700 ? "small" : dots <= 1400 ? "medium" : "full";
    largePicture.dataset.address = address(tile, "stream", `size=${size}&fps=15`);
    large.showModal();
    arrange();
    largePicture.src = largePicture.dataset.address;
  });
  large.addEventListener("close", () => { blank(largePicture); arrange(); });
  large.addEventListener("click", (event) => { if (event.target === large) large.close(); });
  document.getElementById("large-close").addEventListener("click", () => large.close());
  document.addEventListener("visibilitychange", () => {
    arrange();
    if (document.hidden) disconnect(); else connect();
  });

  /* ---- States ------------------------------------------------------------------------------ */
  async function ask(path, options) {
    const answer = await fetch(path, { headers: { Accept: "application/json" }, ...options });
    if (answer.status === 401 || answer.status === 403) throw new Error("signed out");
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }

  function clock(text) {
    const at = new Date(text);
    const today = at.toDateString() === new Date().toDateString();
    const time = at.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    return today ? time : `${at.toLocaleDateString([], { day: "numeric", month: "short" })} ${time}`;
  }

  const news = document.getElementById("news");
  let told = 0;

  function tell(text) {
    if (!news) return;
    if (!told) news.replaceChildren();
    told += 1;
    const item = document.createElement("li");
    item.textContent = `${clock(new Date())} ${text}`;
    news.prepend(item);
    while (news.childElementCount > 12) news.lastElementChild.remove();
  }

  const fault = ([name, part]) => (name === "recognisers" ? part.error : `${name} fails`);

  function show(tile, status) {
    const badge = tile.element.querySelector(".badge");
    if (tile.element.dataset.state !== status.state) tell(`${tile.name} is ${status.state}`);
    tile.element.dataset.state = badge.dataset.state = status.state;
    badge.textContent = status.state === "live" ? `live ${Math.round(status.fps)} fps` : status.state;
    const since = status.since && status.state !== "live" ? `since ${clock(status.since)}` : "";
    const failing = Object.entries(status.analysis).filter(([, part]) => part.error);
    const why = status.state === "live" ? failing.map(fault).join(", ") : status.error;
    tile.element.querySelector(".tile-why").textContent = [since, why].filter(Boolean).join(": ");
  }

  async function refreshStates() {
    const answer = await ask("/api/v1/camera-statuses?page_size=500");
    for (const status of answer.results) {
      const tile = byId.get(status.camera);
      if (tile) show(tile, status);
    }
    const live = tiles.filter((tile) => tile.element.dataset.state === "live").length;
    const strong = document.querySelector("#summary strong");
    strong.textContent = String(live);
    arrange();
  }

  /* ---- Alerts ------------------------------------------------------------------------------ */
  const list = document.getElementById("alerts");

  function line(alert) {
    const item = document.createElement("li");
    item.className = "alert";
    item.dataset.severity = alert.severity;
    const link = document.createElement("a");
    link.href = `/admin/alerts/alert/${alert.id}/change/`;
    link.textContent = alert.text;
    const detail = document.createElement("p");
    const words = [clock(alert.last_raised_at)];
    if (alert.count > 1) words.push(`${alert.count} times`);
    if (alert.acknowledged_by) words.push(`seen by ${alert.acknowledged_by}`);
    const said = document.createElement("span");
    said.textContent = words.join(" · ");
    detail.append(said);
    if (!alert.acknowledged_at && page.dataset.mayAcknowledge === "yes") detail.append(button(alert));
    item.append(link, detail);
    return item;
  }

  function button(alert) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = "I have seen it";
    made.addEventListener("click", async () => {
      made.disabled = true;
      const token = page.querySelector("[name=csrfmiddlewaretoken]").value;
      const options = { method: "POST", headers: { "X-CSRFToken": token } };
      await ask(`/api/v1/alerts/${alert.id}/acknowledge`, options).catch(() => {});
      refreshAlerts().catch(() => {});
    });
    return made;
  }

  async function refreshAlerts() {
    if (!list) return;
    const query = "open=true&ordering=-last_raised_at&page_size=20";
    const answer = await ask(`/api/v1/alerts?${query}`);
    list.replaceChildren(...answer.results.map(line));
    const count = document.getElementById("alert-count");
    count.textContent = String(answer.count);
    count.hidden = !answer.count;
    document.getElementById("quiet").hidden = Boolean(answer.count);
  }

  /* ---- Events ------------------------------------------------------------------------------ */
  const lineSign = document.getElementById("line");
  const WORDS = { waiting: "connecting", open: "up to date", lost: "connection lost, trying again" };
  let source = null;
  let wasLost = false;

  function sign(state) {
    lineSign.dataset.line = page.dataset.line = state;
    lineSign.textContent = WORDS[state];
  }

  function soon(effect) {
    let timer = 0;
    return () => {
      clearTimeout(timer);
      timer = setTimeout(() => effect().catch(() => {}), 150);
    };
  }
  const statesSoon = soon(refreshStates);
  const alertsSoon = soon(refreshAlerts);

  function connect() {
    if (source) return;
    source = new EventSource("/api/v1/events");
    source.addEventListener("open", () => {
      sign("open");
      // Pictures of a server that was away stand still without saying so.
      if (wasLost) restart();
      wasLost = false;
      statesSoon();
      alertsSoon();
    });
    source.addEventListener("error", () => {
      wasLost = true;
      sign("lost");
      // A browser gives up after an answer that is no stream; we do not.
      if (source?.readyState === EventSource.CLOSED) {
        disconnect();
        setTimeout(() => { if (!document.hidden) connect(); }, 5000);
      }
    });
    source.addEventListener("camera", statesSoon);
    source.addEventListener("alert", alertsSoon);
    source.addEventListener("reset", () => { statesSoon(); alertsSoon(); });
  }

  function disconnect() {
    source?.close();
    source = null;
  }

  setInterval(() => { if (!document.hidden) statesSoon(); }, POLL_MS);
  window.addEventListener("pagehide", () => {
    disconnect();
    for (const tile of tiles) blank(tile.image);
  });
  connect();
  arrange();
  keepStills();
})();
