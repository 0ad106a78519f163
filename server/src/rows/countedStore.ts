import type { GuardedStore } from '../cache/guardedStore.ts';

/** A store that tells of each entry that was read and opened. */
export function countedStore(store: GuardedStore, used: (address: string) => void): GuardedStore {
  return {
    ...store,
    get isNew() {
      return store.isNew;
    },
    get: async (address, decode, withinMs) => {
      const value = await store.get(address, decode, withinMs);
      if (value !== undefined) used(address);
      return value;
    },
    getMany: async (addresses, decode, withinMs) => {
      const values = await store.getMany(addresses, decode, withinMs);
      values?.forEach((value, at) => {
        if (value !== undefined) used(addresses[at]!);
      });
      return values;
    },
  };
}
