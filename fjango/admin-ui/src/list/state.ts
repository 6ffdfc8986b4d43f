import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { ColumnPreference, ColumnSchema, ModelSchema } from '../contract'
import { formatFilter, formatSort, parseFilter, parseSort, type Filter, type Sort } from './filter'

interface Search {
  q?: string
  f?: string
  sort?: string
  size?: string
  page?: string
  after?: string
  view?: string
  trash?: string
}

export interface ListState extends Search {
  filter: Filter
  order: Sort[]
  set: (change: Partial<Search>, replace?: boolean) => void
  setFilter: (filter: Filter) => void
  setOrder: (order: Sort[]) => void
}

/** The zone of days, of "today" and "this week": the browser's, as an offset. */
export function offset(): string {
  const minutes = -new Date().getTimezoneOffset()
  const pad = (value: number) => String(Math.floor(value)).padStart(2, '0')
  return `${minutes < 0 ? '-' : '+'}${pad(Math.abs(minutes) / 60)}:${pad(Math.abs(minutes) % 60)}`
}

/** The state of a list is its address: it can be shared, and Back undoes each step. */
export function useListState(): ListState {
  const search = useSearch({ strict: false }) as Search
  const navigate = useNavigate()
  return useMemo(() => {
    const set = (change: Partial<Search>, replace = false) => {
      // Another question begins at its first page.
      const first = 'page' in change || 'after' in change ? {} : { page: undefined, after: undefined }
      void navigate({ to: '.', search: (old: Search) => ({ ...old, ...first, ...change }), replace } as never)
    }
    return {
      ...search,
      filter: parseFilter(search.f),
      order: parseSort(search.sort),
      set,
      setFilter: filter => set({ f: formatFilter(filter) }),
      setOrder: order => set({ sort: formatSort(order) || undefined }),
    }
  }, [search, navigate])
}

/** What the server is asked for. */
export function listQuery(state: ListState, schema: ModelSchema, size: number | undefined, columns: ColumnSchema[]) {
  const wanted = columns.map(column => column.f)
  const standard = schema.list.columns.map(column => column.f)
  return {
    q: state.q,
    f: state.f,
    sort: state.sort,
    size: state.size ?? (size ? String(size) : undefined),
    page: state.page,
    after: state.after,
    view: state.view,
    trash: state.trash,
    // Days of a filter begin at the user's midnight.
    tz: state.f || state.view ? offset() : undefined,
    // Only when columns were added: fewer or in another order are in the answer anyway.
    fields: wanted.some(f => !standard.includes(f)) ? wanted.join(',') : undefined,
  }
}

export interface ShownColumn extends ColumnSchema {
  hidden: boolean
  width?: number | null
}

/** The columns as the user wants them: the order and what is hidden from the preference, new ones at the end. */
export function arrange(schema: ModelSchema, preferred: ColumnPreference[] | undefined): ShownColumn[] {
  const all = new Map<string, ShownColumn>([...schema.list.columns.map(column => [column.f, { ...column, hidden: false }] as const), ...(schema.list.more ?? []).map(column => [column.f, { ...column, hidden: true }] as const)])
  const shown: ShownColumn[] = []
  for (const { f, hidden, width } of preferred ?? []) {
    const column = all.get(f)
    if (!column) continue
    shown.push({ ...column, hidden, width })
    all.delete(f)
  }
  shown.push(...all.values())
  // A list without columns would be a riddle.
  if (shown.every(column => column.hidden) && shown[0]) shown[0] = { ...shown[0], hidden: false }
  return shown
}
