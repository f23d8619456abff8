// Starts the editor, and shows the recovery card when it cannot go on.
//
// What the editor exports from Rust (wasm-bindgen):
//   class WebHandle {
//     constructor()
//     start(canvas: HTMLCanvasElement): Promise<void>
//     destroy(): void
//     has_panicked(): boolean
//     panic_message(): string | undefined
//   }
//   captured_keys(): string     optional. JSON: [{key, ctrl?, shift?, alt?}], the combinations that the browser must
//                               leave to the editor. A modifier left out may be either. `ctrl` is Cmd on a Mac.
//                               Leave out copy, cut and paste: the browser must make those events.
//   answer(request_json: string): string    for the browser tests, as `globalThis.platAnswer`

const POLL_MILLIS = 500;
const { platPage: page, platHost: host } = globalThis;
const words = page.words();
const canvas = document.getElementById("plat-canvas");
const at = (id) => document.getElementById(id);

document.documentElement.lang = page.language();
at("splash-text").textContent = words.loading;
at("mirror").setAttribute("aria-label", words.editor);
// Assistive technology passes keys on to an application, as the editor needs.
canvas.setAttribute("role", "application");
canvas.setAttribute("aria-label", words.editor);

let handle = null;
let shown = false;

// Only the first fault is shown: later ones mostly follow from it.
function showCard(kind, detail) {
  if (shown) return;
  shown = true;
  at("splash").hidden = true;
  at("card-title").textContent = words[`${kind}Title`];
  at("card-text").textContent = words[`${kind}Text`];
  at("card-detail").textContent = detail;
  at("card-detail").hidden = !detail;
  for (const name of ["reload", "download", "empty"]) at(`card-${name}`).textContent = words[name];
  // Keys and pointers stay with the card.
  at("stage").inert = true;
  at("mirror").inert = true;
  at("card").hidden = false;
  at("card-reload").focus();
  if (kind === "graphics") {
    at("stage").hidden = true;
    // Only a living editor may be called; after a panic a call would panic again.
    handle?.destroy();
  }
}

// Nothing reloads by itself, so a document that stops the editor cannot make a loop.
function reload(mode) {
  try {
    sessionStorage.setItem("plat.startMode", mode);
  } catch {
    // Then it is an ordinary reload.
  }
  location.reload();
}

at("card-reload").addEventListener("click", () => reload("recover"));
at("card-empty").addEventListener("click", () => reload("empty"));
at("card-download").addEventListener("click", async () => {
  const note = at("card-note");
  try {
    const [newest] = await host.listDocuments();
    if (!newest) {
      note.textContent = words.nothing;
      return;
    }
    // An id is no file name: keep letters, digits and little else.
    const name = newest.id.replace(/[^\p{L}\p{N}._-]+/gu, "-").replace(/^[.-]+/, "") || "document";
    host.download(name.endsWith(".plat") ? name : `${name}.plat`, "text/plain", await host.loadDocument(newest.id));
  } catch (error) {
    note.textContent = words.failed + error.message;
  }
});
at("card").addEventListener("keydown", (event) => {
  if (event.key !== "Tab") return;
  const stops = [...at("card").querySelectorAll("button, pre")].filter((element) => !element.hidden);
  const index = stops.indexOf(document.activeElement) + (event.shiftKey ? -1 : 1);
  stops.at(index % stops.length).focus();
  event.preventDefault();
});

function panicMessage(fallback) {
  try {
    return handle?.panic_message?.() || fallback;
  } catch {
    return fallback;
  }
}

function watch() {
  const timer = setInterval(() => {
    let stopped = true;
    try {
      stopped = handle.has_panicked();
    } catch {
      // A module that cannot be asked has stopped.
    }
    if (stopped) {
      clearInterval(timer);
      showCard("panic", panicMessage(""));
    }
  }, POLL_MILLIS);
}

// A trap inside an event handler arrives here, sooner than the next poll. Other errors do not stop the editor.
window.addEventListener("error", ({ error }) => {
  if (handle && error instanceof WebAssembly.RuntimeError) showCard("panic", panicMessage(String(error)));
});
window.addEventListener("unhandledrejection", ({ reason }) => {
  if (handle && reason instanceof WebAssembly.RuntimeError) showCard("panic", panicMessage(String(reason)));
});
canvas.addEventListener("webglcontextlost", () => showCard("graphics", ""));

const MAC = /Mac|iPhone|iPad/.test(navigator.platform);
const CODES = { "+": "Equal", "=": "Equal", "-": "Minus", "[": "BracketLeft", "]": "BracketRight", "/": "Slash",
  "\\": "Backslash", ",": "Comma", ".": "Period", ";": "Semicolon", "'": "Quote", "`": "Backquote" };

// With a Korean layout Ctrl+D has the key "ㅇ": the place of the key decides then.
function isKey(event, key) {
  if (event.key.toLowerCase() === key.toLowerCase()) return true;
  if (event.key.length === 1 && event.key < "\u0080") return false;
  if (/^[a-z]$/i.test(key)) return event.code === `Key${key.toUpperCase()}`;
  if (/^[0-9]$/.test(key)) return event.code === `Digit${key}`;
  return event.code === CODES[key];
}

function isCombination(event, { key, ctrl, shift, alt }) {
  const fits = (wanted, is) => wanted === undefined || wanted === null || wanted === is;
  const command = MAC ? event.metaKey : event.ctrlKey;
  return fits(ctrl, command) && fits(shift, event.shiftKey) && fits(alt, event.altKey) && isKey(event, key);
}

function captureKeys(table) {
  const listen = (event) => {
    const focus = document.activeElement;
    if (shown || event.isComposing || event.keyCode === 229 || !focus?.closest("#stage")) return;
    // A plain character in the hidden text input is typing.
    const types = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (types && focus !== canvas) return;
    if (table.some((combination) => isCombination(event, combination))) event.preventDefault();
  };
  window.addEventListener("keydown", listen, { capture: true });
}

async function start() {
  const { glue, module } = document.documentElement.dataset;
  const rust = await import(new URL(glue, document.baseURI).href);
  await rust.default({ module_or_path: new URL(module, document.baseURI) });
  if (rust.answer) globalThis.platAnswer = rust.answer;
  if (rust.captured_keys) captureKeys(JSON.parse(rust.captured_keys()));
  handle = new rust.WebHandle();
  await handle.start(canvas);
  // The hidden text input that eframe puts beside the canvas.
  document.querySelector("#stage input")?.setAttribute("aria-label", words.editor);
  watch();
  // An editor that does not say when its first frame is drawn gets two frames of the browser.
  requestAnimationFrame(() => requestAnimationFrame(() => host.started()));
}

start().catch((error) => {
  const message = panicMessage("");
  if (message) showCard("panic", message);
  else showCard("start", String(error?.message ?? error));
});

// Plat works offline after the first visit. A browser that forbids it loses only that.
navigator.serviceWorker?.register("sw.js").catch(() => {});
