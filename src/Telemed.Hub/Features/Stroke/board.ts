import "../../Platform/Pages/console.ts";
import { sayLive } from "../../Platform/Pages/live-page.ts";
import { all, find, fragment, settled, t } from "../../Platform/Pages/page.ts";
import { follow } from "../Inbox/live.ts";
import { tickClocks } from "./clocks.ts";

/** The wall of those on call: every alert under way, both clocks, one key to take it. */
const board = find("[data-board]")!;
const cards = find("[data-cards]", board)!;
const sound = find<HTMLButtonElement>("[data-sound]")!;
const title = document.title;
let audio: AudioContext | undefined;

const live = follow({ epoch: board.dataset["epoch"]!, seq: Number(board.dataset["cursor"]) }, event => {
  if (event.priority === "stat") refreshSoon();
}, () => location.reload(), sayDisplayed);
const refreshSoon = settled(80, () => void refresh());

tickClocks();
setInterval(tickClocks, 1000);
// As long as an alert waits, the room hears it again.
setInterval(() => { if (free().length > 0) ring(); }, 10_000);
announce(new Set());

async function refresh(): Promise<void> {
  const answer = await fetch("/board/cards", { headers: { Accept: "text/html" } }).catch(() => undefined);
  if (!answer?.ok) return sayLive("lost");
  const before = new Set(free().map(card => card.id));
  const focused = document.activeElement?.closest(".card")?.id;
  cards.replaceChildren(await fragment(answer));
  if (focused) find(`#${CSS.escape(focused)} .go`)?.focus({ preventScroll: true });
  tickClocks();
  announce(before);
  sayDisplayed();
}

function free(): HTMLElement[] {
  return all("[data-free]", cards);
}

/** Said, heard and seen: an alert that nobody has taken never rests on one sense alone. */
function announce(before: Set<string>): void {
  const waiting = free();
  document.title = waiting.length > 0 ? `(${waiting.length}) ${title}` : title;
  const fresh = waiting.filter(card => !before.has(card.id));
  if (fresh.length === 0) return;
  find("[data-said]", board)!.textContent = t("Nouvelle alerte : ", "New alert: ") + fresh.map(card => find("header", card)!.textContent!.replace(/\s+/g, " ").trim()).join(", ");
  ring();
}

function sayDisplayed(): void {
  if (document.visibilityState !== "visible") return;
  for (const card of all(".card", cards)) {
    for (const seq of card.dataset["unseen"]?.split(" ").filter(Boolean) ?? []) live.displayed(Number(seq));
    card.dataset["unseen"] = "";
  }
}

// A browser lets a page sound only after somebody touched it.
sound.addEventListener("click", () => {
  audio ??= new AudioContext();
  const on = sound.getAttribute("aria-pressed") !== "true";
  void (on ? audio.resume() : audio.suspend());
  sound.setAttribute("aria-pressed", String(on));
  sound.textContent = on ? t("Son actif : couper", "Sound on: mute") : t("Activer le son", "Turn the sound on");
  if (on) ring();
});

function ring(): void {
  if (audio?.state !== "running") return;
  for (const [i, pitch] of [660, 880, 660].entries()) {
    const [tone, loudness] = [audio.createOscillator(), audio.createGain()];
    tone.frequency.value = pitch;
    loudness.gain.value = 0.25;
    tone.connect(loudness).connect(audio.destination);
    tone.start(audio.currentTime + i * 0.22);
    tone.stop(audio.currentTime + i * 0.22 + 0.18);
  }
}

addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "a") find<HTMLButtonElement>("[data-key=a]", document.activeElement?.closest(".card") ?? cards)?.click();
  if (/^[1-9]$/.test(event.key)) all<HTMLAnchorElement>(".card header a", cards)[Number(event.key) - 1]?.click();
});
