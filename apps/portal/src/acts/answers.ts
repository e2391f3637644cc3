type Told = (isGranted: boolean) => void;

/**
 * Carries what the server said to the wishes of a page from where it is asked to where it is announced. Wishes about one
 * thing are answered in the order in which they were made.
 */
export class Answers {
  private readonly waiting = new Map<string, Told[]>();

  /** Whether the wish about to be made is granted; it never comes for one that was not sent. */
  next(about: string): Promise<boolean> {
    return new Promise((resolve) => {
      this.waiting.set(about, [...(this.waiting.get(about) ?? []), resolve]);
    });
  }

  /** Does a wish's work and tells whether it was granted; what goes wrong goes on being thrown. */
  async of(about: string, work: () => Promise<boolean>): Promise<void> {
    try {
      this.tell(about, await work());
    } catch (error) {
      this.tell(about, false);
      throw error;
    }
  }

  private tell(about: string, isGranted: boolean): void {
    const [told, ...others] = this.waiting.get(about) ?? [];
    if (others.length === 0) this.waiting.delete(about);
    else this.waiting.set(about, others);
    told?.(isGranted);
  }
}
