import { flaws, JUDGED_AT, toGrey, type Flaw } from "./quality.ts";

/** A photo ready to travel: the small picture goes first, the original after the request. */
export interface Prepared { preview: Blob; original: Blob; flaws: Flaw[] }

/** Long side of the picture an expert looks at first. */
const PREVIEW = 1600;
/** The hub takes no more pixels than this. */
const MOST_PIXELS = 40e6;
const understood = ["image/jpeg", "image/png", "image/webp"];

/** Undefined when the browser cannot read the file as a picture. Re-encoding drops everything but the pixels: no place, no device. */
export async function prepare(file: Blob): Promise<Prepared | undefined> {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => undefined);
  if (!picture) return undefined;
  try {
    const pixels = picture.width * picture.height;
    const asIs = understood.includes(file.type) && pixels <= MOST_PIXELS;
    return {
      preview: await encode(drawn(picture, PREVIEW), 0.85),
      original: asIs ? file : await encode(drawn(picture, Math.max(picture.width, picture.height) * Math.min(1, Math.sqrt(MOST_PIXELS / pixels))), 0.92),
      flaws: judge(picture),
    };
  } finally {
    picture.close();
  }
}

/** What the live view would be judged as, were the photo taken now. */
export function judge(picture: ImageBitmap | HTMLVideoElement): Flaw[] {
  const source = "videoWidth" in picture ? { width: picture.videoWidth, height: picture.videoHeight } : picture;
  const canvas = drawn(picture, JUDGED_AT);
  const { data, width, height } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
  return flaws(toGrey(data, width, height), source);
}

export function frameOf(video: HTMLVideoElement): Promise<Blob> {
  return encode(drawn(video, Math.max(video.videoWidth, video.videoHeight)), 0.92);
}

function drawn(picture: ImageBitmap | HTMLVideoElement, longSide: number): OffscreenCanvas {
  const [width, height] = "videoWidth" in picture ? [picture.videoWidth, picture.videoHeight] : [picture.width, picture.height];
  const scale = Math.min(1, longSide / Math.max(width, height));
  const canvas = new OffscreenCanvas(Math.round(width * scale), Math.round(height * scale));
  const context = canvas.getContext("2d", { willReadFrequently: longSide === JUDGED_AT })!;
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

function encode(canvas: OffscreenCanvas, quality: number): Promise<Blob> {
  return canvas.convertToBlob({ type: "image/jpeg", quality });
}
