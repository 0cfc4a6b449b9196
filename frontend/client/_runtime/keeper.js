import { sleep, within } from "./clock.js";
import { NORMAL, cut_reason } from "./close.js";
import { RequestLost, TimedOut, Unreachable, ending_error } from "./errors.js";
import { Life } from "./life.js";
import { Listeners } from "./listeners.js";
import { plan_opening } from "./opening.js";
import { Reader } from "./reading.js";
import { on_return } from "./returning.js";
import { verdict_of } from "./session.js";
/** Bytes that may wait in the browser's own buffer before a sender waits. */
const BUFFERED = 1024 * 1024;
/** Seconds that a server which is taken for dead gets for its closing handshake. */
const DROP_TIMEOUT = 1;
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
    /** Ends when the connection before is gone. */
    #leaving = Promise.resolve();
    /** Says of what is sent what it is, where somebody watches. */
    #outgoing;
    constructor(protocol, url, given, options, greeting) {
        this.protocol = protocol;
        this.url = url;
        this.given = given;
        this.options = options;
        this.greeting = greeting;
        const settings = { ...options, can_refresh: options.refresh !== null };
        this.life = new Life(protocol, settings, (state) => this.on_state.call(state));
        this.#outgoing = options.on_frame ? new Reader(protocol.client_to_server) : null;
    }
    /** What the server chose of the subprotocols that were offered; null without a connection. */
    get subprotocol() {
        return this.#live?.socket.protocol || null;
    }
    /** Opens the first connection; throws what keeps it from being opened. */
    async open() {
        this.life.begin();
        try {
            await this.#leaving;
            const refusal = this.life.refusal();
            if (refusal)
                throw refusal;
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
        const live = this.#live;
        const ending = { code: NORMAL, reason: "", by_client: true };
        this.life.close();
        this.#forget();
        this.#hurry();
        this.#fail?.(ending_error(ending));
        this.#settle();
        if (live !== null) {
            this.#leave(live.socket, ending, this.options.close_timeout);
            this.#tell_end(ending, false);
        }
        await this.#leaving;
    }
    /** The live connection, waiting for one where it was lost; throws TimedOut where there is none in time. */
    async connected(what, seconds, signal) {
        const { clock } = this.options;
        const until = clock.now() + seconds;
        for (;;) {
            signal?.throwIfAborted();
            if (this.#live)
                return this.#live;
            const refusal = this.life.refusal();
            if (refusal)
                throw refusal;
            if (this.life.state === "closed")
                throw new Error("the client isn't open: await client.connect()");
            const settled = new Promise((resolve) => this.#waiting.add(resolve));
            const late = () => new TimedOut(`${what} waited ${seconds} s for a connection and was not sent; ${AGAIN}`);
            await within(clock, settled, { seconds: until - clock.now(), late, signal });
        }
    }
    /** Sends a frame on a live connection, waiting while the browser's buffer is full; throws RequestLost. */
    async write(live, text, request) {
        while (live.socket.bufferedAmount > BUFFERED && live === this.#live)
            await sleep(this.options.clock, 0.05);
        if (live !== this.#live)
            throw new RequestLost({ code: 1006, reason: "", by_client: false }, request);
        this.#send(live.socket, text);
    }
    /** Sends a frame now, where there is a connection. */
    post(text) {
        if (text !== null && this.#live)
            this.#send(this.#live.socket, text);
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
            // In Node 20 what can't be opened has no close event.
            socket.onerror = socket.onclose = () => fail(new Unreachable(opening.shown));
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
        for (const text of this.life.first_frames(now, this.greeting()))
            this.#send(socket, text);
        socket.onerror = null;
        socket.onmessage = ({ data }) => this.#receive(socket, session, data);
        socket.onclose = ({ code, reason }) => this.#lose(socket, { code, reason, by_client: false });
        this.#live = { session, socket };
        this.life.ready(now);
        this.#settle();
        if (this.life.is_watched && this.#socket === socket)
            this.#watch(socket, session);
    }
    #receive(socket, session, data) {
        const { effects, verdict } = session.receive(data, this.options.clock.now());
        this.#tell_frame("server → client", typeof data === "string" ? data : "(binary)", verdict);
        for (const effect of effects) {
            // Who watched may have closed the client.
            if (effect.kind === "send")
                this.post(effect.text);
            else if (effect.kind === "close")
                this.#drop(socket, effect.ending);
            else
                this.on_notice.call(effect);
        }
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
        if (socket !== this.#socket)
            return;
        this.#leave(socket, ending, Math.min(this.options.close_timeout, DROP_TIMEOUT));
        this.#lose(socket, ending);
    }
    /** Closes a socket; the next one isn't opened before this one is gone, or has had its time. */
    #leave(socket, ending, seconds) {
        detach(socket);
        const gone = new Promise((resolve) => (socket.onclose = () => resolve()));
        socket.close(ending.code, cut_reason(ending.reason));
        const late = () => new TimedOut("no closing handshake");
        this.#leaving = within(this.options.clock, gone, { seconds, late }).catch(() => undefined);
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
            await this.#leaving;
            if (this.life.state !== "stale")
                return;
            await this.#pause(step.delay);
            if (this.life.state !== "stale")
                return;
            try {
                if (step.refresh && this.options.refresh)
                    this.given = await this.#refreshed(this.options.refresh);
            }
            catch (error) {
                const next = this.life.refresh_failed(error);
                if (typeof next === "function")
                    return this.#settle();
                step = next;
                continue;
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
    async #refreshed(refresh) {
        const { clock, connect_timeout: seconds } = this.options;
        const late = () => new TimedOut("the option `refresh` took too long");
        return within(clock, Promise.resolve(refresh(this.given)), { seconds, late });
    }
    /** Waits, but not longer when the network is back, the page is shown again, or the client is closed. */
    async #pause(seconds) {
        let stop = () => undefined;
        await new Promise((resolve) => {
            const stops = [this.options.clock.after(seconds, resolve), on_return(resolve)];
            stop = () => stops.forEach((each) => each());
            this.#hurry = resolve;
        });
        stop();
        this.#hurry = () => undefined;
    }
    #send(socket, text) {
        socket.send(text);
        if (this.#outgoing)
            this.#tell_frame("client → server", text, verdict_of(this.#outgoing.read(text)));
    }
    #tell_frame(direction, text, verdict) {
        try {
            this.options.on_frame?.({ direction, text, ...verdict, at: this.options.clock.epoch() * 1000 });
        }
        catch (error) {
            console.error(error);
        }
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
const AGAIN = "check the server, give a longer timeout, or retry when `state` is live";
function detach(socket) {
    socket.onopen = socket.onmessage = socket.onerror = socket.onclose = null;
}
