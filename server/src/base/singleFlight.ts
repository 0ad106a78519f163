export interface SingleFlight<T> {
  /** Result of `fn`, or of the call under the same key that is still running. A failure is shared, and not kept. */
  run(key: string, fn: () => Promise<T>): Promise<T>;
  /** How many keys are under way. */
  readonly size: number;
}

/** Of all who ask for one key at a time, one works and the others wait for it. */
export function singleFlight<T>(): SingleFlight<T> {
  const flights = new Map<string, Promise<T>>();

  async function start(key: string, fn: () => Promise<T>): Promise<T> {
    try {
      return await fn();
    } finally {
      flights.delete(key);
    }
  }

  return {
    run: async (key, fn) => {
      const running = flights.get(key);
      if (running) return running;
      // The turn between keeps a `fn` that throws at once from being forgotten before it is remembered.
      const flight = Promise.resolve().then(() => start(key, fn));
      flights.set(key, flight);
      return flight;
    },
    get size() {
      return flights.size;
    },
  };
}
