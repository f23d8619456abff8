// The page's own words, and which language to show them in. The editor's words are in the editor.

const WORDS = {
  en: {
    loading: "Loading Plat…",
    editor: "Plat editor",
    panicTitle: "Plat has stopped",
    panicText: "A fault in Plat stopped the editor. Your last autosave is kept in this browser.",
    graphicsTitle: "The browser took the graphics away",
    graphicsText: "The editor cannot draw any more. Your last autosave is kept in this browser. Reload to go on.",
    startTitle: "Plat cannot start",
    startText: "The browser must offer WebAssembly and WebGL 2. Your documents in this browser are untouched.",
    reload: "Reload and recover",
    download: "Download last autosave",
    empty: "Open without the last document",
    nothing: "There is no autosave in this browser yet.",
    failed: "The autosave cannot be read: ",
  },
  ko: {
    loading: "Plat을 불러오는 중…",
    editor: "Plat 편집기",
    panicTitle: "Plat이 멈췄습니다",
    panicText: "Plat의 결함으로 편집기가 멈췄습니다. 마지막 자동 저장은 이 브라우저에 남아 있습니다.",
    graphicsTitle: "브라우저가 그래픽을 회수했습니다",
    graphicsText: "편집기가 더는 그릴 수 없습니다. 마지막 자동 저장은 이 브라우저에 남아 있습니다. 새로고침하면 계속할 수 있습니다.",
    startTitle: "Plat을 시작할 수 없습니다",
    startText: "브라우저가 WebAssembly와 WebGL 2를 지원해야 합니다. 이 브라우저의 문서는 그대로 있습니다.",
    reload: "새로고침하고 복구",
    download: "마지막 자동 저장 내려받기",
    empty: "마지막 문서 없이 열기",
    nothing: "이 브라우저에는 아직 자동 저장이 없습니다.",
    failed: "자동 저장을 읽을 수 없습니다: ",
  },
};

function language() {
  let chosen = null;
  try {
    chosen = localStorage.getItem("plat.lang");
  } catch {
    // Storage may be forbidden; then the browser's language decides.
  }
  const wanted = chosen || navigator.language || "en";
  return wanted.toLowerCase().startsWith("ko") ? "ko" : "en";
}

// Modules of this page share one object, because an import would name a file, and names carry hashes.
globalThis.platPage = { language, words: () => WORDS[language()] };
