import type { Shelf } from "./shelf.ts";

/** What waits on the phone is health data: it is kept no longer than this, sent or not. */
export const KEPT_FOR = 24 * 60 * 60 * 1000;

interface Sealed { user: string; kind: string; at: number; iv: Uint8Array<ArrayBuffer>; data: ArrayBuffer }

/**
 * One user's records, encrypted at rest with a key the page can use but never read. On a shared phone nobody opens another
 * user's; signing out forgets the key first, so that even an interrupted wipe leaves nothing readable.
 */
export class Vault {
  private constructor(readonly user: string, private readonly shelf: Shelf, private readonly key: CryptoKey, private readonly now: () => number) {}

  static async open(shelf: Shelf, user: string, now: () => number = Date.now): Promise<Vault> {
    await forgetExpired(shelf, now());
    const fresh = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    return new Vault(user, shelf, await shelf.claim("keys", user, fresh), now);
  }

  async write(kind: string, id: string, content: unknown): Promise<void> {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const before = await this.shelf.get<Sealed>("records", id);
    const data = await crypto.subtle.encrypt(this.lock(kind, id, iv), this.key, await toBytes(content));
    const sealed: Sealed = { user: this.user, kind, at: before?.user === this.user ? before.at : this.now(), iv, data };
    await this.shelf.put("records", id, sealed);
  }

  async read<T>(kind: string, id: string): Promise<T | undefined> {
    const bytes = await this.readBytes(kind, id);
    return bytes && JSON.parse(new TextDecoder().decode(bytes)) as T;
  }

  /** Undefined too when it does not open: one record spoilt must not stop the others. */
  async readBytes(kind: string, id: string): Promise<ArrayBuffer | undefined> {
    const sealed = await this.shelf.get<Sealed>("records", id);
    if (sealed?.user !== this.user || sealed.kind !== kind) return undefined;
    return crypto.subtle.decrypt(this.lock(kind, id, sealed.iv), this.key, sealed.data).catch(() => undefined);
  }

  /** Ids of one kind, oldest first. */
  async ids(kind: string): Promise<{ id: string; at: number }[]> {
    const records = await this.shelf.all<Sealed>("records");
    return records.filter(([, sealed]) => sealed.user === this.user && sealed.kind === kind)
      .map(([id, { at }]) => ({ id, at })).sort((a, b) => a.at - b.at);
  }

  remove(id: string): Promise<void> { return this.shelf.remove("records", id); }

  async wipe(): Promise<void> {
    await this.shelf.remove("keys", this.user);
    for (const [id, { user }] of await this.shelf.all<Sealed>("records")) {
      if (user === this.user) await forget(this.shelf, id);
    }
  }

  // The id and kind are authenticated with the content: a record moved to another place does not open.
  private lock(kind: string, id: string, iv: Uint8Array<ArrayBuffer>): AesGcmParams {
    return { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(`${this.user}/${kind}/${id}`) };
  }
}

async function forgetExpired(shelf: Shelf, now: number): Promise<void> {
  for (const [id, { at }] of await shelf.all<Sealed>("records")) {
    if (now - at >= KEPT_FOR) await forget(shelf, id);
  }
}

async function forget(shelf: Shelf, id: string): Promise<void> {
  await shelf.remove("records", id);
  await shelf.remove("marks", id);
}

async function toBytes(content: unknown): Promise<BufferSource> {
  if (content instanceof Blob) return content.arrayBuffer();
  return content instanceof ArrayBuffer ? content : new TextEncoder().encode(JSON.stringify(content));
}
