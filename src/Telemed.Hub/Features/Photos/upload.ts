export type Ask = (url: string, request: RequestInit) => Promise<Response>;

const smallest = 128 * 1024;
/** What the hub takes in one piece. */
const largest = 1024 * 1024;
const comfortable = 2000;

/**
 * Sends bytes in pieces and takes up again where the hub says it stopped (the tus protocol's Upload-Offset). Pieces grow while
 * the network carries them in under two seconds and shrink when it does not: a cut on 3G then costs one small piece.
 * Answers with the last response: complete when it is ok, otherwise the hub's refusal. Rejects when the network is gone.
 */
export async function uploadInPieces(url: string, bytes: Blob, ask: Ask, now: () => number = Date.now): Promise<Response> {
  let answer = await ask(url, { method: "POST", headers: { "Upload-Length": String(bytes.size), "Content-Type": bytes.type } });
  if (!answer.ok && answer.status !== 409) return answer;

  answer = await ask(url, { method: "HEAD" });
  let offset = offsetOf(answer), piece = 2 * smallest, strayed = 0;
  while (answer.ok && offset < bytes.size) {
    const started = now();
    answer = await ask(url, {
      method: "PATCH",
      headers: { "Upload-Offset": String(offset), "Content-Type": "application/offset+octet-stream" },
      body: bytes.slice(offset, offset + piece),
    });
    if (answer.status === 409 && strayed++ < 3) answer = await ask(url, { method: "HEAD" });
    if (answer.ok) offset = offsetOf(answer);
    piece = now() - started < comfortable ? Math.min(piece * 2, largest) : Math.max(piece / 2, smallest);
  }
  return answer;
}

function offsetOf(answer: Response): number {
  return Number(answer.headers.get("Upload-Offset") ?? 0);
}
