import { all, find, later, t } from "../../Platform/Pages/page.ts";
import { deliver, post } from "./delivery.ts";
import type { Draft, DraftPhoto } from "./draft.ts";

const darkroom = () => later<typeof import("./ask-later.ts")>();

/** One view: the camera, what the photo is worth, again or keep. */
export class PhotoScreen {
  readonly view: string;
  private stream: MediaStream | undefined;
  private readonly video: HTMLVideoElement;
  private readonly shot: HTMLImageElement;

  constructor(readonly screen: HTMLElement, private readonly draft: () => Draft, private readonly changed: () => void) {
    this.view = screen.dataset["photo"]!;
    this.video = find<HTMLVideoElement>("[data-live-view]", screen)!;
    this.shot = find<HTMLImageElement>("[data-shot]", screen)!;
    for (const input of all<HTMLInputElement>("[data-take]", screen)) {
      input.addEventListener("change", () => { if (input.files?.[0]) void this.take(input.files[0]); input.value = ""; });
    }
    find("[data-open-camera]", screen)!.addEventListener("click", () => void this.openCamera());
    find("[data-shutter]", screen)!.addEventListener("click", () => void this.take());
  }

  get photo(): DraftPhoto | undefined { return this.draft().photos[this.view]; }

  get required(): boolean { return this.screen.hasAttribute("data-required"); }

  get state(): "none" | "good" | "doubtful" {
    if (!this.photo) return "none";
    return this.photo.flaws.length > 0 && !this.photo.kept ? "doubtful" : "good";
  }

  async enter(): Promise<void> {
    const bytes = this.photo && await (await post()).vault.readBytes("photo", this.photo.id);
    if (this.photo && !bytes) delete this.draft().photos[this.view];
    await this.show(bytes && new Blob([bytes], { type: "image/jpeg" }));
  }

  leave(): void {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = undefined;
    this.aim(false);
  }

  async again(): Promise<void> {
    if (this.photo) await (await post()).removePhoto(this.photo);
    delete this.draft().photos[this.view];
    await this.show(undefined);
    this.changed();
  }

  keep(): void {
    if (this.photo) this.photo.kept = true;
    void this.show();
    this.changed();
  }

  private async openCamera(): Promise<void> {
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: { ideal: "environment" }, width: { ideal: 3840 }, height: { ideal: 2160 } } });
    } catch {
      return this.say(t("L’appareil photo n’est pas accessible ici. Autorisez-le, ou choisissez un fichier.", "The camera is not available here. Allow it, or choose a file."));
    }
    const watched = this.video.srcObject = this.stream;
    await this.video.play();
    this.aim(true);
    find("[data-shutter]", this.screen)!.focus();
    const work = await darkroom();
    while (work && watched === this.stream) {
      this.video.classList.toggle("sharp", !work.judge(this.video).includes("blurred"));
      await new Promise(next => setTimeout(next, 500));
    }
  }

  /** Without a file, what the live view shows. */
  private async take(file?: Blob): Promise<void> {
    const work = await darkroom();
    if (!work) return this.say(t("Le réseau manque pour préparer la photo : réessayez dès qu’il revient.", "No network to prepare the photo: try again as soon as there is one."));
    const ready = await work.prepare(file ?? await work.frameOf(this.video));
    if (!ready) return this.say(t("Ce fichier ne s’ouvre pas comme une photo. Prenez-la avec l’appareil, en JPEG.", "This file does not open as a photo. Take it with the camera, as a JPEG."));
    this.leave();
    const open = await post();
    if (this.photo) await open.removePhoto(this.photo);
    const { system, display } = this.screen.dataset;
    const photo: DraftPhoto = {
      id: crypto.randomUUID(), view: this.view, system: system!, display: display!, type: ready.original.type, bytes: ready.original.size,
      takenAt: new Date().toISOString(), flaws: ready.flaws, kept: false,
    };
    await open.keepPhoto(photo, ready.preview, ready.original);
    this.draft().photos[this.view] = photo;
    await this.show(ready.preview);
    this.changed();
    void deliver();
  }

  /** The live view in place of the ways to a photo. */
  private aim(on: boolean): void {
    for (const shown of [this.video, find("[data-shutter]", this.screen)!]) shown.hidden = !on;
    for (const hidden of all(":scope .shoot > :not([data-shutter]), :scope [data-guide]", this.screen)) hidden.hidden = on;
  }

  private async show(preview?: Blob): Promise<void> {
    if (preview) {
      URL.revokeObjectURL(this.shot.src);
      this.shot.src = URL.createObjectURL(preview);
    }
    this.shot.hidden = this.photo === undefined;
    find("[data-guide]", this.screen)!.hidden = this.photo !== undefined;
    find(".shoot", this.screen)!.hidden = this.photo !== undefined;
    find("[data-good]", this.screen)!.hidden = this.photo === undefined || this.photo.flaws.length > 0;
    this.say(this.photo && this.photo.flaws.length > 0 ? (await darkroom())?.flawWords(this.photo.flaws) ?? "" : "");
  }

  private say(words: string): void {
    find("[data-gate]", this.screen)!.hidden = words === "";
    find("[data-said]", this.screen)!.textContent = words;
  }
}
