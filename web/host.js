// What the editor asks of the browser: `globalThis.platHost`, called from Rust with `js_namespace = platHost`.
//
// saveDocument(id, text, name?, touched?) → Promise<void>
//                                               rejects with `quota:…`, `mismatch:…` or `storage:…`
// keepNow(id, text) → boolean                   for a page that goes away: kept when it returns, until the next save
// loadDocument(id) → Promise<string|null>       what was saved or kept last
// listDocuments() → Promise<[{id, at, length, name}]> newest first, `at` in milliseconds since 1970
// listSnapshots(id) → Promise<[{at, text}]>     newest first, at most ten
// deleteDocument(id) → Promise<void>
// download(name, mime, body)                    a string or a Uint8Array
// paintPicture(svg, scale) → Promise<Uint8Array> the bytes of a PNG; rejects with `paint:…`
// pickFile(accept?) → Promise<{name, bytes}|null> rejects with `size:<bytes>` or `read:…`
// importFiles(names, bodies, korean) → Promise<string> what an import found, as `Summary::read` reads it
// settingsGet(key) → string|null                never throws
// settingsSet(key, value) → boolean             never throws; false if it was not kept; null removes
// onHide(callback)                              the page is hidden or goes away: save now
// mirror(json), busy(is), announce(text)        see mirror.js
// onActivate(callback)                          assistive technology activates a mirrored node: callback(id)
// language() → "en"|"ko"                        setting `lang`, else the browser's
// startMode() → "normal"|"recover"|"empty"      what the person chose on the recovery card
// viewOnly() → boolean                          the address says that nothing is to be edited
// started()                                     call after the first frame: takes the splash away
// sharedLink() → string|null                    the design in the address
// shareBase() → string                          where links lead
// freshDocument(old) → string                   an id for another document than `old`; the address is cleaned
// startDocument() → Promise<string|null>        the id of what this tab had open, else of what was saved last
// holdDocument(id, steal, report)               report(true|false): whether this window alone has the document
// openLink(url)                                 a new tab for an https: address; anything else is ignored

const FILE_BYTES_MAX = 64 * 1024 * 1024;
const page = globalThis.platPage;

function download(name, mime, body) {
  const url = URL.createObjectURL(new Blob([body], { type: mime }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The download has taken its own hold of the data by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

// Paints an SVG of ours: it refers to nothing outside, and brings its fonts along.
async function paintPicture(svg, scale) {
  const url = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    // Safari says that a picture is there before the fonts inside it are.
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const canvas = document.createElement("canvas");
    canvas.width = image.naturalWidth * scale;
    canvas.height = image.naturalHeight * scale;
    const brush = canvas.getContext("2d");
    if (!brush) throw new Error("the browser has no room for so many pixels");
    brush.drawImage(image, 0, 0, canvas.width, canvas.height);
    const png = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
    if (!png) throw new Error("the browser has no room for so many pixels");
    return new Uint8Array(await png.arrayBuffer());
  } catch (error) {
    throw new Error(`paint: ${error.message}`);
  } finally {
    URL.revokeObjectURL(url);
  }
}

function pickFile(accept) {
  return new Promise((resolve, reject) => {
    const input = document.createElement("input");
    input.type = "file";
    input.accept = accept ?? "";
    input.hidden = true;
    // Some browsers forget an input that is not in the document.
    document.body.append(input);
    input.addEventListener("cancel", () => {
      input.remove();
      resolve(null);
    });
    input.addEventListener("change", () => {
      const file = input.files[0];
      input.remove();
      if (file) readFile(file).then(resolve, reject);
      else resolve(null);
    });
    input.click();
  });
}

async function readFile(file) {
  if (file.size > FILE_BYTES_MAX) throw new Error(`size:${file.size}`);
  try {
    // Bytes, not text: the loader says where they are no UTF-8, as it does for the command line.
    return { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
  } catch (error) {
    throw new Error(`read:${error.message}`);
  }
}

// What imports is a module of its own, loaded when it is first needed, and runs in a worker: an account takes seconds.
function importFiles(names, bodies, korean) {
  return new Promise((resolve, reject) => {
    const { importer, importGlue, importModule } = document.documentElement.dataset;
    const whole = (name) => new URL(name, document.baseURI).href;
    const worker = new Worker(whole(importer), { type: "module" });
    const end = (settle, value) => {
      worker.terminate();
      settle(value);
    };
    worker.addEventListener("message", ({ data }) => {
      if (data.failed === undefined) end(resolve, data.found);
      else end(reject, new Error(data.failed));
    });
    worker.addEventListener("error", (event) => end(reject, new Error(event.message || "the worker did not start")));
    worker.postMessage({ glue: whole(importGlue), module: whole(importModule), names, bodies, korean });
  });
}

function settingsGet(key) {
  try {
    return localStorage.getItem(`plat.${key}`);
  } catch {
    return null;
  }
}

function settingsSet(key, value) {
  try {
    if (value === null || value === undefined) localStorage.removeItem(`plat.${key}`);
    else localStorage.setItem(`plat.${key}`, value);
    return true;
  } catch {
    return false;
  }
}

function onHide(callback) {
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") callback();
  });
  // Safari goes to another page without the event above.
  window.addEventListener("pagehide", () => callback());
}

// The choice lasts for one load only: read once, then forgotten.
const startMode = (() => {
  let mode = "normal";
  try {
    mode = sessionStorage.getItem("plat.startMode") ?? "normal";
    sessionStorage.removeItem("plat.startMode");
  } catch {
    // Without storage there is nothing to recover either.
  }
  return () => mode;
})();

// Pages that show a design inside others ask for `?view=1`.
function viewOnly() {
  return new URLSearchParams(location.search).get("view") === "1";
}

function started() {
  document.getElementById("splash").hidden = true;
}

// The bytes of one of the page's own fonts. Only names of that folder are asked for.
async function loadFont(name) {
  const answer = await fetch(new URL(`fonts/${encodeURIComponent(name)}`, document.baseURI));
  if (!answer.ok) throw new Error(`read:${name}: ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
}

// A design that came with the address: what stands behind `#`, if it is one.
function sharedLink() {
  return location.hash.startsWith("#m=") ? location.hash.slice(1) : null;
}

const shareBase = () => location.origin + location.pathname;

// The address no longer names a design that is not what is edited.
function freshDocument(old) {
  history.replaceState(null, "", shareBase() + location.search);
  page.store.leaveDocument(old);
  return `document-${crypto.randomUUID()}`;
}

// A tab that is loaded again goes on with its own document, whatever other tabs have saved meanwhile.
const OPEN = "plat.document";

async function startDocument() {
  try {
    const own = sessionStorage.getItem(OPEN);
    if (own !== null) return own;
  } catch {
    // Without storage there is nothing to go on with.
  }
  return page.store.newestDocument();
}

let letGo = () => {};

// Asks for a document for this window alone. `report(true)`: it is ours. `report(false)`: another window has it, or took it.
function holdDocument(id, steal, report) {
  const hold = (lock) => {
    report(lock !== null);
    // Held until the page goes away or turns to another document.
    return lock === null ? undefined : new Promise((resolve) => (letGo = resolve));
  };
  letGo();
  try {
    sessionStorage.setItem(OPEN, id);
  } catch {
    // Then a reload goes on with what was saved last.
  }
  const options = steal ? { steal: true } : { ifAvailable: true };
  // Without locks every window may edit; the last one to save wins.
  if (!navigator.locks) report(true);
  else navigator.locks.request(`plat.${id}`, options, hold).catch(() => report(false));
}

function openLink(url) {
  if (/^https:\/\//i.test(url)) window.open(url, "_blank", "noopener,noreferrer");
}

globalThis.platHost = Object.freeze({
  ...page.store,
  ...page.mirror,
  download,
  paintPicture,
  pickFile,
  importFiles,
  settingsGet,
  settingsSet,
  onHide,
  language: page.language,
  startMode,
  viewOnly,
  started,
  loadFont,
  sharedLink,
  shareBase,
  freshDocument,
  startDocument,
  holdDocument,
  openLink,
});
