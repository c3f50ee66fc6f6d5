/** The first match, or null. */
export function find<T extends Element = HTMLElement>(selector: string, within: ParentNode = document): T | null {
  return within.querySelector<T>(selector);
}

export function all<T extends Element = HTMLElement>(selector: string, within: ParentNode = document): T[] {
  return [...within.querySelectorAll<T>(selector)];
}

/** French first, English second, as on the pages themselves. */
export function t(french: string, english: string): string {
  return document.documentElement.lang === "en" ? english : french;
}

/** The account this page was made for; undefined before sign-in. */
export function user(): string | undefined {
  return document.body.dataset["user"] || undefined;
}

export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K, attributes: Record<string, string> = {}, ...children: (Node | string)[]): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** An HTML answer of the hub as nodes; its scripts never run. */
export async function fragment(answer: Response): Promise<DocumentFragment> {
  const template = document.createElement("template");
  template.innerHTML = await answer.text();
  return template.content;
}

/** The rest of a page's script, from the address that its script tag names; undefined where no network brings it. */
export async function later<T>(): Promise<T | undefined> {
  const address = find<HTMLScriptElement>("script[data-later]")!.dataset["later"]!;
  return await import(address).catch(() => undefined) as T | undefined;
}

/** Does something when the page is left alone for a moment. */
export function settled(wait: number, act: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(act, wait);
  };
}
