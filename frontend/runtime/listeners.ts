/** Those who want to be told of something. */
export class Listeners<T extends readonly unknown[]> {
  #callbacks = new Set<(...told: T) => void>();

  /** Whether anybody wants to know. */
  get is_empty(): boolean {
    return this.#callbacks.size === 0;
  }

  /** Tells one more; returns what ends that. */
  add(callback: (...told: T) => void): () => void {
    // A function of its own, so that one that is added twice is told twice.
    const each = (...told: T): void => callback(...told);
    this.#callbacks.add(each);
    return () => void this.#callbacks.delete(each);
  }

  /** Tells everybody; what one of them throws is reported, and keeps nobody else from being told. */
  call(...told: T): void {
    for (const callback of [...this.#callbacks]) {
      try {
        callback(...told);
      } catch (error) {
        console.error(error);
      }
    }
  }
}
