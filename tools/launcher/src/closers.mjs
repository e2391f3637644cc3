/** Collects what must be ended, and ends it: last opened, first closed. */
export class Closers {
  /** @type {(() => unknown)[]} */
  #closers = [];
  /** @type {Promise<void> | undefined} */
  #closing;

  get isClosing() {
    return this.#closing !== undefined;
  }

  /**
   * @param {() => unknown} close
   * @returns {() => void} forgets it, for what ended by itself
   */
  add(close) {
    this.#closers.push(close);
    return () => {
      this.#closers = this.#closers.filter((other) => other !== close);
    };
  }

  /** Ends everything, once, whoever asks; what fails to end does not keep the rest. */
  closeAll() {
    this.#closing ??= this.#closeEach();
    return this.#closing;
  }

  async #closeEach() {
    for (let close = this.#closers.pop(); close; close = this.#closers.pop()) {
      await Promise.resolve()
        .then(close)
        .catch(() => undefined);
    }
  }
}
