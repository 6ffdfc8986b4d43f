/** The order of the list that a record was opened from, so that its page leads to the next one. */
const key = (model: string) => `fj-order-${model}`

export function rememberOrder(model: string, ids: string[]) {
  try {
    sessionStorage.setItem(key(model), JSON.stringify(ids))
  } catch {
    // A full or forbidden storage costs the two arrows, nothing else.
  }
}

export function neighbours(model: string, id: string): { previous?: string; next?: string } {
  try {
    const ids = JSON.parse(sessionStorage.getItem(key(model)) ?? '[]') as string[]
    const at = ids.indexOf(id)
    return at < 0 ? {} : { previous: ids[at - 1], next: ids[at + 1] }
  } catch {
    return {}
  }
}

/** The search of the list that was seen last, so that a saved form leads back to it. */
export function rememberSearch(model: string, search: string) {
  try {
    sessionStorage.setItem(`fj-list-${model}`, search)
  } catch {
    // As above.
  }
}
export function listSearch(model: string): string {
  try {
    return sessionStorage.getItem(`fj-list-${model}`) ?? ''
  } catch {
    return ''
  }
}
