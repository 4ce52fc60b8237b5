/* Before the first paint: the theme chosen earlier. Without a choice the system decides. */
(() => {
  try {
    const theme = localStorage.getItem("theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch { /* storage is closed: follow the system */ }
})();
