/** Three short notes, for life-threatening alerts only. Without a gesture on the page before, browsers keep silent: the words remain. */
export function ring(): void {
  const sound = new AudioContext();
  for (const [i, pitch] of [880, 660, 880].entries()) {
    const note = sound.createOscillator(), level = sound.createGain(), at = sound.currentTime + i * 0.28;
    note.frequency.value = pitch;
    level.gain.setValueAtTime(0.2, at);
    level.gain.exponentialRampToValueAtTime(0.001, at + 0.24);
    note.connect(level).connect(sound.destination);
    note.start(at);
    note.stop(at + 0.25);
  }
  setTimeout(() => void sound.close(), 1500);
}
