import { sleep, within } from "./clock.js";
import { RequestLost, TimedOut, Unreachable, ending_error } from "./errors.js";
import { Life } from "./life.js";
import { Listeners } from "./listeners.js";
import { plan_opening } from "./opening.js";
import { NORMAL } from "./session.js";
/** Bytes that may wait in the browser's own buffer before a sender waits. */
const BUFFERED = 1024 * 1024;
/** A close frame's reason has at most 123 bytes (RFC 6455 §5.5). */
const REASON_BYTES = 123;
/** Moves what a Life decides: opens sockets and closes them, waits, and never has more than one. */
export class Keeper {
    protocol;
    url;
    given;
    options;
    greeting;
    life;
    on_state = new Listeners();
    on_close = new Listeners();
    on_notice = new Listeners();
    #socket = null;
    #live = null;
    #waiting = new Set();
    #stop_watch = () => undefined;
    #hurry = () => undefined;
    /** Fails the attempt that is being made. */
    #fail = null;
    constructor(protocol, url, given, options, greeting) {
        this.protocol = protocol;
        this.url = url;
        this.given = given;
        this.options = options;
        this.greeting = greeting;
        const settings = { ...options, can_refresh: options.refresh !== null };
        this.life = new Life(protocol, settings, (state) => this.on_state.call(state));
    }
    /** What the server chose of the subprotocols that were offered; null without a connection. */
    get subprotocol() {
        return this.#live?.socket.protocol || null;
    }
    /** Opens the first connection; throws what keeps it from being opened. */
    async open() {
        this.life.begin();
        try {
            await this.#attempt();
        }
        catch (error) {
            this.life.failed(error);
            this.#settle();
            throw error;
        }
    }
    /** Ends all, with the closing handshake where there is a connection. */
    async close() {
        const { clock, close_timeout } = this.options;
        const socket = this.#socket;
        const was_live = this.#live !== null;
        this.life.close();
        this.#forget();
        this.#hurry();
        this.#fail?.(this.life.refusal() ?? new Error("this client was closed"));
        if (socket === null || !was_live)
            return;
        detach(socket);
        const closed = new Promise((resolve) => (socket.onclose = () => resolve()));
        socket.close(NORMAL);
        this.#tell_end({ code: NORMAL, reason: "", by_client: true }, false);
        if (socket.readyState !== CLOSED)
            await Promise.race([closed, sleep(clock, close_timeout)]);
    }
    /** The live connection, waiting for one where it was lost; `what` is told where there is none in time. */
    async connected(what, seconds) {
        for (;;) {
            if (this.#live)
                return this.#live;
            const refusal = this.life.refusal();
            if (refusal)
                throw refusal;
            if (this.life.state === "closed")
                throw new Error("the client isn't open: await client.connect()");
            const settled = new Promise((resolve) => this.#waiting.add(resolve));
            const late = () => new TimedOut(`${what} waited ${seconds} s for a connection and was not sent`);
            await within(this.options.clock, seconds, settled, late);
        }
    }
    /** Sends a frame on a live connection, waiting while the browser's buffer is full; throws RequestLost. */
    async write(live, text, message) {
        while (live.socket.bufferedAmount > BUFFERED && live === this.#live)
            await sleep(this.options.clock, 0.05);
        if (live !== this.#live) {
            throw new RequestLost({ code: 1006, reason: "", by_client: false }, message ?? "the frame");
        }
        this.#send(live.socket, text, { message, fault: null, is_known: true });
    }
    /** Sends a frame soon, where there is a connection. */
    post(text, message) {
        if (text !== null && this.#live)
            this.#send(this.#live.socket, text, { message, fault: null, is_known: true });
    }
    #attempt() {
        const { clock, connect_timeout, subprotocols } = this.options;
        const opening = plan_opening(this.protocol, this.url, this.given, subprotocols);
        return new Promise((resolve, reject) => {
            const socket = new (this.options.WebSocket ?? WebSocket)(opening.url, [...opening.subprotocols]);
            this.#socket = socket;
            socket.binaryType = "arraybuffer";
            const fail = (error) => {
                this.#fail = null;
                stop();
                detach(socket);
                this.#socket = null;
                socket.close();
                reject(error);
            };
            const stop = clock.after(connect_timeout, () => {
                fail(new TimedOut(`no connection to ${opening.shown} within ${connect_timeout} s`));
            });
            socket.onclose = () => fail(new Unreachable(opening.shown));
            this.#fail = fail;
            socket.onopen = () => {
                try {
                    this.#begin(socket);
                    this.#fail = null;
                    stop();
                    resolve();
                }
                catch (error) {
                    fail(error);
                }
            };
        });
    }
    /** Lets the first frames leave: nothing that comes is read before, as events wait for this one to end. */
    #begin(socket) {
        const now = this.options.clock.now();
        const session = this.life.attempt(now, this.options.clock.epoch() - now);
        for (const text of this.life.first_frames(now, this.greeting())) {
            this.#send(socket, text, { message: null, fault: null, is_known: true });
        }
        socket.onmessage = ({ data }) => this.#receive(socket, session, data);
        socket.onclose = ({ code, reason }) => this.#lose(socket, { code, reason, by_client: false });
        this.#live = { session, socket };
        this.life.ready(now);
        this.#settle();
        if (this.life.is_watched)
            this.#watch(socket, session);
    }
    #receive(socket, session, data) {
        const { effects, verdict } = session.receive(data, this.options.clock.now());
        this.#tell_frame("server → client", typeof data === "string" ? data : "(binary)", verdict);
        for (const effect of effects) {
            if (effect.kind === "send")
                this.#send(socket, effect.text, { message: this.#pong_name, fault: null, is_known: true });
            else if (effect.kind === "close")
                this.#drop(socket, effect.ending);
            else
                this.on_notice.call(effect);
        }
    }
    get #pong_name() {
        const routes = this.protocol.client_to_server.routes.map(([, route]) => route);
        const found = [...routes, ...this.protocol.client_to_server.untagged].find(({ message }) => message.role === "pong");
        return found?.message.name ?? null;
    }
    #watch(socket, session) {
        const step = this.life.watch(session, this.options.clock.now());
        if (typeof step === "number")
            this.#stop_watch = this.options.clock.after(step, () => this.#watch(socket, session));
        else
            this.#drop(socket, step);
    }
    /** Ends the connection from this side: the server gets a close frame, and nothing more is heard of it. */
    #drop(socket, ending) {
        detach(socket);
        socket.close(ending.code, cut(ending.reason));
        this.#lose(socket, ending);
    }
    #lose(socket, ending) {
        if (socket !== this.#socket)
            return;
        this.#forget();
        const step = this.life.lost(ending, this.options.clock.now());
        this.#tell_end(ending, typeof step !== "function");
        if (typeof step !== "function")
            void this.#return(step);
        this.#settle();
    }
    /** Connects again, until it succeeds or nothing more is to be tried. */
    async #return(first) {
        let step = first;
        for (;;) {
            await this.#pause(step.delay);
            if (this.life.state !== "stale")
                return;
            try {
                if (step.refresh && this.options.refresh)
                    this.given = await this.options.refresh(this.given);
            }
            catch (error) {
                this.life.refresh_failed(error);
                return this.#settle();
            }
            try {
                if (this.life.state !== "stale")
                    return;
                return await this.#attempt();
            }
            catch (error) {
                const next = this.life.failed(error);
                if (typeof next === "function")
                    return this.#settle();
                step = next;
            }
        }
    }
    /** Waits, but not when the network is back, or the client is closed. */
    async #pause(seconds) {
        const target = globalThis;
        await new Promise((resolve) => {
            const stop = this.options.clock.after(seconds, resolve);
            this.#hurry = () => {
                stop();
                resolve();
            };
            target.addEventListener?.("online", this.#hurry);
        });
        target.removeEventListener?.("online", this.#hurry);
        this.#hurry = () => undefined;
    }
    #send(socket, text, verdict) {
        socket.send(text);
        this.#tell_frame("client → server", text, verdict);
    }
    #tell_frame(direction, text, verdict) {
        this.options.on_frame?.({ direction, text, ...verdict, at: this.options.clock.epoch() * 1000 });
    }
    #tell_end(ending, returns) {
        const meaning = this.protocol.close_codes.find(({ code }) => code === ending.code)?.meaning ?? "";
        this.on_close.call({ ...ending, meaning, returns, error: ending_error(ending) });
    }
    #forget() {
        this.#socket = null;
        this.#live = null;
        this.#stop_watch();
    }
    #settle() {
        for (const resolve of [...this.#waiting])
            resolve();
        this.#waiting.clear();
    }
}
const CLOSED = 3;
function detach(socket) {
    socket.onopen = socket.onmessage = socket.onerror = socket.onclose = null;
}
/** A reason of at most 123 bytes of UTF-8, cut at a character. */
function cut(reason) {
    const bytes = new TextEncoder().encode(reason);
    if (bytes.length <= REASON_BYTES)
        return reason;
    return new TextDecoder().decode(bytes.slice(0, REASON_BYTES), { stream: true });
}
