import { size_of } from "./close.js";
import { RequestFailed, SubscriptionRefused } from "./errors.js";
import { Inbox } from "./inbox.js";
/**
 * The topics that a client has open, counted by address, with an inbox for each use; outlives a connection.
 *
 * Where messages carry a sequence, those that came before are dropped, and missing ones are a gap.
 */
export class Topics {
    /** Whether a new connection asks for what was missed: then a lost one is a gap only where that isn't there any more. */
    resumes = false;
    #topics = new Map();
    #rest = new Set();
    /** What is open, in the order of opening: what a new connection subscribes to. */
    get addresses() {
        return [...this.#topics.keys()];
    }
    /** Whether anybody uses the address. */
    is_open(address) {
        return this.#topics.has(address);
    }
    /** Delivers the address's messages to the inbox too; true where nobody used the address before. */
    open(channel, address, inbox) {
        const known = this.#topics.get(address);
        if (known) {
            known.inboxes.add(inbox);
            return false;
        }
        this.#topics.set(address, { channel, inboxes: new Set([inbox]), answer: new Inbox(1, "drop_newest"), last: null });
        return true;
    }
    /** Delivers to the inbox no more; true where nobody uses the address now. Closing twice does nothing. */
    close(address, inbox) {
        const topic = this.#topics.get(address);
        if (!topic?.inboxes.delete(inbox) || topic.inboxes.size > 0)
            return false;
        return this.#topics.delete(address);
    }
    /** Delivers every message that answers no request to the inbox, whatever its topic. */
    open_rest(inbox) {
        this.#rest.add(inbox);
    }
    /** Ends what `open_rest` began. */
    close_rest(inbox) {
        this.#rest.delete(inbox);
    }
    /** Where the answer to an address's subscription arrives; null where nobody uses it. */
    answer(address) {
        return this.#topics.get(address)?.answer ?? null;
    }
    /** Ends all that use an address: the server doesn't let this client have it. */
    refuse(address, failed) {
        const topic = this.#topics.get(address);
        this.#topics.delete(address);
        for (const inbox of topic ? [topic.answer, ...topic.inboxes] : []) {
            inbox.end(() => new SubscriptionRefused(address, failed.error, failed.text));
        }
    }
    /** The sequence of the address's last message; null where none came, or where messages have none. */
    last(address) {
        return this.#topics.get(address)?.last ?? null;
    }
    /** Takes note of a message's sequence; false where it came before, at every address that it belongs to. */
    accepts(sequence, addresses) {
        if (typeof sequence !== "number")
            return true;
        // Each takes note of it, so that all are asked.
        const answers = addresses.map((address) => this.#is_new(address, Math.trunc(sequence)));
        return answers.length === 0 || answers.includes(true);
    }
    /** Puts a message into the inboxes that it belongs to: of its topic, else of its addresses by channel. */
    deliver(message, addresses) {
        const inboxes = [...this.#inboxes(message, addresses)];
        const size = inboxes.length > 0 ? size_of(message.text) : 0;
        for (const inbox of inboxes)
            inbox.put(message, size);
    }
    /** Remembers in every inbox that messages may be missing from now on: a connection was lost. */
    mark_gap() {
        const certain = [...this.#topics.values()].filter((topic) => topic.last === null || !this.resumes);
        for (const inbox of [...certain.flatMap((topic) => [...topic.inboxes]), ...this.#rest])
            inbox.mark_gap();
    }
    /** Tells every inbox that messages come again. */
    resume() {
        for (const inbox of this.#all())
            inbox.resumed();
    }
    /** Ends every inbox, those of answers too, and forgets them. */
    end(error) {
        const inboxes = [...[...this.#topics.values()].map((topic) => topic.answer), ...this.#all()];
        this.#topics.clear();
        this.#rest.clear();
        for (const inbox of inboxes)
            inbox.end(error);
    }
    #all() {
        return [...[...this.#topics.values()].flatMap((topic) => [...topic.inboxes]), ...this.#rest];
    }
    #inboxes(message, addresses) {
        const found = new Set(this.#rest);
        const add = (topic) => topic?.inboxes.forEach((inbox) => found.add(inbox));
        if (message.topic !== null) {
            add(this.#topics.get(message.topic));
            return found;
        }
        for (const { name } of message.route.channels) {
            const address = addresses.get(name);
            if (address !== undefined)
                add(this.#topics.get(address));
            else
                [...this.#topics.values()].filter((topic) => topic.channel === name).forEach(add);
        }
        return found;
    }
    #is_new(address, sequence) {
        const topic = this.#topics.get(address);
        if (topic === undefined)
            return true;
        if (topic.last !== null && sequence <= topic.last)
            return false;
        if (topic.last !== null && sequence > topic.last + 1)
            topic.inboxes.forEach((inbox) => inbox.mark_gap());
        topic.last = sequence;
        return true;
    }
}
