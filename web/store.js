// Documents in IndexedDB: one record for each document, and its last snapshots.
// A rejected promise is an Error whose message starts with a fixed word: `quota:`, `mismatch:` or `storage:`.

const SNAPSHOTS_MAX = 10;
// A snapshot for every autosave would reach back ten seconds. One a minute reaches back ten minutes of work.
const SNAPSHOT_EVERY_MILLIS = 60_000;

let opening = null;

function database() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("plat", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("documents", { keyPath: "id" });
      request.result.createObjectStore("snapshots", { keyPath: ["id", "at"] });
    };
    request.onsuccess = () => {
      // Another tab with a newer Plat must be able to change the layout.
      request.result.onversionchange = () => {
        request.result.close();
        opening = null;
      };
      request.result.onclose = () => (opening = null);
      resolve(request.result);
    };
    request.onerror = () => reject(worded(request.error));
  });
  return opening.catch((error) => {
    opening = null;
    throw error;
  });
}

function worded(error) {
  const kind = error?.name === "QuotaExceededError" ? "quota" : "storage";
  return new Error(`${kind}: ${error?.message || error?.name || "unknown"}`);
}

// Runs `work` in one transaction. Resolves with what `work` puts into `box.value`, once the data is on the disk.
async function transact(stores, mode, work) {
  const db = await database();
  return new Promise((resolve, reject) => {
    const box = { value: null };
    let transaction;
    try {
      transaction = db.transaction(stores, mode, { durability: "strict" });
      transaction.oncomplete = () => resolve(box.value);
      transaction.onabort = () => reject(worded(transaction.error));
      work(transaction, box);
    } catch (error) {
      reject(worded(error));
    }
  });
}

const ofDocument = (id) => IDBKeyRange.bound([id], [id, []]);

// Two saves at once would each read back the other's text.
let queue = Promise.resolve();

function saveDocument(id, text, name = "", touched = true) {
  const done = queue.then(() => saveNow({ id, text, name, touched }));
  queue = done.catch(() => {});
  return done;
}

async function saveNow({ id, text, name, touched }) {
  const record = { id, text, name, touched, at: Date.now(), mark: crypto.randomUUID() };
  await transact(["documents", "snapshots"], "readwrite", (transaction) => {
    const documents = transaction.objectStore("documents");
    const snapshots = transaction.objectStore("snapshots");
    documents.get(id).onsuccess = ({ target: { result: old } }) => {
      documents.put(record);
      if (!old || old.text === text) return;
      snapshots.getAllKeys(ofDocument(id)).onsuccess = ({ target: { result: keys } }) => {
        const newest = keys.at(-1)?.[1] ?? -Infinity;
        if (old.at - newest < SNAPSHOT_EVERY_MILLIS) return;
        snapshots.put({ id, at: old.at, text: old.text });
        for (const key of keys.slice(0, Math.max(0, keys.length + 1 - SNAPSHOTS_MAX))) snapshots.delete(key);
      };
    };
  });
  const stored = await read(id);
  // Another tab may have saved in between; then its mark is not ours, and its text is not ours to compare.
  if (!stored || (stored.mark === record.mark && stored.text !== text)) {
    throw new Error("mismatch: what was read back is not what was written");
  }
  const kept = keptNow(id);
  if (kept && kept.at <= record.at) localStorage.removeItem(KEPT + id);
}

// A page that goes away may be gone before the database has written. What is kept here is kept when the call returns.
const KEPT = "plat.kept.";

function keepNow(id, text) {
  try {
    localStorage.setItem(KEPT + id, JSON.stringify({ id, text, at: Date.now() }));
    return true;
  } catch {
    return false;
  }
}

function keptNow(id) {
  try {
    return JSON.parse(localStorage.getItem(KEPT + id));
  } catch {
    return null;
  }
}

const read = (id) =>
  transact(["documents"], "readonly", (transaction, box) => {
    transaction.objectStore("documents").get(id).onsuccess = (event) => (box.value = event.target.result ?? null);
  });

async function loadDocument(id) {
  const stored = await read(id);
  const kept = keptNow(id);
  return (kept && kept.at >= (stored?.at ?? 0) ? kept : stored)?.text ?? null;
}

// Newest first: [{id, at, length, name}], `at` in milliseconds since 1970.
async function listDocuments() {
  // What is being saved or left just now is part of the answer.
  await queue;
  const all = await transact(["documents"], "readonly", (transaction, box) => {
    transaction.objectStore("documents").getAll().onsuccess = (event) => (box.value = event.target.result);
  });
  return all.sort((a, b) => b.at - a.at).map(({ id, at, text, name }) => ({ id, at, length: text.length, name: name ?? "" }));
}

// Newest first: [{at, text}].
async function listSnapshots(id) {
  const all = await transact(["snapshots"], "readonly", (transaction, box) => {
    transaction.objectStore("snapshots").getAll(ofDocument(id)).onsuccess = (event) => (box.value = event.target.result);
  });
  return all.reverse().map(({ at, text }) => ({ at, text }));
}

// What was saved last, or kept when the page went away before it was saved.
async function newestDocument() {
  const [newest] = await listDocuments();
  let found = newest ?? null;
  try {
    for (const key of Object.keys(localStorage)) {
      if (!key.startsWith(KEPT)) continue;
      const kept = keptNow(key.slice(KEPT.length));
      if (kept && kept.at >= (found?.at ?? 0)) found = kept;
    }
  } catch {
    // Without storage nothing was kept.
  }
  return found?.id ?? null;
}

// A document that was opened and never touched, such as a template that somebody looked at, is not worth a record.
function leaveDocument(id) {
  const done = queue.then(async () => {
    const stored = await read(id);
    if (stored?.touched === false) await deleteDocument(id);
  });
  queue = done.catch(() => {});
}

function deleteDocument(id) {
  localStorage.removeItem(KEPT + id);
  return transact(["documents", "snapshots"], "readwrite", (transaction) => {
    transaction.objectStore("documents").delete(id);
    transaction.objectStore("snapshots").delete(ofDocument(id));
  });
}

globalThis.platPage.store = {
  saveDocument, keepNow, loadDocument, newestDocument, listDocuments, listSnapshots, leaveDocument, deleteDocument,
};
