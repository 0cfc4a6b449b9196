import { addresses_in, addresses_of, named } from "./addresses.js";
import { make_error, make_pong, text_of_error } from "./answers.js";
import { PROTOCOL_ERROR, TOO_BIG, UNSUPPORTED_DATA, size_of } from "./close.js";
import { RequestFailed, RequestLost } from "./errors.js";
import { value_at } from "./frame.js";
import { Inbox } from "./inbox.js";
import { data_of } from "./protocol.js";
import { Reader, is_refused, request_id_of } from "./reading.js";
import { OutOfOrder, Pending, Replies } from "./replies.js";
import { RequestIds } from "./request_ids.js";
import { SubscriptionWriter } from "./subscribing.js";
import { Writer } from "./writing.js";
/**
 * The client's side of one connection: frames and the time in; frames, closes and notices out. It neither waits nor
 * looks at a clock. Times are in seconds.
 */
export class Session {
    /** When the last frame came; who opens the connection sets it at first. */
    heard_at = 0;
    #protocol;
    #topics;
    #epoch;
    #settings;
    #reader;
    #writer;
    #ids = new RequestIds();
    #replies = new Replies();
    #subscriptions;
    #pong;
    #alike;
    #closed = false;
    constructor(protocol, topics, settings) {
        this.#protocol = protocol;
        this.#topics = topics;
        this.#epoch = settings.epoch;
        this.#settings = settings;
        this.#reader = new Reader(protocol.server_to_client);
        this.#writer = new Writer(protocol.client_to_server);
        this.#subscriptions = new SubscriptionWriter(protocol, this.#writer, this.#ids);
        topics.resumes = this.#subscriptions.after !== null;
        const messages = [...this.#writer.routes.values()].map((route) => route.message);
        this.#pong = messages.find((message) => message.role === "pong") ?? null;
        // What is told by its schema may be several messages: then the request that waits says which.
        const tried = protocol.server_to_client.untagged;
        this.#alike = new Set(tried.length > 1 ? tried.map((route) => route.message.name) : []);
    }
    /** The route of a message that clients send; throws RangeError where there is none of that name. */
    route(name) {
        const route = this.#writer.routes.get(name);
        if (route === undefined)
            throw new RangeError(`${name} is no message that clients of ${this.#protocol.name} send`);
        return route;
    }
    /** Writes a message that no reply is awaited for; throws InvalidMessage. */
    send(name, payload, now, topic = null) {
        return this.#write(this.route(name).message, payload, now, topic)[0];
    }
    /** Writes a request and awaits its replies in the inbox; throws InvalidMessage. */
    request(name, payload, inbox, now, topic = null) {
        const route = this.route(name);
        if (route.reply === null)
            throw new RangeError(`${name} has no reply to wait for`);
        const [text, id] = this.#write(route.message, payload, now, topic);
        const addresses = topic === null ? addresses_in(route, payload) : named(route, topic);
        const pending = new Pending(name, route.reply, id, addresses, inbox, id === null ? payload : null);
        this.#replies.add(pending, now);
        return [pending, text];
    }
    /** Gives a request up: what still answers it is swallowed. */
    abandon(pending, now) {
        this.#replies.abandon(pending, now);
    }
    /** Whether the server answers subscriptions to an address. */
    is_acknowledged(address) {
        return this.#subscribe_reply() !== null && !this.#subscriptions.for_everyone.has(address);
    }
    /** Writes the subscribe message for an address; null where the protocol has none, or where everyone is on it. */
    subscribe(address, now) {
        const written = this.#subscriptions.subscribe(address, this.#topics.last(address), now + this.#epoch);
        const reply = this.#subscribe_reply();
        const name = this.#protocol.subscribe?.name ?? "";
        if (written && reply) {
            const inbox = new Inbox(1, "fail");
            this.#replies.add(new Pending(name, reply, written.request_id, new Map(), inbox, null), now);
            void this.#settle(address, inbox);
        }
        return written?.text ?? null;
    }
    /** Writes the unsubscribe message for an address; null where `subscribe` gives none. */
    unsubscribe(address, now) {
        return this.#subscriptions.unsubscribe(address, now + this.#epoch);
    }
    /** Takes one frame: its message goes into the inboxes it belongs to, and what else must be done is returned. */
    receive(data, now) {
        if (this.#closed)
            return { effects: [], verdict: { message: null, fault: null, is_known: true } };
        this.heard_at = now;
        if (typeof data !== "string") {
            return this.#unread(UNSUPPORTED_DATA, "binary", "a binary frame where the protocol has text");
        }
        const most = this.#settings.max_frame_bytes;
        if (data.length > most || (data.length * 3 > most && size_of(data) > most)) {
            return this.#unread(TOO_BIG, "size", `a frame of more than ${most} bytes`);
        }
        let read = this.#reader.read(data);
        if (is_refused(read))
            return { effects: this.#refused(read, now), verdict: verdict_of(read) };
        if (!this.#replies.is_idle && this.#alike.has(read.route.message.name)) {
            read = this.#replies.preferred([read, ...this.#reader.others(read)]) ?? read;
        }
        return { effects: this.#accepted(read, now), verdict: verdict_of(read) };
    }
    /** Fails every request under way: the connection is gone. */
    end(ending) {
        this.#closed = true;
        for (const pending of this.#replies.end())
            pending.inbox.end(() => new RequestLost(ending, pending.request));
    }
    #accepted(read, now) {
        const { message } = read.route;
        if (message.role === "ping") {
            const pong = this.#pong && make_pong(this.#writer, this.#pong, read, now + this.#epoch);
            if (pong)
                return [{ kind: "send", text: pong }];
            // Nothing to answer with, or a pong that only the user can fill: the user sees the ping.
            this.#deliver(read);
            return [];
        }
        try {
            const answer = this.#answer_of(read, now);
            if (answer !== null) {
                hand_over(answer, read);
                return [];
            }
        }
        catch (error) {
            if (!(error instanceof OutOfOrder))
                throw error;
            return [this.#refuse(PROTOCOL_ERROR, error.message)];
        }
        if (message.role === "error")
            return this.#fail_request(read, now);
        this.#deliver(read);
        return [];
    }
    #refused({ kind, reason, request_id, frame }, now) {
        const policy = this.#settings.unknown;
        if (kind !== "unknown" || policy === "close")
            return [this.#refuse(PROTOCOL_ERROR, reason)];
        if (this.#replies.is_due(request_id) && !this.#is_new(frame)) {
            return [this.#refuse(PROTOCOL_ERROR, `the reply to ${String(request_id)}: ${reason}`)];
        }
        if (policy === "ignore")
            return [{ kind: "unknown", frame, reason }];
        const told = { code: 1002, kind, reason, request_id };
        const text = make_error(this.#writer, this.#protocol.error, told, now + this.#epoch);
        return text === null ? [] : [{ kind: "send", text }];
    }
    /** Whether an unknown frame is a message that a newer server may have: its tag says so itself. */
    #is_new(frame) {
        const { tag, untagged, routes } = this.#protocol.server_to_client;
        if (tag === null || untagged.length > 0)
            return false;
        const value = value_at(frame, tag);
        return ["string", "number", "boolean"].includes(typeof value) && !routes.some(([known]) => known === value);
    }
    #unread(code, keyword, reason) {
        const verdict = { message: null, fault: { at: "", keyword, message: reason }, is_known: true };
        return { effects: [this.#refuse(code, reason)], verdict };
    }
    #refuse(code, reason) {
        const ending = { code, reason, by_client: true };
        this.end(ending);
        return { kind: "close", ending };
    }
    #write(message, payload, now, topic) {
        const encode = (request_id) => this.#writer.write(message, payload, { request_id, topic, now: now + this.#epoch });
        if (message.request_id === null)
            return [encode(null), null];
        // Where it stands inside the payload, the user may have chosen it.
        const data = data_of(message);
        const is_inside = data.every((step, at) => message.request_id?.[at] === step);
        const own = is_inside ? request_id_of(value_at(payload, message.request_id.slice(data.length))) : null;
        return own === null ? this.#ids.write(message, encode) : [encode(null), own];
    }
    #answer_of(read, now) {
        const { message } = read.route;
        if (read.request_id !== null)
            return this.#replies.by_id(message, read.request_id);
        if (!this.#replies.awaits(message))
            return null;
        const addresses = addresses_of(read);
        const subscribed = [...addresses.values()].some((address) => this.#topics.is_open(address));
        return this.#replies.by_place(message, { addresses, subscribed, payload: read.payload }, now);
    }
    #fail_request(read, now) {
        const { message } = read.route;
        const text = text_of_error(read);
        const addresses = read.request_id === null ? addresses_of(read) : new Map();
        const pending = this.#replies.by_error(message, read.request_id, addresses, now);
        if (pending === null)
            return [{ kind: "error", error: read.payload, text }];
        if (pending.wanted)
            pending.inbox.end(() => new RequestFailed(pending.request, read.payload, text));
        return [];
    }
    #deliver(read) {
        const { sequence } = read.route.message;
        const addresses = read.topic === null ? addresses_of(read) : new Map();
        const known = read.topic === null ? [...new Set(addresses.values())] : [read.topic];
        if (sequence !== null && !this.#topics.accepts(value_at(read.frame, sequence), known))
            return;
        this.#topics.deliver(read, addresses);
    }
    #subscribe_reply() {
        const kind = this.#protocol.subscribe;
        const reply = kind && (this.#writer.routes.get(kind.name)?.reply ?? null);
        return reply && "one" in reply ? reply : null;
    }
    async #settle(address, inbox) {
        try {
            const answered = await inbox.next();
            if (!answered.done)
                this.#topics.answer(address)?.put(answered.value);
        }
        catch (error) {
            // Where the connection is lost first, the next one subscribes again.
            if (error instanceof RequestFailed)
                this.#topics.refuse(address, error);
        }
    }
}
/** What a frame was, for those who watch. */
export function verdict_of(read) {
    if (!is_refused(read))
        return { message: read.route.message.name, fault: null, is_known: true };
    const fault = read.fault ?? { at: "", keyword: read.kind, message: read.reason };
    return { message: read.message, fault, is_known: read.kind !== "unknown" };
}
function hand_over({ pending, last }, read) {
    if (!pending.wanted)
        return;
    if (!pending.inbox.put(read, size_of(read.text)))
        pending.wanted = false;
    else if (last)
        pending.inbox.end();
}
