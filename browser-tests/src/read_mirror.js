// The mirror as a list, in document order.
[...document.querySelectorAll("#mirror [data-id]")].map((e) => {
  const { x, y, width: w, height: h } = e.getBoundingClientRect();
  const pressed = ["aria-pressed", "aria-checked", "aria-selected"].map((a) => e.getAttribute(a)).find((v) => v !== null);
  return { id: e.dataset.id, role: e.getAttribute("role") ?? "", name: e.getAttribute("aria-label") ?? "",
    value: e.dataset.value ?? null, x, y, w, h, focused: e.dataset.focused === "true", pressed: pressed ?? null,
    disabled: e.getAttribute("aria-disabled") === "true", parent: e.parentElement.dataset.id ?? null };
})
