/** Which of a person's devices this browser is: a name drawn once, so that a confirmation says where an alert arrived. */
export const device = (): string => (localStorage["device"] as string | undefined) ?? (localStorage["device"] = crypto.randomUUID());
