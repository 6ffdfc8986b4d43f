import type { Page } from 'playwright-core'

/** A request of a page that the server refused. */
interface Refusal {
  page: Page
  status: number
  path: string
}

let heard: string[] = []
let refusals: Refusal[] = []
let announced: Refusal[] = []

/** What the browser writes of a refusal, which {@link listen} has from the answer itself. */
const written = /^Failed to load resource: the server responded with a status of \d+/

/** Says that the page will be refused with this status, at a path that ends so. It must be, and nothing else may. */
export const expecting = (page: Page, status: number, path: string) => void announced.push({ page, status, path })

/** Hears what a page complains of: its console, what nobody caught, what its policy forbids, what the server refuses. */
export function listen(page: Page) {
  page.on('console', message => {
    if (message.type() === 'error' && !written.test(message.text())) heard.push(`console: ${message.text()}`)
  })
  // Promises that nobody caught are among these.
  page.on('pageerror', error => heard.push(`uncaught: ${error.message}`))
  page.on('response', response => {
    if (response.status() >= 400) refusals.push({ page, status: response.status(), path: new URL(response.url()).pathname })
  })
}

const meant = (one: Refusal, refusal: Refusal) => one.page === refusal.page && one.status === refusal.status && refusal.path.endsWith(one.path)
const told = ({ status, path }: Refusal) => `${status} ${path}`

/** What was heard since this was last called, without what was announced. */
export function complaints(): string[] {
  const unexpected = refusals.filter(refusal => !announced.some(one => meant(one, refusal)))
  const missing = announced.filter(one => !refusals.some(refusal => meant(one, refusal)))
  const all = [...heard, ...unexpected.map(one => `refused: ${told(one)}`), ...missing.map(one => `not refused: ${told(one)}`)]
  heard = []
  refusals = []
  announced = []
  return all
}
