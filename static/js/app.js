/* What a mouse or a keyboard may do faster. Every page works without this file. */
(() => {
  const root = document.documentElement;
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];

  /* Theme switch */
  const showTheme = () => {
    const theme = root.dataset.theme || "auto";
    all("[data-theme-set]").forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.themeSet === theme)));
  };
  const setTheme = (theme) => {
    if (theme === "auto") delete root.dataset.theme;
    else root.dataset.theme = theme;
    try {
      if (theme === "auto") localStorage.removeItem("theme");
      else localStorage.setItem("theme", theme);
    } catch { /* storage is closed: the choice lasts for this page */ }
    showTheme();
  };
  all("[data-theme-switch], [data-print]").forEach((element) => { element.hidden = false; });
  showTheme();

  /* Menus, dialogs, print */
  const closeMenus = (except) => all("details.menu[open]").filter((menu) => !menu.contains(except)).forEach((menu) => { menu.open = false; });
  addEventListener("click", (event) => {
    closeMenus(event.target);
    const theme = event.target.closest("[data-theme-set]");
    if (theme) setTheme(theme.dataset.themeSet);
    if (event.target.closest("[data-print]")) print();
    const opener = event.target.closest("[data-dialog]");
    const dialog = opener && document.getElementById(opener.dataset.dialog);
    if (dialog) { event.preventDefault(); dialog.showModal(); }
  });
  /* The meeting that a key acted on, to focus again. */
  let kept = "";
  const escape = () => {
    const menu = document.querySelector("details.menu[open]");
    if (menu) { menu.open = false; menu.querySelector("summary").focus(); return true; }
    const cancel = !document.querySelector("dialog[open]") && document.querySelector("[data-cancel]");
    if (!cancel) return false;
    const chosen = document.querySelector('[data-meeting][aria-pressed="true"]');
    kept = chosen ? chosen.id : "";
    cancel.click();
    return true;
  };

  /* Schedule grid: arrows, Home, End, letters */
  const within = (cell) => {
    const found = cell && (cell.querySelector("button, a[href]") || cell);
    if (found === cell && cell) cell.tabIndex = -1;
    return found;
  };
  const rowCells = (row) => [...row.children].filter((cell) => cell.matches("[data-place]"));
  const step = (cells, from, by) => {
    for (let at = from + by; at >= 0 && at < cells.length; at += by) if (within(cells[at])) return within(cells[at]);
    return null;
  };
  /* An online cell has several meetings. */
  const stops = (cell) => all("[data-meeting], button.slot", cell);
  const lowest = (stop) => stop && (stops(stop.closest("[data-place]")).pop() || stop);
  const neighbour = (cell, key, from) => {
    const across = rowCells(cell.parentElement);
    const column = across.indexOf(cell);
    const down = all("tr", cell.closest("tbody")).map((row) => rowCells(row)[column]);
    const here = stops(cell), at = here.indexOf(from);
    const moves = {
      ArrowLeft: () => step(across, column, -1), ArrowRight: () => step(across, column, 1),
      ArrowUp: () => here[at - 1] || lowest(step(down, down.indexOf(cell), -1)),
      ArrowDown: () => (at >= 0 && here[at + 1]) || step(down, down.indexOf(cell), 1),
      Home: () => step(across, -1, 1), End: () => step(across, across.length, -1),
    };
    return moves[key] && moves[key]();
  };
  const send = (id, meeting) => {
    const form = document.getElementById(id);
    if (!form) return false;
    kept = `m-${meeting}`;
    form.elements.meeting.value = meeting;
    form.requestSubmit();
    return true;
  };
  const pressKeyed = (letter) => {
    const target = document.querySelector(`[data-key="${letter}"]:not([disabled])`);
    if (!target) return false;
    if (target.matches("form")) target.requestSubmit(); else target.click();
    return true;
  };
  const gridKey = (event) => {
    const cell = event.target.closest && event.target.closest("[data-grid] [data-place]");
    if (!cell || event.altKey || event.metaKey || event.ctrlKey) return false;
    const next = neighbour(cell, event.key, event.target);
    if (next) { next.focus(); return true; }
    const meeting = event.target.matches("[data-meeting]") && event.target.dataset.meeting;
    const letter = event.key.toLowerCase();
    if (!meeting) return false;
    if (letter === "m") { event.target.click(); return true; }
    if (letter === "l") return send("locked" in event.target.dataset ? "unlock" : "lock", meeting);
    const swap = letter === "s" && cell.querySelector(`[form="swap"][value="${meeting}"]`);
    if (swap) { kept = event.target.id; swap.click(); return true; }
    return false;
  };
  addEventListener("keydown", (event) => {
    const writing = event.target.closest && event.target.closest("input, textarea, select, [contenteditable]");
    const letter = !writing && (event.ctrlKey || event.metaKey) && event.key.toLowerCase();
    const undo = letter === "z" && !event.shiftKey, redo = letter === "y" || (letter === "z" && event.shiftKey);
    const done = event.key === "Escape" ? escape() : undo ? pressKeyed("z") : redo ? pressKeyed("y") : !writing && gridKey(event);
    if (done) event.preventDefault();
  });

  /* Dragging sends the form of choosing */
  const arm = () => all("[data-grid] [data-meeting]").forEach((card) => { card.draggable = true; });
  const place = (target) => target.closest && target.closest("[data-grid] [data-place]");
  const clearOver = () => all("[data-over]").forEach((cell) => cell.removeAttribute("data-over"));
  let dragged = null;
  addEventListener("dragstart", (event) => {
    const card = event.target.closest && event.target.closest("[data-grid] [data-meeting]");
    if (!card) return;
    dragged = card.dataset.meeting;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", card.innerText);
  });
  addEventListener("dragover", (event) => {
    const cell = dragged && place(event.target);
    clearOver();
    if (!cell || cell.querySelector("[data-meeting]")) return;
    event.preventDefault();
    cell.dataset.over = "";
  });
  addEventListener("dragend", () => { dragged = null; clearOver(); });
  addEventListener("drop", (event) => {
    const cell = dragged && place(event.target);
    if (!cell) return;
    event.preventDefault();
    const form = document.getElementById(cell.closest("[data-grid]").dataset.placeForm);
    if (!form) return;
    form.elements.meeting.value = dragged;
    const field = form.elements.namedItem("place");
    const hidden = field instanceof HTMLInputElement ? field : form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name: "place" }));
    hidden.value = cell.dataset.place;
    form.requestSubmit();
    hidden.remove();
  });
  arm();

  /* htmx: buttons outside their form, focus after a swap, failures in words */
  document.addEventListener("htmx:configRequest", (event) => {
    const pressed = event.detail.triggeringEvent && event.detail.triggeringEvent.submitter;
    if (pressed && pressed.name) event.detail.formData.set(pressed.name, pressed.value);
  });
  /* What came last may be sent or pressed before htmx has it. */
  ["submit", "click"].forEach((act) => document.addEventListener(act, (event) => {
    const form = event.target.closest("form, a[hx-get]");
    if (form && window.htmx) window.htmx.process(form);
  }, true));
  /* The focus stays with a meeting, at its new place too. */
  document.addEventListener("htmx:beforeRequest", (event) => {
    const meeting = event.target.matches && event.target.matches("form[id]") && event.target.elements.namedItem("meeting");
    if (meeting && meeting.value && !kept) kept = `m-${meeting.value}`;
  });
  const keepOpen = (name, element) => !(name === "open" && element.matches("details"));
  document.addEventListener("htmx:beforeSwap", () => {
    if (window.Idiomorph) window.Idiomorph.defaults.callbacks.beforeAttributeUpdated = keepOpen;
  });
  /* At once: focus that comes later would take a key meant for another. */
  document.addEventListener("htmx:afterSwap", (event) => {
    arm();
    const focus = event.target.querySelector && event.target.querySelector("[data-focus]");
    const grid = document.querySelector("[data-grid]");
    const acted = kept && (document.getElementById(kept) || grid && grid.parentElement);
    kept = "";
    if (focus || acted) (focus || acted).focus();
  });
  document.addEventListener("htmx:afterSettle", () => {
    all("[data-print]").forEach((element) => { element.hidden = false; });
  });
  /* Enter in a search field within a form looks, and does not send the form. */
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("[data-find]") || !window.htmx) return;
    event.preventDefault();
    event.target.dispatchEvent(new Event("find"));
  });
  /* What was typed before the page had come is looked up now. */
  addEventListener("load", () => {
    all("[data-find]").filter((field) => field.value !== field.defaultValue).forEach((field) => field.dispatchEvent(new Event("find")));
  });
  /* The words are the page's: attributes of the place where they are told. */
  const alerts = document.getElementById("alerts");
  const tell = (words) => {
    const notice = Object.assign(document.createElement("div"), { className: "notice bad" });
    notice.append(Object.assign(document.createElement("div"), { textContent: words }));
    alerts.replaceChildren(notice);
  };
  document.addEventListener("htmx:responseError", () => tell(alerts.dataset.refused));
  document.addEventListener("htmx:sendError", () => tell(alerts.dataset.offline));
  document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful) alerts.replaceChildren(); });
})();
