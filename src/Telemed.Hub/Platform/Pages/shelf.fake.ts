import type { Shelf, Store } from "./shelf.ts";

/** A shelf in memory, for tests; values are copied like IndexedDB copies them. */
export function shelfInMemory(): Shelf {
  const kept: Record<Store, Map<string, unknown>> = { keys: new Map(), records: new Map(), marks: new Map() };
  return {
    get: async <T>(store: Store, id: string) => kept[store].get(id) as T | undefined,
    all: async <T>(store: Store) => [...kept[store]] as [string, T][],
    put: async (store, id, value) => void kept[store].set(id, structuredClone(value)),
    remove: async (store, id) => void kept[store].delete(id),
    claim: async <T>(store: Store, id: string, value: T) => {
      if (!kept[store].has(id)) kept[store].set(id, value);
      return kept[store].get(id) as T;
    },
  };
}
