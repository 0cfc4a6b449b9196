/** Those who want to be told of something. */
export declare class Listeners<T extends readonly unknown[]> {
    #private;
    /** Whether anybody wants to know. */
    get is_empty(): boolean;
    /** Tells one more; returns what ends that. */
    add(callback: (...told: T) => void): () => void;
    /** Tells everybody; what one of them throws is reported, and keeps nobody else from being told. */
    call(...told: T): void;
}
