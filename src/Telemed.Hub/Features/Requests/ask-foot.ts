import { t } from "../../Platform/Pages/page.ts";

/** What a screen of the form is, as far as its buttons depend on it. */
export interface ScreenState {
  first: boolean;
  last: boolean;
  /** Nothing has to be answered here, and nothing is. */
  optional: boolean;
  /** On a photo screen: none yet, one worth sending, or one with a flaw that nobody has accepted. */
  photo?: "none" | "good" | "doubtful";
  photoRequired?: boolean;
}

export type Button = "pass" | "retake" | "keep" | "continue" | "send";

/** The buttons under a screen, the one wanted most often last. A flawed photo is taken again by default, and kept on purpose. */
export function footOf({ first, last, optional, photo, photoRequired }: ScreenState): { back: boolean; beside?: Button; main?: Button } {
  const back = !first;
  switch (photo) {
    case "none": return photoRequired ? { back } : { back, beside: "pass" };
    case "doubtful": return { back: false, beside: "keep", main: "retake" };
    case "good": return { back, beside: "retake", main: "continue" };
    default: return { back, ...(optional && { beside: "pass" }), main: last ? "send" : "continue" };
  }
}

export function buttonWords(button: Button): string {
  switch (button) {
    case "pass": return t("Passer", "Skip");
    case "retake": return t("Reprendre", "Retake");
    case "keep": return t("La garder", "Keep it");
    case "continue": return t("Continuer", "Continue");
    case "send": return t("Envoyer", "Send");
  }
}
