import { keepPreviousData, notifyManager, QueryClient, queryOptions } from '@tanstack/react-query'
import type {
  DeletePreview, Facets, ListPage, MarkdownTree, ModelSchema, Page, Preferences, Record, RelationOptions, SearchResults, Session, SiteSchema, Views,
} from '../contract'
import { isProblem, loadSession, request } from './client'

/** An object named by fields. */
export type Members = { [field: string]: unknown }

// By default what changes here is shown a task later, and till then a controlled checkbox that was clicked shows what it was.
notifyManager.setScheduler(queueMicrotask)

export const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5000,
      refetchOnWindowFocus: true,
      retry: (count, error) => count < 2 && (!isProblem(error) || error.status === 0 || error.status >= 502),
    },
  },
})

export const session = queryOptions<Session>({ queryKey: ['session'], queryFn: loadSession, staleTime: Infinity, retry: false })
export const site = queryOptions<SiteSchema>({ queryKey: ['schema'], queryFn: () => request('/schema'), staleTime: 300_000 })
export const modelSchema = (model: string) =>
  queryOptions<ModelSchema>({ queryKey: ['schema', model], queryFn: () => request(`/schema/${model}`), staleTime: 300_000 })

export const rows = (model: string, query: { [name: string]: string | number | undefined }) =>
  queryOptions<ListPage>({
    queryKey: ['rows', model, query],
    queryFn: ({ signal }) => request(`/m/${model}`, { query, signal }),
    placeholderData: keepPreviousData,
  })
export const record = (model: string, id: string) =>
  queryOptions<Record>({ queryKey: ['record', model, id], queryFn: ({ signal }) => request(`/m/${model}/${encodeURIComponent(id)}`, { signal }) })
export const facets = (model: string, field: string, f: string) =>
  queryOptions<Facets>({ queryKey: ['facets', model, field, f], queryFn: ({ signal }) => request(`/m/${model}/facets`, { query: { field, f }, signal }), retry: false })
export const relation = (model: string, field: string, query: { [name: string]: string | undefined }) =>
  queryOptions<RelationOptions>({
    queryKey: ['relation', model, field, query],
    queryFn: ({ signal }) => request(`/rel/${model}/${field}`, { query, signal }),
    placeholderData: keepPreviousData,
  })
export const deletePreview = (model: string, id: string) =>
  queryOptions<DeletePreview>({ queryKey: ['delete-preview', model, id], queryFn: () => request(`/m/${model}/${encodeURIComponent(id)}/delete-preview`), staleTime: 0 })
export const page = (key: string, query: { [name: string]: string | undefined } = {}) =>
  queryOptions<Page>({ queryKey: ['page', key, query], queryFn: () => request(`/pages/${key}`, { query }), placeholderData: keepPreviousData })
/** What Markdown looks like: the server takes it apart, so that there is one reader with one set of rules. */
export const markdown = (text: string) =>
  queryOptions<MarkdownTree>({ queryKey: ['markdown', text], queryFn: ({ signal }) => request('/markdown', { method: 'POST', body: { text }, signal }), placeholderData: keepPreviousData, staleTime: Infinity })
export const views = (model: string) =>
  queryOptions<Views>({ queryKey: ['views', model], queryFn: () => request('/views', { query: { model } }), staleTime: 60_000 })
export const preferences = queryOptions<Preferences>({ queryKey: ['prefs'], queryFn: () => request('/prefs'), staleTime: Infinity })
export const search = (q: string) =>
  queryOptions<SearchResults>({ queryKey: ['search', q], queryFn: ({ signal }) => request('/search', { query: { q }, signal }), placeholderData: keepPreviousData, enabled: q.length > 0 })

/** What is known of a model's rows is old: after a write. */
export const forgetRows = (model: string, id?: string) =>
  Promise.all([
    client.invalidateQueries({ queryKey: ['rows', model] }),
    client.invalidateQueries({ queryKey: id === undefined ? ['record', model] : ['record', model, id] }),
    client.invalidateQueries({ queryKey: ['history', model] }),
    client.invalidateQueries({ queryKey: ['relation'] }),
    client.invalidateQueries({ queryKey: ['page'] }),
  ])

/** What is being written to the server; each write waits for the one before, so that the last is what stays. */
let written: Promise<unknown> = Promise.resolve()

/** Keeps preferences on the server, and at once here; those of the server come back when it refuses them. */
export async function setPreferences(change: (old: Preferences) => Preferences) {
  // A change of what has not come yet would lose the rest of it.
  const old = client.getQueryData(preferences.queryKey) ?? (await client.ensureQueryData(preferences))
  const next = change(client.getQueryData(preferences.queryKey) ?? old)
  client.setQueryData(preferences.queryKey, next)
  const write = written.catch(() => undefined).then(() => request('/prefs', { method: 'PUT', body: next }))
  written = write
  await write.catch(async error => {
    await client.invalidateQueries({ queryKey: preferences.queryKey })
    throw error
  })
}
