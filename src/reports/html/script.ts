/** The page's script, as text: filters, copying, opening what a link points to. The page reads well without it. */

export const SCRIPT = `
"use strict";
(() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const checks = all(".check");
  const suites = all(".suite");
  const search = document.getElementById("search");
  const shown = document.getElementById("shown");
  const empty = document.getElementById("empty");
  const texts = new Map();
  const textOf = (check) => {
    if (!texts.has(check)) texts.set(check, check.textContent.toLowerCase());
    return texts.get(check);
  };
  const pressed = (kind) =>
    new Set(all('.chip[data-kind="' + kind + '"][aria-pressed=true]').map((chip) => chip.dataset.value));

  const apply = () => {
    const statuses = pressed("status");
    const levels = pressed("level");
    const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
    let count = 0;
    for (const check of checks) {
      const matches =
        (statuses.size === 0 || statuses.has(check.dataset.status)) &&
        (levels.size === 0 || levels.has(check.dataset.level)) &&
        words.every((word) => textOf(check).includes(word));
      check.hidden = !matches;
      if (matches) count += 1;
    }
    for (const suite of suites) suite.hidden = !suite.querySelector(".check:not([hidden])");
    empty.hidden = count > 0 || checks.length === 0;
    shown.textContent = count === checks.length
      ? "All " + count + " checks"
      : count + " of " + checks.length + " checks";
  };
  const reset = () => {
    for (const chip of all(".chip")) chip.setAttribute("aria-pressed", "false");
    search.value = "";
    apply();
  };
  const reveal = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    const target = id && document.getElementById(id);
    if (!target || !target.matches(".check")) return;
    if (target.hidden) reset();
    target.open = true;
    target.scrollIntoView();
    target.querySelector("summary").focus({ preventScroll: true });
  };

  const copy = async (button) => {
    const source = button.parentElement.querySelector("pre");
    let done = true;
    try {
      await navigator.clipboard.writeText(source.textContent);
    } catch {
      getSelection().selectAllChildren(source);
      done = document.execCommand("copy");
    }
    button.textContent = done ? "Copied" : "Selected";
    document.getElementById("announce").textContent = done ? "Copied" : "Selected; press Control C to copy";
    setTimeout(() => { button.textContent = "Copy"; }, 1600);
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.matches(".chip")) {
      button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
      apply();
    } else if (button.matches(".copy")) copy(button);
    else if (button.id === "reset") { reset(); search.focus(); }
    else if (button.id === "open") for (const check of checks) { if (!check.hidden) check.open = true; }
    else if (button.id === "close") for (const check of checks) check.open = false;
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input, textarea");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      search.focus();
    } else if (event.key === "Escape" && event.target === search) reset();
  });
  search.addEventListener("input", apply);
  addEventListener("hashchange", reveal);

  let openedToPrint = [];
  addEventListener("beforeprint", () => {
    openedToPrint = checks.filter((check) => !check.open && !check.matches(".pass, .na"));
    for (const check of openedToPrint) check.open = true;
  });
  addEventListener("afterprint", () => {
    for (const check of openedToPrint) check.open = false;
  });

  for (const element of all(".needs-script")) element.hidden = false;
  apply();
  reveal();
})();
`;
