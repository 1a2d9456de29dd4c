// The front end of the labs: the lesson's widgets and the pages without a kernel both use it.

// Without this the notebook takes the keys of a focused control for its own: in Notebook 7 the
// arrows choose another cell, and "d d" deletes this one. It looks at the focused element alone,
// and listens before that element does; the window comes first of all.
function keepKeys(element, signal) {
  window.addEventListener("keydown", (event) => {
    if (event.target !== element) return;
    const chord = event.ctrlKey || event.metaKey || event.altKey;
    const run = event.key === "Enter" && event.shiftKey;
    const notebooks = chord || run || event.key === "Escape";
    element.toggleAttribute("data-lm-suppress-shortcuts", !notebooks);
  }, { capture: true, signal });
  element.addEventListener("keydown", (event) => {
    // Out of the lab and back to the cells, where the arrows choose a cell again.
    if (event.key === "Escape") element.closest(".jp-Notebook, .jp-Cell")?.focus();
  }, { signal });
}

function make(tag, style = "", text = "") {
  const made = document.createElement(tag);
  made.style.cssText = style;
  made.textContent = text;
  return made;
}

// A new name each time it is shown: with the same id twice, the second would have no label.
function connect(label, input) {
  input.id = "mkt40-" + Math.random().toString(36).slice(2);
  label.htmlFor = input.id;
}

// The browser's own slider, below its label and its value in words.
function sliderRow({ take, move, signal }) {
  const row = make("div", "display:grid;grid-template-columns:1fr auto;gap:0 0.8em;"
    + "max-width:32em;margin:0.35em 0");
  const label = make("label");
  const output = make("output");
  const input = make("input", "grid-column:1/3;width:100%;margin:0.1em 0;box-sizing:border-box");
  input.type = "range";
  connect(label, input);
  output.htmlFor = input.id;
  // The lab announces its result itself; the number beside the slider must not speak too.
  output.setAttribute("aria-live", "off");
  for (const hand of ["focus", "pointerdown"]) input.addEventListener(hand, take);
  input.addEventListener("input", () => move(Number(input.value)));
  keepKeys(input, signal);
  row.append(label, output, input);
  function show({ name, low, high, value, words }) {
    label.textContent = name;
    input.min = low;
    input.max = high;
    input.value = value;
    output.textContent = words[value - low] ?? String(value);
    input.setAttribute("aria-valuetext", output.textContent);
  }
  return { row, show };
}

// A field for an answer, with a button that checks it and one that begins anew.
function answerField({ ask, restart, signal }) {
  const label = make("label", "display:block;margin:0.6em 0 0.2em");
  const input = make("input", "font:inherit;padding:0.2em 0.4em");
  const verdict = make("p",
    "margin:0.4em 0 0;min-height:2.6em;max-width:32em;font-weight:600");
  const row = make("div", "display:flex;flex-wrap:wrap;align-items:center;gap:0.4em");
  input.type = "text";
  input.autocomplete = "off";
  input.size = 6;
  connect(label, input);
  verdict.setAttribute("role", "status");
  function button(text, action) {
    const made = make("button", "font:inherit;padding:0.2em 0.8em;cursor:pointer", text);
    made.type = "button";
    made.addEventListener("click", action);
    keepKeys(made, signal);
    return made;
  }
  input.addEventListener("keydown", (event) => {
    const plain = !(event.shiftKey || event.ctrlKey || event.metaKey || event.altKey);
    if (event.key === "Enter" && plain) ask(input.value);
  });
  keepKeys(input, signal);
  const anew = () => { input.value = ""; restart(); };
  row.append(input, button("Check", () => ask(input.value)), button("Reset", anew));
  return { parts: [label, row, verdict], label, input, verdict };
}

// What stands still as an image, and over it what moves.
function pictureOf({ width, height, background }) {
  const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  picture.setAttribute("viewBox", `0 0 ${width} ${height}`);
  picture.setAttribute("role", "img");
  picture.setAttribute("font-family", "'DejaVu Sans', Verdana, sans-serif");
  picture.innerHTML = `<image width="${width}" height="${height}"/>`
    // Figures have a white rim: a grey mark that runs through them does not spoil them.
    + '<g paint-order="stroke" stroke="#fff" stroke-width="4" stroke-linejoin="round"></g>';
  picture.firstChild.setAttribute("href", background);
  function show(marks, alt) {
    picture.lastChild.innerHTML = marks;
    picture.setAttribute("aria-label", alt);
  }
  return { picture, show };
}

// A line of text that a screen reader speaks when it changes: the element stays.
function spokenLine(style = "max-width:46em;font-weight:600;margin:0.4em 0") {
  const line = make("p", style);
  line.setAttribute("role", "status");
  return line;
}

// ---- in a lesson: each part is a widget, and the kernel answers ----

function renderSlider({ model, el }) {
  const done = new AbortController();
  const { row, show } = sliderRow({
    take: () => { model.set("taken", model.get("taken") + 1); model.save_changes(); },
    move: (value) => { model.set("value", value); model.save_changes(); },
    signal: done.signal,
  });
  const update = () => show({
    name: model.get("label"), low: model.get("low"), high: model.get("high"),
    value: model.get("value"), words: model.get("words"),
  });
  model.on("change", update);
  update();
  el.append(row);
  return () => { done.abort(); model.off("change", update); };
}

function renderAnswer({ model, el }) {
  const done = new AbortController();
  function press(name, given) {
    model.set("given", given);
    model.set(name, model.get(name) + 1);
    model.save_changes();
  }
  const { parts, label, input, verdict } = answerField({
    ask: (given) => press("asked", given),
    restart: () => press("restarted", ""),
    signal: done.signal,
  });
  function show() {
    label.textContent = model.get("label");
    verdict.textContent = model.get("verdict");
  }
  input.value = model.get("given");
  model.on("change", show);
  show();
  el.append(...parts);
  return () => { done.abort(); model.off("change", show); };
}

function renderAnnouncement({ model, el }) {
  const line = spokenLine();
  const show = () => { line.textContent = model.get("text"); };
  model.on("change:text", show);
  show();
  el.append(line);
}

function renderPicture({ model, el }) {
  const { picture, show } = pictureOf({
    width: model.get("width"), height: model.get("height"), background: model.get("background"),
  });
  picture.style.cssText = "display:block;width:100%;height:auto;"
    + `min-width:${model.get("narrowest")}px;max-width:${model.get("width")}px`;
  const update = () => show(model.get("marks"), model.get("alt"));
  model.on("change", update);
  update();
  el.append(picture);
  return () => model.off("change", update);
}

// ---- in a page without a kernel: all settings are in the page ----

// Read a number as read_number in answers.py does, with its patterns and its words.
function readNumber(text, { pattern, thousands, empty, words, several }) {
  const short = text.trim().slice(0, 40);
  const say = (told) => { throw new Error(told.replace("{0!r}", `'${short}'`)); };
  const grouped = new RegExp(`^(?:${thousands})$`);
  if (!short) say(empty);
  const found = text.match(new RegExp(pattern, "g"));
  if (!found) say(words);
  if (found.length > 1) say(several);
  const digits = found[0].replace("−", "-").replace(/[\s'’]/g, "");
  if (grouped.test(digits)) return Number(digits.replace(/[.,]/g, ""));
  const last = Math.max(digits.lastIndexOf(","), digits.lastIndexOf("."));
  if (last < 0) return Number(digits);
  let whole = digits.slice(0, last);
  if (/[.,]/.test(whole)) {
    if (!grouped.test(whole) || whole.includes(digits[last])) say(words);
    whole = whole.replace(/[.,]/g, "");
  }
  return Number(`${whole}.${digits.slice(last + 1)}`);
}

function judge(text, { reading, verdicts, otherwise }) {
  try {
    const answer = readNumber(text, reading);
    const fits = ([low, high]) => low <= answer && answer <= (high ?? Infinity);
    return verdicts.find(fits)?.[2] ?? otherwise;
  } catch (problem) {
    return problem.message;
  }
}

function showPage(root) {
  const hidden = root.querySelector("script[type='application/json']").textContent;
  const bytes = Uint8Array.from(atob(hidden), (letter) => letter.charCodeAt(0));
  const data = JSON.parse(new TextDecoder().decode(bytes));
  const start = data.sliders.map(({ start }) => start);
  let now = start, before = null, moved = null;

  const { picture, show: draw } = pictureOf(data);
  const line = spokenLine("margin:0.3em 0");

  const place = (values) =>
    values.reduce((sum, value, k) => sum * data.sliders[k].words.length + value, 0);
  const rows = data.sliders.map((slider, k) => sliderRow({
    take: () => { moved = null; },
    move: (value) => {
      if (moved !== k) [moved, before] = [k, now];
      now = now.map((old, other) => (other === k ? value : old));
      show();
    },
  }));
  const answer = answerField({
    ask: (given) => { answer.verdict.textContent = judge(given, data); },
    restart: () => {
      [now, before, moved] = [start, null, null];
      answer.verdict.textContent = "";
      show();
    },
  });
  answer.label.textContent = data.label;

  function show() {
    rows.forEach(({ show: put }, k) => put({
      name: data.sliders[k].label, words: data.sliders[k].words,
      low: 0, high: data.sliders[k].words.length - 1, value: now[k],
    }));
    const at = place(now), was = before ? place(before) : at;
    const ghost = was === at ? null : data.ghosts[was];
    const marks = data.marks[at].map((mark, k) => data.parts[mark || (ghost?.[k] ?? 0)]);
    const text = data.told[at] + (ghost ? data.before[was] : "");
    draw(marks.join(""), text);
    line.textContent = text;
  }

  const controls = make("div");
  controls.append(...rows.map(({ row }) => row), ...answer.parts);
  const shown = make("div");
  shown.append(picture, line);
  line.className = "mkt40-told";
  controls.className = shown.className = "mkt40-live";
  root.querySelector(".mkt40-set").append(controls);
  root.querySelector(".mkt40-see").append(shown);
  // A deck must not turn its pages with the keys that move a slider.
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") event.stopPropagation();
  });
  show();
  root.classList.add("mkt40-moves");
}
