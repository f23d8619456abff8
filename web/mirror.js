// The mirror: what the canvas shows, as elements that assistive technology and the browser tests can read.
// The editor gives the whole list after each change; elements are kept by id and only differences are written.

const ROLES_CHECKED = new Set(["checkbox", "radio", "switch", "menuitemcheckbox", "menuitemradio"]);
const ROLES_SELECTED = new Set(["tab", "option", "treeitem", "row", "gridcell"]);
const ROLES_RANGE = new Set(["slider", "spinbutton", "progressbar", "scrollbar"]);

const root = document.getElementById("mirror");
const shown = new Map(); // id → {element, written: Map(attribute → text), box}
let lastJson = "";

function write(entry, attribute, value) {
  const text = value === undefined || value === null || value === false ? null : String(value);
  if ((entry.written.get(attribute) ?? null) === text) return;
  entry.written.set(attribute, text);
  if (text === null) entry.element.removeAttribute(attribute);
  else entry.element.setAttribute(attribute, text);
}

function place(entry, node, parent) {
  const left = node.x - (parent?.x ?? 0);
  const top = node.y - (parent?.y ?? 0);
  const box = `${left},${top},${node.w},${node.h}`;
  if (entry.box === box) return;
  entry.box = box;
  const { style } = entry.element;
  style.left = `${left}px`;
  style.top = `${top}px`;
  style.width = `${node.w}px`;
  style.height = `${node.h}px`;
}

function state(node) {
  if (node.pressed === undefined || node.pressed === null) return {};
  const text = String(node.pressed);
  if (ROLES_CHECKED.has(node.role)) return { "aria-checked": text };
  if (ROLES_SELECTED.has(node.role)) return { "aria-selected": text };
  return { "aria-pressed": text };
}

// Takes an array of nodes, or the same as JSON:
// {id, role, name, value?, x, y, w, h, focused?, pressed?, disabled?, expanded?, level?, parent?}
// in CSS pixels of the page. `id` is best a string: numbers above 2^53 lose digits in JSON.
function mirror(json) {
  if (json === lastJson) return;
  lastJson = typeof json === "string" ? json : "";
  const nodes = typeof json === "string" ? JSON.parse(json) : json;
  const byId = new Map(nodes.map((node) => [String(node.id), node]));
  for (const [id, entry] of shown) {
    if (!byId.has(id)) {
      entry.element.remove();
      shown.delete(id);
    }
  }
  let focused = null;
  const next = new Map(); // parent element → the child that should come next
  for (const [id, node] of byId) {
    let entry = shown.get(id);
    if (!entry) {
      entry = { element: document.createElement("div"), written: new Map(), box: "" };
      entry.element.id = `m-${id}`;
      shown.set(id, entry);
      write(entry, "data-id", id);
    }
  }
  for (const [id, node] of byId) {
    const entry = shown.get(id);
    const parent = node.parent === undefined || node.parent === null ? null : byId.get(String(node.parent));
    let into = parent ? shown.get(String(node.parent)).element : root;
    // A circle of parents would be an error in the editor; the page must not fall over it.
    if (entry.element.contains(into)) into = root;
    const before = next.has(into) ? next.get(into) : into.firstElementChild;
    if (entry.element === before) next.set(into, before.nextElementSibling);
    else {
      into.insertBefore(entry.element, before);
      next.set(into, before);
    }
    const value = node.value === undefined || node.value === null ? null : String(node.value);
    write(entry, "role", node.role);
    write(entry, "aria-label", node.name);
    write(entry, "data-value", value);
    write(entry, "aria-valuetext", ROLES_RANGE.has(node.role) ? value : null);
    write(entry, "data-focused", node.focused ? "true" : null);
    write(entry, "aria-disabled", node.disabled ? "true" : null);
    write(entry, "aria-expanded", node.expanded === undefined || node.expanded === null ? null : String(node.expanded));
    write(entry, "aria-level", node.level);
    for (const name of ["aria-checked", "aria-selected", "aria-pressed"]) write(entry, name, state(node)[name]);
    if (node.role === "textbox" || node.role === "searchbox") {
      if (entry.element.textContent !== (value ?? "")) entry.element.textContent = value ?? "";
    }
    place(entry, node, into === root ? null : parent);
    if (node.focused) focused = entry.element;
  }
  follow(focused);
}

// Tells assistive technology which mirrored element has the editor's focus. The browser's own focus stays on the
// canvas or on the hidden text input beside it, because that is where keys must arrive.
function follow(focused) {
  const active = document.activeElement;
  if (!active || active.closest?.("#stage") === null || active === document.body) return;
  if (focused) {
    if (active.getAttribute("aria-activedescendant") === focused.id) return;
    active.setAttribute("aria-controls", "mirror");
    active.setAttribute("aria-activedescendant", focused.id);
  } else {
    active.removeAttribute("aria-activedescendant");
  }
}

// Calls back with the id of a node that assistive technology activates. The pointer never gets here.
function onActivate(callback) {
  root.addEventListener("click", (event) => {
    const id = event.target.closest("[data-id]")?.dataset.id;
    if (id !== undefined) callback(id);
  });
}

const announcer = document.getElementById("announcer");

// Says `text` through the live region. The same text twice is said twice.
function announce(text) {
  announcer.textContent = announcer.textContent === text ? `${text}\u00a0` : text;
}

// Says whether the list is older than the design, so that whoever reads it waits.
function busy(is) {
  if (root.ariaBusy !== String(is)) root.ariaBusy = String(is);
}

globalThis.platPage.mirror = { mirror, busy, announce, onActivate };
