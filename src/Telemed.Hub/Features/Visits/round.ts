import "../Requests/requester.ts";
import { all, find, t } from "../../Platform/Pages/page.ts";
import { clockTime } from "../../Platform/Pages/durations.ts";
import { arrived, onChange, post } from "../Requests/delivery.ts";
import { openVisit } from "./visit-page.ts";
import { patientCard, visitCard } from "./round-list.ts";
import { fetchRound, keptRound, type Round } from "./round-kept.ts";

const list = find("[data-round]")!, visitPage = find("[data-visit-page]")!;
let round: Round | undefined;
let sent = 0;

addEventListener("hashchange", () => void show());
addEventListener("online", () => void refresh());
onChange(() => void changed());
void open();

async function open(): Promise<void> {
  round = await keptRound();
  await show();
  await refresh();
  await keepForNoNetwork();
}

async function refresh(): Promise<void> {
  const fetched = await fetchRound();
  if (!fetched) return showList(true);
  round = fetched;
  // Somebody who is writing a visit is not interrupted.
  if (!list.hidden) await showList();
}

/** What has arrived shows in the list itself: who was seen, and when. */
async function changed(): Promise<void> {
  await showList();
  if (arrived.size === sent) return;
  sent = arrived.size;
  await refresh();
}

async function show(): Promise<void> {
  const patient = round?.patients.find(one => one.reference === decodeURIComponent(location.hash.slice(1)));
  list.hidden = patient !== undefined;
  visitPage.hidden = patient === undefined;
  // A page whose foot is for its own button has no navigation on a phone.
  document.body.classList.toggle("focus", patient !== undefined);
  if (patient) await openVisit(visitPage, patient, round!);
  else await showList();
  scrollTo(0, 0);
}

async function showList(unreachable = false): Promise<void> {
  const letters = (await (await post()).letters()).filter(letter => letter.visit);
  const gone = [...arrived.values()].filter(letter => letter.visit && !letters.some(other => other.id === letter.id));
  find("[data-visits]")!.replaceChildren(...gone.concat(letters).map(letter => visitCard(letter, round)));
  find("[data-nobody]")!.hidden = !round || round.patients.length > 0;
  find("[data-read-at]")!.textContent = readAt(unreachable);
  find("[data-patients]")!.replaceChildren(...(round?.patients ?? []).map(patient => patientCard(patient, round!)));
}

function readAt(unreachable: boolean): string {
  if (!round) return unreachable ? t("Pas de réseau, et rien de la tournée n’est sur cet appareil (gardé 24 h au plus).", "No network, and nothing of the round is on this device (kept 24 h at most).") : "";
  const at = clockTime(new Date(round.readAt), document.documentElement.lang === "en");
  return unreachable || !navigator.onLine
    ? t(`Hors réseau. Liste lue à ${at}, gardée chiffrée sur cet appareil.`, `No network. List read at ${at}, kept encrypted on this device.`)
    : t(`${round.patients.length} patients · liste lue à ${at}`, `${round.patients.length} patients · list read at ${at}`);
}

/** This page too is kept empty for when there is no network, with what it is made of. */
async function keepForNoNetwork(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  const { active } = await navigator.serviceWorker.ready;
  active?.postMessage({ form: "/round", keep: all<HTMLLinkElement>("link[rel=stylesheet], link[rel=icon], link[rel=manifest]").map(link => link.href) });
}
