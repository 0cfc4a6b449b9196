import { is_object } from "./frame.js";
/** All routes of one direction, each once. */
export function routes_of(framing) {
    const found = new Map();
    for (const [, route] of framing.routes)
        found.set(route.message.name, route);
    for (const route of framing.untagged)
        found.set(route.message.name, route);
    return [...found.values()];
}
/** Where the payload stands in a message's frame. */
export function data_of(message) {
    return message.envelope?.data ?? [];
}
/** Whether a request is answered by a stream. */
export function is_stream(reply) {
    return "items" in reply;
}
/** All messages that may answer, in order. */
export function answers_of(reply) {
    if (!is_stream(reply))
        return reply.one;
    return [...(reply.start ? [reply.start] : []), ...reply.items, ...reply.end];
}
/** Fills a channel's address; throws RangeError for an argument that is missing, empty, or can't be read back. */
export function address_of(channel, given) {
    const address = channel.address.replace(/\{([^{}]+)\}/g, (_, name) => {
        const value = given[name];
        if (typeof value !== "string" && typeof value !== "number") {
            throw new RangeError(`${channel.name}: ${name} is missing for ${channel.address}`);
        }
        return String(value);
    });
    const read = match_address(channel, address);
    if (read === null || Object.entries(read).some(([name, text]) => String(given[name]) !== text)) {
        throw new RangeError(`${channel.name}: ${JSON.stringify(given)} can't stand in ${channel.address}`);
    }
    return address;
}
/** Reads the parameters out of an address, as text; null where it isn't one of the channel's. */
export function match_address(channel, address) {
    const found = pattern_of(channel).exec(address);
    if (found === null)
        return null;
    const names = [...channel.address.matchAll(/\{([^{}]+)\}/g)].map((each) => each[1] ?? "");
    return Object.fromEntries(names.map((name, at) => [name, found[at + 1] ?? ""]));
}
/** The address that a payload of a message belongs to; null where it doesn't carry every parameter. */
export function address_in(channel, message, payload) {
    const given = {};
    const fields = own(channel.fields, message.name) ?? {};
    for (const name of Object.keys(channel.parameters)) {
        const field = own(fields, name);
        const value = field !== undefined && is_object(payload) ? own(payload, field) : undefined;
        if (typeof value !== "string" && !(typeof value === "number" && Number.isInteger(value)))
            return null;
        given[name] = value;
    }
    try {
        return address_of(channel, given);
    }
    catch {
        return null;
    }
}
/** A property of an object's own; undefined where it has none. */
export function own(of, key) {
    return Object.hasOwn(of, key) ? of[key] : undefined;
}
const patterns = new WeakMap();
function pattern_of(channel) {
    const known = patterns.get(channel);
    if (known)
        return known;
    const parts = channel.address.split(/\{([^{}]+)\}/);
    const texts = parts.map((_, at) => at).filter((at) => at % 2 === 1 && channel.parameters[parts[at] ?? ""] !== "int");
    const pattern = parts.map((part, at) => {
        if (at % 2 === 0)
            return escaped(part);
        if (!texts.includes(at))
            return "(0|-?[1-9][0-9]{0,18})";
        const following = parts[at + 1] ?? "";
        // Ends where it can end first: with two that try every end, a refusal takes the square of the length.
        return at === texts.at(-1) || following === "" ? "(.+?)" : `((?:(?!${escaped(following)}).)+)`;
    });
    const made = new RegExp(`^${pattern.join("")}$`, "su");
    patterns.set(channel, made);
    return made;
}
function escaped(text) {
    return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
