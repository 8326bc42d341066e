// One tab works on a project at a time: a lock of the browser by the project's name, held as long as
// the tab lives.

const PREFIX = 'onegrid:';

export class Claim {
  private release: (() => void) | undefined;
  private turn = 0;

  /**
   * Claims a project. `tell` hears at once whether it is this tab's, and again when another tab lets
   * go of it. Where the browser has no locks (pages without a secure connection), it is.
   */
  async on(project: string, tell: (isOurs: boolean) => void): Promise<void> {
    this.end();
    const turn = this.turn;
    const locks = (navigator as Partial<Navigator>).locks;
    if (locks === undefined) {
      tell(true);
      return;
    }
    const name = PREFIX + project;
    const hold = (lock: Lock | null): Promise<void> | undefined => {
      if (turn !== this.turn) return undefined;
      tell(lock !== null);
      if (lock === null) return undefined;
      return new Promise<void>((release) => {
        this.release = release;
      });
    };
    await new Promise<void>((told) => {
      void locks.request(name, { ifAvailable: true }, (lock) => {
        told();
        const held = hold(lock);
        // Held by another tab: wait until it is closed.
        if (held === undefined && turn === this.turn) void locks.request(name, hold);
        return held;
      });
    });
  }

  end(): void {
    this.turn += 1;
    this.release?.();
    this.release = undefined;
  }

  /** The projects that any tab has in hand. */
  static async held(): Promise<Set<string>> {
    const locks = (navigator as Partial<Navigator>).locks;
    const { held = [] } = (await locks?.query()) ?? {};
    return new Set(held.map(({ name = '' }) => name.slice(PREFIX.length)));
  }
}
