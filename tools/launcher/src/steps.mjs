/** @typedef {(text: string) => void} Print */

/**
 * Prints one line for each step of a start, when it is done: its name, its time, what came of it.
 * @param {Print} print
 */
export const createSteps = (print) => ({
  /**
   * @param {string} name
   * @param {() => Promise<string>} work answers a few words on what it did
   */
  async run(name, work) {
    const startedAt = performance.now();
    const result = await work();
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    print(`  ${name.padEnd(14)}${seconds.padStart(6)} s  ${result}`);
  },
});
