import { t } from "../../Platform/Pages/page.ts";
import type { Flaw } from "./quality.ts";

/** What is wrong, why it matters, what to do. */
export function flawWords(found: Flaw[]): string {
  return found.map(flaw => {
    switch (flaw) {
      case "blurred": return t("Floue : le spécialiste ne pourra pas juger les bords. Reprenez à 20 cm, coudes posés.",
        "Blurred: the specialist cannot judge the borders. Take it again at 20 cm, elbows resting.");
      case "dark": return t("Trop sombre : les teintes ne se voient pas. Approchez d’une fenêtre ou allumez le plafonnier.",
        "Too dark: the colours do not show. Move near a window or turn the ceiling light on.");
      case "bright": return t("Brûlée par la lumière : une partie est toute blanche. Coupez le flash, écartez la lampe.",
        "Burnt by the light: part of it is all white. Turn the flash off, move the lamp away.");
      case "small": return t("Trop petite : les détails manquent. Prenez la photo avec l’appareil, pas une capture d’écran.",
        "Too small: details are missing. Take the photo with the camera, not a screenshot.");
    }
  }).join(" ");
}
