// The worker that imports: templates, plans and answers about an account become a design and a report.

self.addEventListener("message", async ({ data: { glue, module, names, bodies, korean } }) => {
  try {
    const rust = await import(glue);
    await rust.default({ module_or_path: module });
    const files = new rust.Files();
    names.forEach((name, at) => files.add(name, bodies[at]));
    self.postMessage({ found: files.import(korean) });
  } catch (error) {
    self.postMessage({ failed: String(error?.message ?? error) });
  }
});
