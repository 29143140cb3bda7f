"""What a page looks like on paper, A4 upright between its margins."""

ON_PAPER = """() => {
    const shown = (one) => one.checkVisibility({ visibilityProperty: true });
    const cut = (one) => one.scrollWidth > one.clientWidth + 1
        || one.scrollHeight > one.clientHeight + 1;
    const all = (selector) => [...document.querySelectorAll(selector)].filter(shown);
    return {
        frame: all(".cp-nav, .cp-top, button, .btn, .cp-filters, [data-live]").length,
        cut: all(".cp-scroll, .bn-tall, .bn-map").filter(cut).length,
        wide: document.documentElement.scrollWidth - innerWidth,
        ground: getComputedStyle(document.body).backgroundColor,
    };
}"""
REDRAWN = """() => [...document.querySelectorAll("[data-plot] svg")].every(
    (one) => one.clientWidth <= one.closest("[data-plot]").clientWidth)"""
CLEAN = {"frame": 0, "cut": 0, "wide": 0, "ground": "rgb(255, 255, 255)"}
WIDTH_PX = 718
"""190 mm."""


def on_paper(page):
    """Return what is wrong with the page on paper; CLEAN where nothing is."""
    page.set_viewport_size({"width": WIDTH_PX, "height": 1_000})
    page.wait_for_function(REDRAWN)  # figures follow the width of a window a moment later
    page.emulate_media(media="print")
    return page.evaluate(ON_PAPER)
