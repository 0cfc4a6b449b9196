/** The base of an element: a class that stands in for it where there is no document, so that Node can import this. */
export const HostElement = typeof HTMLElement === "undefined" ? class {
} : HTMLElement;
/** Makes an element known by its name, where there is a document that doesn't know it yet. */
export function define(name, element) {
    if (typeof customElements !== "undefined" && customElements.get(name) === undefined)
        customElements.define(name, element);
}
/** Gives an element its shadow tree with a stylesheet, which a strict Content-Security-Policy allows. */
export function shadow(element, css) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    const root = element.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    return root;
}
/** Sets again, through its setter, a property that a page gave an element before the element was defined. */
export function upgrade(element, property) {
    if (!Object.hasOwn(element, property))
        return;
    const value = Reflect.get(element, property);
    Reflect.deleteProperty(element, property);
    Reflect.set(element, property, value);
}
