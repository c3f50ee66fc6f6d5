// token.mjs URL ACCOUNT: prints a bearer token of a demo account, or why there is none.
const [url, account] = process.argv.slice(2)

const refuse = reason => {
  console.error(`telemed: ${reason}`)
  process.exit(1)
}

const answer = await fetch(`${url}/demo/token`, { method: 'POST', body: new URLSearchParams({ account }) })
  .catch(error => refuse(`no hub answers at ${url} (${error.cause?.code ?? error.message})`))
const text = (await answer.text()).trim()
if (!answer.ok) refuse(`no token for '${account}': ${text || `${answer.status} ${answer.statusText}`}`)
console.log(text)
