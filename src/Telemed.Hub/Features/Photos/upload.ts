export type Ask = (url: string, request: RequestInit) => Promise<Response>;

const smallest = 128 * 1024;
/** What the hub takes in one piece. */
const largest = 1024 * 1024;
const comfortable = 2000;

/**
 * Sends bytes in pieces and takes up again where the hub says it stopped (the tus protocol's Upload-Offset). Pieces grow while
 * the network carries them in under two seconds and shrink when it does not: a cut on 3G then costs one small piece.
 * Answers with the last response: ok when complete, otherwise the hub's refusal. Rejects when the network is gone.
 */
export async function uploadInPieces(url: string, bytes: Blob, ask: Ask, now: () => number = Date.now): Promise<Response> {
  let answer = await ask(url, { method: "POST", headers: { "Upload-Length": String(bytes.size) } });
  let offset = offsetIn(answer) ?? 0, piece = 2 * smallest, strayed = 0;
  while (answer.ok && offset < bytes.size) {
    const started = now(), body = bytes.slice(offset, offset + piece);
    answer = await ask(url, {
      method: "PATCH", body, headers: { "Upload-Offset": String(offset), "Content-Type": "application/offset+octet-stream" },
    });
    // A piece whose answer was lost is at the hub all the same: it says where to go on. The last piece ends the upload, and its offset.
    if (answer.status === 409 && offsetIn(answer) !== undefined && strayed++ < 3) answer = new Response(null, { headers: answer.headers });
    if (answer.ok) offset = offsetIn(answer) ?? offset + body.size;
    piece = now() - started < comfortable ? Math.min(piece * 2, largest) : Math.max(piece / 2, smallest);
  }
  return answer;
}

function offsetIn(answer: Response): number | undefined {
  const offset = answer.headers.get("Upload-Offset");
  return offset === null ? undefined : Number(offset);
}
