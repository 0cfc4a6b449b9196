/// <reference lib="esnext.disposable" preserve="true" />
import { within } from "./clock.js";
import { Closed, TimedOut } from "./errors.js";
import { Inbox } from "./inbox.js";
import { Keeper } from "./keeper.js";
import { Listeners } from "./listeners.js";
import { checked } from "./options.js";
import { address_of } from "./protocol.js";
import { ReplyStream, Subscription } from "./streams.js";
/** A client's side of a connection that comes back when it is lost: the base of every generated client. */
export class Client {
    /** How many frames were ignored that are no message of this protocol; a newer server may send some. */
    unknown_frames = 0;
    #keeper;
    #options;
    #on_unknown = new Listeners();
    #on_error = new Listeners();
    /**
     * Nothing is opened before `connect`. Throws RangeError for an option that can't be.
     *
     * `greeting` makes the message by which a client says who it is, before all else, for each connection.
     */
    constructor(protocol, url, given = {}, options = {}, greeting = null) {
        this.#options = checked(options);
        this.#keeper = new Keeper(protocol, url, given, this.#options, greeting ?? (() => null));
        this.#keeper.on_notice.add((notice) => {
            if (notice.kind === "unknown") {
                this.unknown_frames += 1;
                this.#on_unknown.call(notice.frame, notice.reason);
            }
            else if (notice.kind === "error") {
                if (this.#on_error.is_empty)
                    console.warn(`the server sent an error: ${notice.text}`, notice.error);
                this.#on_error.call(notice.error, notice.text);
            }
        });
    }
    /** `connecting`, `live`, `stale` (lost, and to be connected again) or `closed`. */
    get state() {
        return this.#keeper.life.state;
    }
    /** The subprotocol that the server chose; null where it chose none, or without a connection. */
    get subprotocol() {
        return this.#keeper.subprotocol;
    }
    /** Calls back with each new state; returns what ends that. */
    on_state(callback) {
        return this.#keeper.on_state.add(callback);
    }
    /** Calls back with the end of each connection that was live; returns what ends that. */
    on_close(callback) {
        return this.#keeper.on_close.add(callback);
    }
    /** Calls back with each error message that answers no request (else the page's console has it); returns what ends that. */
    on_error(callback) {
        return this.#on_error.add(callback);
    }
    /** Calls back with each frame, as parsed, that is no message of this protocol; returns what ends that. */
    on_unknown(callback) {
        return this.#on_unknown.add(callback);
    }
    /** Opens the connection; throws Unreachable, TimedOut, or RangeError for an argument that can't be used. */
    async connect() {
        await this.#keeper.open();
        return this;
    }
    /** Closes the connection (1000); what waits ends. Closing twice does nothing. */
    async close() {
        await this.#keeper.close();
    }
    /** The same as `close`, at the end of the block that says `await using`. */
    async [Symbol.asyncDispose]() {
        await this.close();
    }
    /** Sends any text as it is, unchecked: for tools and tests. Throws TimedOut or Closed. */
    async send_text(text) {
        const live = await this.#connected("the frame");
        await this.#keeper.write(live, text, "the frame");
    }
    /** Sends a message that no reply is awaited for; throws InvalidMessage, TimedOut or Closed. */
    async _send(name, payload, options = {}) {
        const { topic } = options;
        const live = await this.#connected(name, options);
        await this.#keeper.write(live, live.session.send(name, payload, this.#now(), topic ?? null), name);
    }
    /** Sends a request and gives its reply; throws InvalidMessage, RequestFailed, TimedOut or Closed. */
    async _request(name, payload, options = {}) {
        const seconds = options.timeout ?? this.#options.request_timeout;
        const until = this.#now() + seconds;
        const inbox = new Inbox(1, "fail");
        const abandon = await this.#begin(name, payload, inbox, { ...options, timeout: seconds });
        try {
            const late = () => too_late(`no reply to ${name}`, seconds);
            const limit = { seconds: until - this.#now(), late, signal: options.signal };
            const answered = await within(this.#options.clock, inbox.next(), limit);
            if (answered.done)
                throw this.#keeper.life.refusal() ?? late();
            return answered.value.payload;
        }
        finally {
            abandon();
        }
    }
    /** Makes the stream of a request's replies, which sends the request at its first use. */
    _stream(name, payload, options = {}) {
        const seconds = options.timeout ?? this.#options.stream_timeout;
        const inbox = new Inbox(this.#options.reply_queue, "fail", this.#options.queue_bytes);
        const late = () => too_late(`no further reply to ${name}`, seconds);
        return new ReplyStream(inbox, () => this.#begin(name, payload, inbox, { ...options, timeout: seconds }), (waiting) => within(this.#options.clock, waiting.next(), { seconds, late, signal: options.signal }));
    }
    /** Makes the subscription of one topic; throws RangeError for parameters that can't stand in its address. */
    _subscription(channel, parameters = {}) {
        const address = address_of(channel, parameters);
        const inbox = this.#topic_inbox();
        return new Subscription(address, inbox, () => this.#open_topic(channel.name, address, inbox), () => this.#close_topic(address, inbox));
    }
    /** Makes the subscription of all that answers no request: for a connection without topics. */
    _messages() {
        const inbox = this.#topic_inbox();
        const { topics } = this.#keeper.life;
        const open = async () => {
            await this.#connected("the subscription of all messages");
            topics.open_rest(inbox);
        };
        return new Subscription("all messages", inbox, open, () => topics.close_rest(inbox));
    }
    #topic_inbox() {
        const { topic_queue, overflow, queue_bytes } = this.#options;
        return new Inbox(topic_queue, overflow, queue_bytes);
    }
    async #begin(name, payload, inbox, options) {
        const live = await this.#connected(name, options);
        const { topic } = options;
        const [pending, text] = live.session.request(name, payload, inbox, this.#now(), topic ?? null);
        const abandon = () => live.session.abandon(pending, this.#now());
        try {
            await this.#keeper.write(live, text, name);
        }
        catch (error) {
            abandon();
            throw error;
        }
        return abandon;
    }
    async #open_topic(channel, address, inbox) {
        const live = await this.#connected(`the subscription of ${address}`);
        const { topics } = this.#keeper.life;
        if (!topics.open(channel, address, inbox))
            return;
        try {
            const text = live.session.subscribe(address, this.#now());
            // Where the connection is lost now, it is among the topics that the next one begins with.
            if (text !== null)
                await this.#keeper.write(live, text, `the subscription of ${address}`).catch(unless_lost);
            if (live.session.is_acknowledged(address))
                await this.#acknowledged(address, topics.answer(address));
        }
        catch (error) {
            this.#close_topic(address, inbox);
            throw error;
        }
    }
    /** Waits for the server's answer to a subscription; throws SubscriptionRefused, TimedOut or Closed. */
    async #acknowledged(address, answer) {
        const seconds = this.#options.request_timeout;
        const late = () => too_late(`no answer to the subscription of ${address}`, seconds);
        if (answer === null)
            return;
        const answered = await within(this.#options.clock, answer.next(), { seconds, late });
        if (answered.done)
            throw this.#keeper.life.refusal() ?? late();
    }
    #close_topic(address, inbox) {
        const { topics, session } = this.#keeper.life;
        if (topics.close(address, inbox) && session)
            this.#keeper.post(session.unsubscribe(address, this.#now()));
    }
    #connected(what, { timeout, signal } = {}) {
        return this.#keeper.connected(what, timeout ?? this.#options.request_timeout, signal);
    }
    #now() {
        return this.#options.clock.now();
    }
}
function too_late(what, seconds) {
    return new TimedOut(`${what} within ${seconds} s: give a longer timeout, or retry`);
}
function unless_lost(error) {
    if (!(error instanceof Closed))
        throw error;
}
