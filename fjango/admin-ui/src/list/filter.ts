import type { FilterOp, FilterSchema, ListFilter } from '../contract'

/** One condition of a list: `{"status": {"in": ["paid"]}}`. */
export interface Term {
  f: string
  op: FilterOp
  value: unknown
}

/** What an address says of filters: terms with a chip each, and what only another client can have written. */
export interface Filter {
  terms: Term[]
  /** Conditions beyond chips, such as `or`; kept as they are. */
  rest: ListFilter[]
}

const operators = new Set<string>([
  'eq', 'ne', 'lt', 'lte', 'gt', 'gte', 'between', 'in', 'not_in', 'contains', 'starts', 'null', 'preset',
] satisfies FilterOp[])

const isObject = (value: unknown): value is ListFilter => !!value && typeof value === 'object' && !Array.isArray(value)

function collect(node: unknown, into: Filter, depth: number): void {
  if (!isObject(node) || depth > 5) return
  for (const [key, value] of Object.entries(node)) {
    if (key === 'and') {
      if (Array.isArray(value)) for (const part of value) collect(part, into, depth + 1)
    } else if (key === 'or' || key === 'not') {
      into.rest.push({ [key]: value })
    } else if (isObject(value)) {
      for (const [op, operand] of Object.entries(value)) {
        if (operators.has(op)) into.terms.push({ f: key, op: op as FilterOp, value: operand })
      }
    } else {
      into.terms.push({ f: key, op: 'eq', value })
    }
  }
}

/** Reads the parameter `f`; nonsense means no filter. */
export function parseFilter(text: string | ListFilter | undefined): Filter {
  const filter: Filter = { terms: [], rest: [] }
  if (!text) return filter
  try {
    collect(typeof text === 'string' ? JSON.parse(text) : text, filter, 0)
  } catch {
    // An address that was cut off still opens the list.
  }
  return filter
}

/** The filter as the server takes it; `undefined` for none. */
export function filterObject({ terms, rest }: Filter): ListFilter | undefined {
  const parts: ListFilter[] = [...terms.map(({ f, op, value }) => ({ [f]: { [op]: value } })), ...rest]
  return parts.length === 0 ? undefined : parts.length === 1 ? parts[0] : { and: parts }
}

/** The filter as the parameter `f`. */
export function formatFilter(filter: Filter): string | undefined {
  const object = filterObject(filter)
  return object && JSON.stringify(object)
}

/** Whether two say the same, whatever the order of members. */
export const sameFilter = (a: Filter, b: Filter) => {
  const key = (filter: Filter) => [...filter.terms.map(term => JSON.stringify([term.f, term.op, term.value])), ...filter.rest.map(part => JSON.stringify(part))].sort().join()
  return key(a) === key(b)
}

/** Whether the term asks something: an empty list asks nothing. */
export function isComplete({ op, value }: Term): boolean {
  if (op === 'null') return typeof value === 'boolean'
  if (op === 'between') return Array.isArray(value) && value.length === 2 && value.every(end => end !== '' && end !== null && end !== undefined)
  if (Array.isArray(value)) return value.length > 0
  return value !== '' && value !== null && value !== undefined
}

/** The operator that a new chip begins with: the one that needs the least thought. */
export function firstOperator(filter: FilterSchema): FilterOp {
  const wanted: FilterOp[] = ['preset', 'in', 'contains', 'eq', 'between', 'gte']
  return wanted.find(op => filter.ops.includes(op)) ?? filter.ops[0] ?? 'eq'
}

/** `-created,title` as parts. */
export interface Sort {
  f: string
  desc: boolean
}
export const parseSort = (text: string | string[] | undefined): Sort[] =>
  (typeof text === 'string' ? text.split(',') : (text ?? [])).filter(Boolean).map(part => (part.startsWith('-') ? { f: part.slice(1), desc: true } : { f: part, desc: false }))
export const formatSort = (sort: Sort[]) => sort.map(({ f, desc }) => (desc ? `-${f}` : f)).join(',')

/** A click on a head: ascending, descending, none. With `add` the other columns stay. */
export function toggleSort(sort: Sort[], f: string, add: boolean): Sort[] {
  const index = sort.findIndex(part => part.f === f)
  const others = add ? sort : sort.filter(part => part.f === f)
  if (index < 0) return [...(add ? sort : []), { f, desc: false }]
  return sort[index]!.desc
    ? others.filter(part => part.f !== f)
    : others.map(part => (part.f === f ? { f, desc: true } : part))
}
