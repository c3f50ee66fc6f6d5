/** A small keyed store that survives the tab: IndexedDB in the browser, a Map in tests. */
export interface Shelf {
  get<T>(store: Store, id: string): Promise<T | undefined>;
  all<T>(store: Store): Promise<[id: string, value: T][]>;
  put(store: Store, id: string, value: unknown): Promise<void>;
  /** Puts unless something is there already; answers with what is there afterwards. */
  claim<T>(store: Store, id: string, value: T): Promise<T>;
  remove(store: Store, id: string): Promise<void>;
}

export type Store = "keys" | "records" | "marks";

const stores: Store[] = ["keys", "records", "marks"];

export async function openShelf(): Promise<Shelf> {
  const opening = indexedDB.open("telemed", 1);
  opening.onupgradeneeded = () => stores.forEach(store => opening.result.createObjectStore(store));
  const database = await done(opening);
  const within = (store: Store, mode: IDBTransactionMode) => database.transaction(store, mode, { durability: "strict" }).objectStore(store);

  return {
    get: (store, id) => done(within(store, "readonly").get(id)),
    async all<T>(store: Store) {
      const shelf = within(store, "readonly");
      const [ids, values] = await Promise.all([done(shelf.getAllKeys()), done<T[]>(shelf.getAll())]);
      return ids.map((id, i): [string, T] => [String(id), values[i]!]);
    },
    put: (store, id, value) => written(within(store, "readwrite"), shelf => shelf.put(value, id)),
    remove: (store, id) => written(within(store, "readwrite"), shelf => shelf.delete(id)),
    async claim<T>(store: Store, id: string, value: T) {
      const shelf = within(store, "readwrite");
      const there = await done<T | undefined>(shelf.get(id));
      if (there !== undefined) return there;
      await written(shelf, open => open.put(value, id));
      return value;
    },
  };
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** Resolves when the transaction is on disk, not when the request was accepted: "kept" must mean kept. */
function written(store: IDBObjectStore, act: (store: IDBObjectStore) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    store.transaction.oncomplete = () => resolve();
    store.transaction.onerror = store.transaction.onabort = () => reject(store.transaction.error);
    act(store);
  });
}
