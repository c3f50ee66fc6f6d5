// wait-ready.mjs URL PID: ends well once URL/health/ready answers 200, badly when the process is gone or five minutes have passed.
const [url, pid] = process.argv.slice(2)
const until = performance.now() + 5 * 60_000

const alive = () => {
  try {
    return process.kill(Number(pid), 0)
  } catch {
    return false
  }
}

const ready = async () => {
  try {
    const answer = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(5_000) })
    await answer.text()
    return answer.status === 200
  } catch {
    return false
  }
}

while (alive() && performance.now() < until) {
  if (await ready()) process.exit(0)
  await new Promise(resolve => setTimeout(resolve, 200))
}
process.exit(1)
