/* Texts that do not show whole: shortened by code (no closing bracket), or hidden by style. */
() => {
  const found = [];
  const said = document.body.cloneNode(true);
  said.querySelectorAll("script, style, blockquote, textarea").forEach((part) => part.remove());
  const [begin, end] = ["[", "]"].map((sign) => said.textContent.split(sign).length - 1);
  if (begin !== end) found.push(`${begin} texts begin, ${end} end`);
  const isHeardOnly = (element) => {
    for (let at = element; at; at = at.parentElement) {
      if (getComputedStyle(at).clipPath !== "none") return true;
    }
    return false;
  };
  const hides = (way) => way === "hidden" || way === "clip";
  const words = (element) => element.textContent.trim().replace(/\s+/g, " ").slice(0, 60);
  for (const element of document.querySelectorAll("body *:not(svg, svg *, input, textarea, select, .clip)")) {
    const style = getComputedStyle(element);
    const isCut = (hides(style.overflowX) && element.scrollWidth > element.clientWidth + 1)
      || (hides(style.overflowY) && element.scrollHeight > element.clientHeight + 1);
    if (isCut && element.clientWidth && element.checkVisibility() && !isHeardOnly(element)) {
      found.push(`cut in ${element.localName}.${element.className}: ${words(element)}`);
    }
  }
  for (const element of document.querySelectorAll(".botnav *")) {
    const isBeyond = element.getBoundingClientRect().right > innerWidth + 1;
    if (isBeyond && element.checkVisibility()) found.push(`beyond the screen: ${words(element)}`);
  }
  return found;
}
