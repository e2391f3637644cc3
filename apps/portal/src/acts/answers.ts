type Told = (isGranted: boolean) => void;

/**
 * Carries what the server said to a wish from where it is asked to where it is announced. Both sides name a wish by the
 * same key: what is wished, and of what.
 */
export class Answers {
  private readonly waiting = new Map<string, Told>();

  /** Tells whether the wish about to be made is granted. @returns what ends the waiting for an answer that will not come */
  next(key: string, told: Told): () => void {
    this.waiting.set(key, told);
    return () => {
      if (this.waiting.get(key) === told) this.waiting.delete(key);
    };
  }

  /** Does a wish's work and tells whether it was granted; what goes wrong goes on being thrown. */
  async of(key: string, work: () => Promise<boolean>): Promise<void> {
    try {
      this.tell(key, await work());
    } catch (error) {
      this.tell(key, false);
      throw error;
    }
  }

  private tell(key: string, isGranted: boolean): void {
    const told = this.waiting.get(key);
    this.waiting.delete(key);
    told?.(isGranted);
  }
}
