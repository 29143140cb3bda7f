"""A hand on the Tab key goes through a page: what it comes to, and whether that is seen."""

LISTEN = """() => {
  const KINDS = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';
  const main = document.querySelector('main');
  const group = (one) => one.type === 'radio' && one.name ? `${one.form?.id}/${one.name}` : one;
  const shadow = (one) => getComputedStyle(one).boxShadow;
  const seen = (one) => one.checkVisibility({ visibilityProperty: true });
  const wanted = [...main.querySelectorAll(KINDS)].filter((one) => !one.disabled &&
    one.type !== 'hidden' && one.tabIndex >= 0 && seen(one));
  const plain = new Map(wanted.map((one) => [one, shadow(one)]));
  const outlined = (one) => {
    const style = getComputedStyle(one);
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
  };
  const marked = (one) => outlined(one) || shadow(one) !== (plain.get(one) ?? 'none') ||
    [one.parentElement, one.closest('label')].some((near) => near && outlined(near));
  const inside = (one) => {
    const box = one.getBoundingClientRect();
    return box.bottom > 0 && box.top < innerHeight;
  };
  const name = (one) => one.outerHTML.replace(/\\s+/g, ' ').slice(0, 120);
  const walk = { wanted: wanted.length, reached: new Set(), unseen: [], left: false };
  document.addEventListener('focusin', ({ target }) => {
    if (!main.contains(target)) walk.left = true;
    if (walk.left || target === main) return;
    walk.reached.add(group(target));
    if (!marked(target) || !inside(target)) walk.unseen.push(name(target));
  });
  walk.missing = () => wanted.filter((one) => one.isConnected && one.checkVisibility() &&
    !walk.reached.has(group(one))).map(name);
  window.walk = walk;
  main.focus();
  return walk.wanted;
}"""
LEFT = "() => window.walk.left || document.activeElement === document.body"
SAID = """() => {
  document.activeElement.blur();  // the link that skips covers others while it has the focus
  return { unseen: window.walk.unseen, missing: window.walk.missing() };
}"""
AT_ONCE, FIELDS_OF_A_DATE = 25, 8


def walk(page):
    """What is wrong for who has only a keyboard, from the content's first stop until it is left."""
    wanted = page.evaluate(LISTEN)
    dates = page.locator("main input[type^=date], main input[type=time]").count()
    for _round in range((2 * wanted + FIELDS_OF_A_DATE * dates) // AT_ONCE + 2):
        for _press in range(AT_ONCE):
            page.keyboard.press("Tab")
        if page.evaluate(LEFT):
            break
    else:
        yield f"the Tab key does not leave the page: {wanted} stops"
    said = page.evaluate(SAID)
    yield from (f"no focus is seen on {one}" for one in said["unseen"])
    yield from (f"the Tab key does not come to {one}" for one in said["missing"])
