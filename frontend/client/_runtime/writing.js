import { InvalidMessage } from "./errors.js";
import { copy_of, find_fault, is_object, put_at, value_at } from "./frame.js";
import { address_in, routes_of } from "./protocol.js";
/** Writes the frames of one direction. */
export class Writer {
    #tag;
    routes;
    constructor(framing) {
        this.#tag = framing.tag;
        this.routes = new Map(routes_of(framing).map((route) => [route.message.name, route]));
    }
    /** Wraps, identifies, checks and writes one frame; throws InvalidMessage. */
    write(message, payload, beside) {
        const frame = this.#frame(message, payload, beside);
        const fault = find_fault(frame);
        if (fault)
            throw new InvalidMessage(`${message.name} isn't sent: ${fault}`);
        const refused = message.validate(frame);
        if (refused) {
            throw new InvalidMessage(`${message.name} isn't sent${refused.at ? `, at ${refused.at}` : ""}: ${refused.message}`);
        }
        return JSON.stringify(frame);
    }
    /** Writes a frame; null where no valid one can be made of the payload. */
    try_write(message, payload, beside) {
        try {
            return this.write(message, payload, beside);
        }
        catch (error) {
            if (error instanceof InvalidMessage)
                return null;
            throw error;
        }
    }
    #frame(message, payload, beside) {
        const filled = this.#filled(message, payload);
        const fields = this.#around(message, filled, beside);
        const id = beside.request_id ?? null;
        const id_path = id === null ? null : message.request_id;
        const frame = message.envelope ? blank([...fields.map(([path]) => path), ...(id_path ? [id_path] : [])]) : filled;
        for (const [path, value] of fields)
            put_at(frame, path, value);
        if (id_path && (value_at(frame, id_path) ?? null) === null)
            put_at(frame, id_path, id);
        if (message.empty && is_empty(filled))
            fill(frame, message);
        return frame;
    }
    /** A copy of a payload with what has one possible value in it; the tag too, where tags stand in payloads. */
    #filled(message, payload) {
        const copied = copy_or_throw(message, payload === undefined ? {} : payload);
        if (!is_object(copied))
            return copied;
        for (const [field, value] of Object.entries(message.constants)) {
            if (!Object.hasOwn(copied, field))
                put_at(copied, [field], value);
        }
        const [first] = message.tags;
        if (this.#tag && first !== undefined && message.envelope === null) {
            const present = value_at(copied, this.#tag);
            if (!message.tags.some((tag) => tag === present))
                put_at(copied, this.#tag, first);
        }
        return copied;
    }
    /** What stands where in a message's envelope; nothing without one. */
    #around(message, payload, beside) {
        const { envelope } = message;
        if (envelope === null)
            return [];
        const fields = envelope.constants.map(([path, value]) => [path, value]);
        if (message.tags[0] !== undefined)
            fields.push([envelope.tag, message.tags[0]]);
        const topic = envelope.topic && (beside.topic ?? this.#address(message, payload));
        if (envelope.topic && topic !== null)
            fields.push([envelope.topic, topic]);
        if (envelope.timestamp)
            fields.push([envelope.timestamp, timestamp_of(beside.now, envelope.timestamp_unit)]);
        if (!message.empty || !is_empty(payload))
            fields.push([envelope.data, payload]);
        return fields;
    }
    #address(message, payload) {
        for (const channel of this.routes.get(message.name)?.channels ?? []) {
            const address = address_in(channel, message, payload);
            if (address !== null)
                return address;
        }
        return null;
    }
}
function copy_or_throw(message, payload) {
    try {
        return copy_of(payload);
    }
    catch (error) {
        throw new InvalidMessage(`${message.name} isn't sent: ${error instanceof Error ? error.message : String(error)}`);
    }
}
/** Puts an empty payload in a frame whose schema wants one: an object, else null. */
function fill(frame, message) {
    for (const each of [{}, null]) {
        if (!message.validate(frame))
            return;
        put_at(frame, message.envelope?.data ?? [], each);
    }
}
/** Makes the arrays in which a frame's fields stand, each as long as it must be; objects come with what they hold. */
function blank(paths) {
    const steps = new Map();
    for (const [step, ...rest] of paths) {
        if (step !== undefined)
            steps.set(step, [...(steps.get(step) ?? []), ...(rest.length > 0 ? [rest] : [])]);
    }
    const inner = new Map([...steps].filter(([, rests]) => rests.length > 0).map(([step, rests]) => [step, blank(rests)]));
    const is_array = steps.size > 0 && [...steps.keys()].every((step) => /^\d+$/.test(step));
    if (!is_array)
        return Object.fromEntries(inner);
    const places = new Array(1 + Math.max(...[...steps.keys()].map(Number))).fill(null);
    for (const [step, each] of inner)
        places[Number(step)] = each;
    return places;
}
function is_empty(payload) {
    return is_object(payload) && Object.keys(payload).length === 0;
}
function timestamp_of(now, unit) {
    if (unit === "iso")
        return new Date(now * 1000).toISOString();
    return Math.floor(unit === "s" ? now : now * 1000);
}
