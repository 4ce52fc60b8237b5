/* Texts, seen or only heard, in which a plain Latin word is left; data has none. */
() => {
  const kept = "script, style, template, noscript, code, pre, kbd, textarea, [translate=no], [translate=no] *";
  const named = ["aria-label", "title", "alt", "placeholder", "label", "data-label", "data-table",
    "data-refused", "data-offline"];
  // Addresses, the name in titles, and what is typed as it stands: {cluster} becomes a name.
  const notWords = /\S*(?:@|:\/\/|\/)\S*|clustermeet|\{\w+\}/g;
  const found = new Set();
  const look = (text) => {
    if (!text || !/[A-Za-z]{2,}/.test(text.replace(notWords, " "))) return;
    found.add(text.trim().replace(/\s+/g, " ").slice(0, 80));
  };
  const texts = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const { data, parentElement } = texts.currentNode;
    if (!parentElement.matches(kept)) look(data);
  }
  for (const element of document.querySelectorAll("body *")) {
    if (element.matches(kept)) continue;
    for (const name of named) look(element.getAttribute(name));
    if (element.matches("input:is([type=submit], [type=button], [type=reset])")) look(element.value);
  }
  return [...found];
}
