import "../../Platform/Pages/console.ts";
import { find, settled } from "../../Platform/Pages/page.ts";
import { refreshParts } from "../../Platform/Pages/parts.ts";
import { followByAsking } from "../Inbox/poll.ts";

/** The territory as it stands: asked again at every event, and at intervals, because time alone changes it too. */
const page = find("[data-territory]")!;
const refreshSoon = settled(300, () => void refreshParts(page, "/territory/now"));
void followByAsking({ epoch: page.dataset["epoch"]!, seq: Number(page.dataset["cursor"]) }, refreshSoon, () => location.reload());
setInterval(() => { if (document.visibilityState === "visible") refreshSoon(); }, 10_000);
