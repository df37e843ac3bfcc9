/* Draws a counting line or zone on its camera's picture. The coordinates stay in their field, which
   may be typed in instead; handles are moved by mouse, finger or arrow keys. */
"use strict";

addEventListener("DOMContentLoaded", () => {
  const points = document.getElementById("id_points");
  const kind = document.getElementById("id_kind");
  const side = document.getElementById("id_in_side");
  const camera = document.getElementById("id_camera");
  if (!points || !kind || !side || !camera) return;

  const NS = "http://www.w3.org/2000/svg";
  const RADIUS = 8;
  const ARROW = 46;
  const box = document.createElement("div");
  box.className = "drawing";
  box.innerHTML =
    '<figure><img alt=""><svg role="application" aria-label="The line on the picture"></svg></figure>' +
    '<div class="tools"><button type="button" class="button" data-do="swap">Swap in and out</button>' +
    '<button type="button" class="button" data-do="clear">Draw anew</button>' +
    '<button type="button" class="button" data-do="picture">New picture</button>' +
    '<p class="says" role="status"></p></div>';
  points.closest(".form-row").before(box);
  const figure = box.querySelector("figure");
  const image = box.querySelector("img");
  const svg = box.querySelector("svg");
  const says = box.querySelector(".says");
  let drawn = read() || [];
  let dragged = null;

  function read() {
    try {
      const found = JSON.parse(points.value);
      const good = (one) => Array.isArray(one) && one.length === 2 && one.every(Number.isFinite);
      return Array.isArray(found) && found.every(good) ? found : null;
    } catch {
      return null;
    }
  }

  const isZone = () => kind.value === "zone";
  const size = () => ({ width: svg.clientWidth || 1, height: svg.clientHeight || 1 });
  const clamp = (value) => Math.min(1, Math.max(0, Math.round(value * 10000) / 10000));

  function write() {
    points.value = JSON.stringify(drawn);
    draw();
  }

  function node(name, attributes, text) {
    const made = document.createElementNS(NS, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text) made.textContent = text;
    svg.append(made);
    return made;
  }

  const hasCamera = () => /^\d+$/.test(camera.value);

  function hint() {
    if (!hasCamera()) return "Choose a camera to see its picture.";
    if (isZone()) {
      return drawn.length < 3
        ? "Click the corners of the zone on the floor, three at least."
        : "Drag a corner, or click to add one; Delete removes the focused one.";
    }
    if (drawn.length < 2) {
      return drawn.length ? "Now click where the line ends." : "Click where the line begins.";
    }
    return "The arrow shows the way in. Drag an end, or move it with the arrow keys.";
  }

  function draw(focus) {
    const { width, height } = size();
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.replaceChildren();
    const at = drawn.map(([x, y]) => [x * width, y * height]);
    const path = at.map((one) => one.join(",")).join(" ");
    if (isZone()) node("polygon", { class: "shape zone", points: path });
    else node("polyline", { class: "shape", points: path });
    if (!isZone() && at.length === 2) arrow(at);
    at.forEach((one, place) => handle(one, place));
    box.querySelector("[data-do=swap]").hidden = isZone();
    if (focus !== undefined) svg.querySelectorAll(".handle")[focus]?.focus();
    says.textContent = hint();
  }

  function arrow([[ax, ay], [bx, by]]) {
    const length = Math.hypot(bx - ax, by - ay) || 1;
    /* With y growing downwards, left of the direction (dx, dy) is (dy, -dx). */
    const sign = side.value === "left" ? 1 : -1;
    const [nx, ny] = [(sign * (by - ay)) / length, (sign * (ax - bx)) / length];
    const [mx, my] = [(ax + bx) / 2, (ay + by) / 2];
    const [tx, ty] = [mx + nx * ARROW, my + ny * ARROW];
    const [wx, wy] = [-ny * 8, nx * 8];
    node("line", { class: "arrow", x1: mx, y1: my, x2: tx, y2: ty });
    const tip = [
      [tx + nx * 12, ty + ny * 12],
      [tx + wx, ty + wy],
      [tx - wx, ty - wy],
    ];
    node("polygon", { class: "arrow", points: tip.map((one) => one.join(",")).join(" ") });
    node("text", { class: "in", x: tx + nx * 28, y: ty + ny * 28 + 5, "text-anchor": "middle" }, "in");
  }

  function handle([x, y], place) {
    const name = isZone() ? `Corner ${place + 1}` : place ? "End of the line" : "Beginning of the line";
    const made = node("circle", {
      class: "handle", cx: x, cy: y, r: RADIUS, tabindex: 0, role: "slider", "aria-label": name,
      "aria-valuetext": drawn[place].map((one) => `${Math.round(one * 100)} %`).join(", "),
    });
    made.addEventListener("pointerdown", (event) => {
      event.stopPropagation();
      dragged = place;
      svg.setPointerCapture(event.pointerId);
    });
    made.addEventListener("keydown", (event) => key(event, place));
  }

  function key(event, place) {
    const step = event.shiftKey ? 0.02 : 0.005;
    const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
    if (event.key in moves) {
      const [dx, dy] = moves[event.key];
      drawn[place] = [clamp(drawn[place][0] + dx), clamp(drawn[place][1] + dy)];
    } else if (event.key === "Delete" || event.key === "Backspace") drawn.splice(place, 1);
    else return;
    event.preventDefault();
    write();
    svg.querySelectorAll(".handle")[Math.min(place, drawn.length - 1)]?.focus();
  }

  function place(event) {
    const edge = svg.getBoundingClientRect();
    return [clamp((event.clientX - edge.left) / edge.width), clamp((event.clientY - edge.top) / edge.height)];
  }

  svg.addEventListener("pointerdown", (event) => {
    if (!isZone() && drawn.length >= 2) return;
    drawn.push(place(event));
    dragged = drawn.length - 1;
    svg.setPointerCapture(event.pointerId);
    write();
  });
  svg.addEventListener("pointermove", (event) => {
    if (dragged === null) return;
    drawn[dragged] = place(event);
    write();
  });
  for (const name of ["pointerup", "pointercancel"]) svg.addEventListener(name, () => { dragged = null; });

  function picture() {
    says.textContent = hint();
    if (!hasCamera()) {
      figure.classList.remove("shown");
      image.removeAttribute("src");
      return;
    }
    image.alt = `Picture of ${camera.selectedOptions[0].textContent}`;
    image.src = `/api/v1/cameras/${camera.value}/snapshot?overlay=0&at=${Date.now()}`;
  }

  image.addEventListener("load", () => { figure.classList.add("shown"); draw(); });
  image.addEventListener("error", () => {
    figure.classList.remove("shown");
    says.textContent = "The camera gives no picture now; the coordinates can be typed in below.";
  });
  box.querySelector(".tools").addEventListener("click", (event) => {
    const what = event.target.dataset.do;
    if (what === "swap") side.value = side.value === "left" ? "right" : "left";
    if (what === "clear") drawn = [];
    if (what === "picture") picture();
    if (what === "swap") draw();
    if (what === "clear") write();
  });
  camera.addEventListener("change", picture);
  kind.addEventListener("change", () => {
    if (!isZone()) drawn = drawn.slice(0, 2);
    write();
  });
  side.addEventListener("change", () => draw());
  points.addEventListener("input", () => {
    const typed = read();
    if (typed) { drawn = typed; draw(); }
    else says.textContent = "These are no coordinates: [[x, y], [x, y]], each from 0 to 1.";
  });
  addEventListener("resize", () => draw());
  /* Related-object pop-ups and select2 change the field by jQuery's events only. */
  if (window.django?.jQuery) window.django.jQuery(camera).on("change", picture);
  if (points.value === "null") points.value = "";
  draw();
  picture();
});
