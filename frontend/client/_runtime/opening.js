import { own } from "./protocol.js";
/**
 * Puts the arguments where the protocol wants them. A URL without a path gets the protocol's; one without a scheme
 * begins at the page's own address. Throws RangeError for a URL or an argument that can't be used.
 */
export function plan_opening(protocol, url, given, subprotocols = null) {
    const values = protocol.arguments.flatMap((argument) => written(argument, own(given, argument.property)));
    const [scheme, host, path, query] = parts_of(fill(absolute(url), values, "host", (text) => text));
    const place = fill(path === "" || path === "/" ? protocol.path : path, values, "path", encodeURIComponent);
    const missing = /\{[^{}]*\}/.exec(host + place);
    if (missing)
        throw new RangeError(`an argument of the URL is missing: ${missing[0]}`);
    const pairs = values.filter(([{ where }]) => where === "query");
    const texts = pairs.map(([{ name }, text]) => `${encodeURIComponent(name)}=${encodeURIComponent(text)}`);
    const whole = [...(query ? [query] : []), ...texts].join("&");
    const shown = `${scheme}//${host}${place}`;
    for (const [argument, text] of values.filter(([{ where }]) => where === "cookie"))
        set_cookie(argument, text);
    const offered = values.filter(([{ where }]) => where === "subprotocol").flatMap(([argument, text]) => offers(argument, text));
    return {
        url: whole ? `${shown}?${whole}` : shown,
        shown,
        subprotocols: [...new Set([...(subprotocols ?? protocol.subprotocols), ...offered])],
    };
}
/** Each value that is to be sent, as text; none for one that needn't be given and is what leaving it out means. */
function written(argument, value) {
    if (value === undefined || value === null) {
        if (argument.required && argument.default === null)
            throw new RangeError(`the argument ${argument.property} is missing`);
        return [];
    }
    if (!argument.required && JSON.stringify(value) === JSON.stringify(argument.default))
        return [];
    return (Array.isArray(value) ? value : [value]).map((each) => {
        if (argument.values.length > 0 && !argument.values.some((allowed) => allowed === each)) {
            throw new RangeError(`${argument.property} must be one of ${argument.values.map((one) => JSON.stringify(one)).join(", ")}`);
        }
        return [argument, String(each)];
    });
}
/** The URL as an absolute one of WebSocket; a path alone belongs to the server that the page came from. */
function absolute(url) {
    if (/^wss?:\/\/[^/?#]+/i.test(url))
        return url;
    const page = typeof location === "undefined" ? "" : location.href;
    if (/^https?:\/\//i.test(url))
        return url.replace(/^http/i, "ws");
    if (url.startsWith("/") && /^https?:/.test(page))
        return new URL(url, page).href.replace(/^http/, "ws");
    throw new RangeError("a WebSocket URL begins with ws:// or wss:// and a host");
}
function parts_of(url) {
    const found = /^(wss?:)\/\/([^/?#]*)([^?#]*)(?:\?([^#]*))?(#.*)?$/i.exec(url);
    if (!found)
        throw new RangeError("a WebSocket URL begins with ws:// or wss:// and a host");
    if (found[5])
        throw new RangeError("a WebSocket URL has no #fragment (RFC 6455 §3)");
    return [found[1] ?? "", found[2] ?? "", found[3] ?? "", found[4] ?? ""];
}
function fill(template, values, where, encode) {
    let filled = template;
    for (const [argument, text] of values.filter(([each]) => each.where === where)) {
        if (where === "host" && !/^[^\s/?#@\\{}]+$/.test(text)) {
            throw new RangeError(`${argument.property} can't be a part of a host: ${JSON.stringify(text)}`);
        }
        filled = filled.replaceAll(`{${argument.name}}`, () => encode(text));
    }
    return filled;
}
/** A browser sends the cookies that the server's site has; one can be set where that is the page's own. */
function set_cookie({ name }, text) {
    if (typeof document !== "undefined")
        document.cookie = `${name}=${text}; path=/; samesite=strict`;
}
/** What is offered for a token that travels as a subprotocol: as the document's form says. */
function offers({ form }, text) {
    const names = form === "" ? [text] : form.split(",").map((each) => credential(each.trim(), text));
    const wrong = names.find((name) => !/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name));
    if (wrong !== undefined)
        throw new RangeError(`${JSON.stringify(wrong)} can't be a subprotocol (RFC 6455 §4.1)`);
    return names;
}
/** Puts a secret into a form: `{token}`, `{token:base64}`, `{token:base64url}`. */
function credential(form, secret) {
    return form.replace(/\{token(?::(base64|base64url))?\}/g, (_, coding) => {
        if (coding === undefined)
            return secret;
        const text = btoa(String.fromCharCode(...new TextEncoder().encode(secret)));
        return coding === "base64" ? text : text.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
    });
}
