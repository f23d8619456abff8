// Lets Plat start without a network after the first visit.
//
// The page itself is asked from the network first, so that a new version shows at once; every other file has its
// content's hash in its name, so that a kept copy is always the right one.

const CACHE = "plat-{{version}}";
const FILES = {{files}};

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES)));
});

// This runs when no page of the old version is open any more, so nobody needs the old files.
self.addEventListener("activate", (event) => {
  const remove = async () => {
    for (const name of await caches.keys()) if (name.startsWith("plat-") && name !== CACHE) await caches.delete(name);
  };
  event.waitUntil(remove());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== location.origin) return;
  event.respondWith(request.mode === "navigate" ? page(request) : file(request));
});

async function page(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await (await caches.open(CACHE)).match("index.html");
    if (kept) return kept;
    throw error;
  }
}

async function file(request) {
  // Every cache is looked in: a page of the old version may still be open.
  const kept = await caches.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok && new URL(request.url).pathname.includes("/fonts/")) {
    const cache = await caches.open(CACHE);
    await cache.put(request, answer.clone());
  }
  return answer;
}
