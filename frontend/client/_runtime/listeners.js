/** Those who want to be told of something. */
export class Listeners {
    #callbacks = new Set();
    /** Whether anybody wants to know. */
    get is_empty() {
        return this.#callbacks.size === 0;
    }
    /** Tells one more; returns what ends that. */
    add(callback) {
        // A function of its own, so that one that is added twice is told twice.
        const each = (...told) => callback(...told);
        this.#callbacks.add(each);
        return () => void this.#callbacks.delete(each);
    }
    /** Tells everybody; what one of them throws is reported, and keeps nobody else from being told. */
    call(...told) {
        for (const callback of [...this.#callbacks]) {
            try {
                callback(...told);
            }
            catch (error) {
                console.error(error);
            }
        }
    }
}
