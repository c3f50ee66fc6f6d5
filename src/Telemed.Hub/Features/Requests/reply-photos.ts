import { uploadInPieces } from "../Photos/upload.ts";
import { element, find, later, t } from "../../Platform/Pages/page.ts";

/** Photos added to a reply: each goes to the hub at once, the form then names it. */
export function replyPhotos(): void {
  const place = find("[data-reply-photos]");
  const input = place && find<HTMLInputElement>("[data-add-photo]", place);
  if (!place || !input || place.dataset["ready"]) return;
  place.dataset["ready"] = "yes";
  const say = (words: string) => { find("[data-photo-said]", place)!.textContent = words; };

  input.addEventListener("change", () => void (async () => {
    const file = input.files?.[0];
    input.value = "";
    const darkroom = await later<typeof import("../Photos/darkroom.ts")>();
    if (!darkroom) return say(notSent());
    const ready = file && await darkroom.prepare(file);
    if (!ready) return say(t("Ce fichier ne s’ouvre pas comme une photo.", "This file does not open as a photo."));
    say(t("Envoi de la photo…", "Sending the photo…"));
    const id = crypto.randomUUID();
    const sent = await fetch(`/photos/${id}/preview`, { method: "PUT", body: ready.preview }).catch(() => undefined);
    if (!sent?.ok) return say(notSent());
    const image = element("img", { src: URL.createObjectURL(ready.preview), alt: t("Photo ajoutée", "Photo added"), width: "96", height: "96" });
    find("[data-added]", place)!.append(element("li", {}, image, element("input", { type: "hidden", name: "photo", value: id })));
    say(ready.flaws.length > 0 ? darkroom.flawWords(ready.flaws) : t("Photo ajoutée.", "Photo added."));
    await uploadInPieces(`/photos/${id}/original`, ready.original, fetch.bind(window)).catch(() => undefined);
  })());
}

const notSent = () => t("La photo n’est pas partie : réessayez quand le réseau est là.", "The photo did not leave: try again with a network.");
