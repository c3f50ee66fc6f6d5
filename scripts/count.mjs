// count.mjs REPORT STATUS: prints how many tests a suite passed and failed, from the CTRF report of a .NET suite or the closing
// lines of node's test runner. What did not pass failed: skipped, pending, cancelled. A bad exit status or an empty suite is a failure too.
import { readFileSync } from 'node:fs'

const [report, status] = process.argv.slice(2)

const fromCtrf = text => {
  const { tests, passed } = JSON.parse(text).results.summary
  return { passed, failed: tests - passed }
}

const fromNode = text => {
  const sum = words => [...text.matchAll(new RegExp(`^[#ℹ] (?:${words}) (\\d+)$`, 'gm'))].reduce((all, [, n]) => all + Number(n), 0)
  return { passed: sum('pass'), failed: sum('fail|cancelled|skipped|todo') }
}

const count = () => {
  try {
    const text = readFileSync(report, 'utf8')
    return report.endsWith('.json') ? fromCtrf(text) : fromNode(text)
  } catch (error) {
    console.error(`no report of a suite that ended with status ${status}: ${error.message}`)
    return { passed: 0, failed: 1 }
  }
}

const { passed, failed } = count()
const broken = failed === 0 && (passed === 0 || status !== '0')
console.log(passed, broken ? 1 : failed)
