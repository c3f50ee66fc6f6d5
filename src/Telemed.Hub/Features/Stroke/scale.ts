/** The running total of a scale being scored, with what is still to score. UN counts nothing. */
export function totalOf(values: string[], english: boolean): string {
  const total = values.reduce((sum, value) => sum + (/^\d$/.test(value) ? Number(value) : 0), 0);
  const left = values.filter(value => value === "").length;
  if (left === 0) return `${total} / 42`;
  return english ? `${total} so far, ${left} to score` : `${total} pour l’instant, ${left} à coter`;
}
