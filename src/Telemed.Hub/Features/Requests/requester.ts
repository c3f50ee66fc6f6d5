import { beforeSignOut } from "../../Platform/Pages/console.ts";
import { all, t, user } from "../../Platform/Pages/page.ts";
import { deliverOnEverySignOfLife, post } from "./delivery.ts";
import { showWaiting } from "./waiting.ts";

/** What every page of a requester does: send what waits, show it, keep the form ready for no network, wipe at sign-out. */
if (user()) {
  deliverOnEverySignOfLife();
  showWaiting();
  void readyForNoNetwork();
  beforeSignOut.push(sureToLose);
}

async function readyForNoNetwork(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register("/js/service-worker.js", { scope: "/", type: "module" });
  const { active } = await navigator.serviceWorker.ready;
  const files = [...all<HTMLLinkElement>("link[rel=stylesheet], link[rel=icon], link[rel=manifest]").map(link => link.href),
    ...all<HTMLScriptElement>("script[src]").map(script => script.src)];
  active?.postMessage({ keep: files });
  await navigator.storage?.persist?.();
}

async function sureToLose(): Promise<boolean> {
  const open = await post();
  const waiting = (await open.letters()).filter(letter => letter.state !== "sent").length + (await open.draft() ? 1 : 0);
  return waiting === 0 || confirm(t(
    `${waiting} envoi(s) en attente : se déconnecter les efface de cet appareil.`,
    `${waiting} not sent yet: signing out erases them from this device.`));
}
