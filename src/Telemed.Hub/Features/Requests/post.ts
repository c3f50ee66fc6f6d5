import { uploadInPieces } from "../Photos/upload.ts";
import type { Draft } from "./draft.ts";
import type { OperationOutcome, TransactionResponse } from "./fhir.ts";
import { drain, type Answer, type Ending, type Letter, type Mark, type Outbox, type Photo, type Sender } from "./outbox.ts";
import { openShelf, type Shelf } from "../../Platform/Pages/shelf.ts";
import { Vault } from "../../Platform/Pages/vault.ts";

/** Everything of one user that waits on this device, and the way to the hub. The same for pages and for the service worker. */
export interface Post extends Outbox {
  vault: Vault;
  draft(): Promise<Draft | undefined>;
  keepDraft(draft: Draft): Promise<void>;
  removeDraft(): Promise<void>;
  keepPhoto(photo: Photo, preview: Blob, original: Blob): Promise<void>;
  removePhoto(photo: Photo): Promise<void>;
  /** One drain at a time over all tabs and the service worker: what two send at once would travel twice. */
  send(): Promise<Ending>;
}

/** `told` hears of every letter whose state changed while it travelled. */
export async function openPost(user: string, told: (letter: Letter) => void = () => undefined): Promise<Post> {
  const shelf = await openShelf();
  const vault = await Vault.open(shelf, user);
  const box = boxOf(vault, shelf, told);
  return { ...box, vault, send: () => navigator.locks.request(`telemed/${user}`, () => drain(box, senderOf(vault))) };
}

function boxOf(vault: Vault, shelf: Shelf, told: (letter: Letter) => void): Omit<Post, "vault" | "send"> {
  const draftId = `draft/${vault.user}`;
  const removePhoto = async ({ id }: Photo) => {
    await vault.remove(id);
    await vault.remove(original(id));
    await shelf.remove("marks", id);
  };
  return {
    letters: async () => {
      const ids = await vault.ids("letter");
      return (await Promise.all(ids.map(({ id }) => vault.read<Letter>("letter", id)))).filter(letter => letter !== undefined);
    },
    draft: () => vault.read<Draft>("draft", draftId),
    draftPhotos: async () => Object.values((await vault.read<Draft>("draft", draftId))?.photos ?? {}),
    mark: async photo => await shelf.get<Mark>("marks", photo.id) ?? {},
    setMark: (photo, mark) => shelf.put("marks", photo.id, mark),
    keep: async letter => {
      await vault.write("letter", letter.id, letter);
      told(letter);
    },
    remove: async letter => {
      await vault.remove(letter.id);
      for (const photo of letter.photos) await removePhoto(photo);
    },
    keepDraft: draft => vault.write("draft", draftId, draft),
    removeDraft: () => vault.remove(draftId),
    keepPhoto: async (photo, preview, full) => {
      await vault.write("photo", photo.id, preview);
      await vault.write("photo", original(photo.id), full);
    },
    removePhoto,
  };
}

function senderOf(vault: Vault): Sender {
  return {
    preview: photo => answered(async () =>
      fetch(`/photos/${photo.id}/preview`, sent("PUT", await vault.readBytes("photo", photo.id), "image/jpeg"))),
    letter: letter => answered(() => fetch("/ask", sent("POST", JSON.stringify(letter.bundle), "application/fhir+json")), requestIn),
    original: async photo => {
      const bytes = await vault.readBytes("photo", original(photo.id));
      if (!bytes) return { is: "done" };
      return answered(() => uploadInPieces(`/photos/${photo.id}/original`, new Blob([bytes], { type: photo.type }), (url, request) =>
        fetch(url, { ...request, redirect: "manual" })));
    },
  };
}

const original = (id: string) => `${id}/original`;

function sent(method: string, body: BodyInit | undefined, type: string): RequestInit {
  return { method, body: body ?? null, headers: { "Content-Type": type, Accept: "application/fhir+json" }, redirect: "manual" };
}

/** What the hub said, in the queue's own words. A redirect means the sign-in page: nothing was taken. */
async function answered(ask: () => Promise<Response>, read?: (body: unknown) => string | undefined): Promise<Answer> {
  let answer: Response;
  try {
    answer = await ask();
  } catch {
    return { is: "unreachable" };
  }
  if (answer.status === 401 || answer.type === "opaqueredirect") return { is: "signed-out" };
  if (answer.status >= 500 || answer.status === 429 || answer.status === 408) return { is: "unreachable" };
  const body: unknown = await answer.json().catch(() => undefined);
  if (!answer.ok) return { is: "refused", why: reasonIn(body) ?? `Le hub a refusé (${answer.status}).` };
  const requestId = read?.(body);
  return { is: "done", ...(requestId && { requestId }) };
}

function reasonIn(body: unknown): string | undefined {
  const issue = (body as OperationOutcome | undefined)?.issue?.[0];
  return issue?.details?.text ?? issue?.diagnostics;
}

function requestIn(body: unknown): string | undefined {
  const entries = (body as TransactionResponse | undefined)?.entry ?? [];
  return entries.map(entry => entry.response?.location?.match(/ServiceRequest\/([^/]+)/)?.[1]).find(id => id !== undefined);
}
