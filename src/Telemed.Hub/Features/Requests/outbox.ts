import type { Bundle } from "./fhir.ts";

export interface Photo { id: string; view: string; type: string; bytes: number }

/** A request that was sent by the requester and may not have reached the hub yet. Its ids were minted here, so that sending again changes nothing. */
export interface Letter {
  id: string;
  title: string;
  writtenAt: string;
  bundle: Bundle;
  photos: Photo[];
  state: "waiting" | "sent" | "refused";
  refusal?: string;
  requestId?: string;
  /** Of a visit at home: whom, and what stood in its form, to be opened again if the hub refuses it. */
  visit?: { patient: string; fields: Record<string, string[]> };
}

/** How far a photo has come. Kept apart from the letter: no content, and written by several tabs. */
export interface Mark { preview?: boolean; original?: boolean; refusal?: string }

export type Answer =
  | { is: "done"; requestId?: string }
  | { is: "refused"; why: string }
  | { is: "unreachable" }
  | { is: "signed-out" };

export interface Outbox {
  /** Oldest first. */
  letters(): Promise<Letter[]>;
  /** Photos of a draft being written: they travel while the requester is still typing. */
  draftPhotos(): Promise<Photo[]>;
  mark(photo: Photo): Promise<Mark>;
  setMark(photo: Photo, mark: Mark): Promise<void>;
  keep(letter: Letter): Promise<void>;
  remove(letter: Letter): Promise<void>;
}

export interface Sender {
  preview(photo: Photo): Promise<Answer>;
  letter(letter: Letter): Promise<Answer>;
  original(photo: Photo): Promise<Answer>;
}

export type Ending = "empty" | "unreachable" | "signed-out";

/**
 * Sends what waits: every request with its previews first, the heavy originals after all of them. Stops at the first sign that
 * the network or the session is gone; a refusal is kept with its reason and never holds back the next.
 */
export async function drain(box: Outbox, send: Sender): Promise<Ending> {
  for (const letter of await box.letters()) {
    if (letter.state !== "waiting") continue;
    const end = await sendLetter(box, send, letter);
    if (end) return end;
  }
  for (const photo of await box.draftPhotos()) {
    const mark = await box.mark(photo);
    if (mark.refusal) continue;
    const answer = await sendPreview(box, send, photo);
    if (stops(answer)) return answer.is;
    // Said with the request, when it leaves: the requester may still retake it.
    if (answer.is === "refused") await box.setMark(photo, { ...mark, refusal: answer.why });
  }
  for (const letter of await box.letters()) {
    if (letter.state !== "sent") continue;
    const end = await sendOriginals(box, send, letter);
    if (end) return end;
  }
  return "empty";
}

async function sendLetter(box: Outbox, send: Sender, letter: Letter): Promise<Ending | undefined> {
  for (const [index, photo] of letter.photos.entries()) {
    const answer = await sendPreview(box, send, photo);
    if (stops(answer)) return answer.is;
    if (answer.is === "refused") return void await box.keep({ ...letter, state: "refused", refusal: `Photo ${index + 1} : ${answer.why}` });
  }
  const answer = await send.letter(letter);
  if (stops(answer)) return answer.is;
  await box.keep(answer.is === "refused"
    ? { ...letter, state: "refused", refusal: answer.why }
    : { ...letter, state: "sent", ...(answer.requestId && { requestId: answer.requestId }) });
  return undefined;
}

async function sendPreview(box: Outbox, send: Sender, photo: Photo): Promise<Answer> {
  const mark = await box.mark(photo);
  if (mark.preview) return { is: "done" };
  const answer = await send.preview(photo);
  if (answer.is === "done") await box.setMark(photo, { preview: true });
  return answer;
}

async function sendOriginals(box: Outbox, send: Sender, letter: Letter): Promise<Ending | undefined> {
  let refused = false;
  for (const photo of letter.photos) {
    const mark = await box.mark(photo);
    if (mark.original) continue;
    if (mark.refusal) { refused = true; continue; }
    const answer = await send.original(photo);
    if (stops(answer)) return answer.is;
    if (answer.is === "refused") refused = true;
    await box.setMark(photo, answer.is === "refused" ? { ...mark, refusal: answer.why } : { ...mark, original: true });
  }
  if (!refused) await box.remove(letter);
  return undefined;
}

function stops(answer: Answer): answer is Answer & { is: "unreachable" | "signed-out" } {
  return answer.is === "unreachable" || answer.is === "signed-out";
}
