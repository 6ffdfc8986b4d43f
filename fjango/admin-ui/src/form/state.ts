import type { Members } from '../api/queries'
import type { FieldSchema, InlineWrite, ModelSchema, Objection, Record as Saved, RecordWrite, Shown } from '../contract'
import { plain } from '../fields/plain'

/** One row of an inline as the form shows it. */
export interface RowState {
  /** What React and the form know it by; new rows have no id. */
  key: string
  id?: string
  v?: string
  repr?: string
  base: Members
  values: Members
  removed: boolean
}
export interface InlineState {
  rows: RowState[]
  next?: string | null
  moved: boolean
}
export interface FormState {
  base: Members
  values: Members
  inlines: { [name: string]: InlineState }
  errors: { [path: string]: Objection[] }
  /** Slugs that the user typed, which no longer follow their source. */
  own: string[]
  serial: number
}

export type FormAction =
  | { type: 'load'; record: Saved | null; initial?: Members }
  | { type: 'set'; f: string; value: unknown }
  | { type: 'row'; inline: string; key: string; f: string; value: unknown }
  | { type: 'add'; inline: string }
  | { type: 'remove'; inline: string; key: string }
  | { type: 'move'; inline: string; from: number; to: number }
  | { type: 'more'; inline: string; rows: { id: string; repr: string; v: string; values: Members }[]; next?: string | null }
  | { type: 'errors'; errors: FormState['errors'] }
  | { type: 'discard' }
  | { type: 'restore'; state: FormState }
  | { type: 'merge'; current: Saved; take: string[] }

const same = (a: unknown, b: unknown) => JSON.stringify(plain(a ?? null)) === JSON.stringify(plain(b ?? null))

/** `Grüße an alle!` as `grusse-an-alle`. */
export const slugify = (text: string) =>
  text
    .replace(/ß/g, 'ss')
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 200)

/** What a new row begins with. */
export function blank(fields: { [name: string]: FieldSchema }): Members {
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([, field]) => !field.readonly)
      .map(([name, field]) => [name, field.default ?? (field.type === 'boolean' && !field.nullable ? false : field.many ? [] : null)]),
  )
}

const newRow = (key: string, values: Members): RowState => ({ key, base: {}, values, removed: false })

/**
 * What a new record's form starts with: the values of a row that is duplicated, and what the address says. What is unique is
 * left out, and so are files, which belong to one row.
 */
export function startOf(schema: ModelSchema, source: Saved | undefined, said: { [f: string]: string | undefined }): Members {
  const initial: Members = {}
  for (const [f, field] of Object.entries(schema.fields)) {
    if (field.readonly) continue
    const own = field.unique || f === schema.pk || field.type === 'file' || field.type === 'image'
    if (source && f in source.values && !own) initial[f] = source.values[f]
    if (said[f] !== undefined) initial[f] = said[f]
  }
  return initial
}

export function initialState(schema: ModelSchema, record: Saved | null, initial: Members = {}): FormState {
  const values = record ? record.values : blank(shownFields(schema))
  let serial = 0
  const inlines: FormState['inlines'] = {}
  for (const [name, inline] of Object.entries(schema.form.inlines ?? {})) {
    const rows: RowState[] = (record?.inlines?.[name]?.rows ?? []).map(row => ({ key: row.id, id: row.id, v: row.v, repr: row.repr, base: row.values, values: row.values, removed: false }))
    if (!record) for (let i = 0; i < Math.max(inline.min, inline.extra); i++) rows.push(newRow(`+${serial++}`, blank(inline.fields)))
    inlines[name] = { rows, next: record?.inlines?.[name]?.next, moved: false }
  }
  return { base: values, values: { ...values, ...initial }, inlines, errors: {}, own: [], serial }
}

const without = (errors: FormState['errors'], path: string) => {
  if (!(path in errors)) return errors
  const { [path]: _, ...rest } = errors
  return rest
}

/** The form as a function of what was done to it. */
export const reducer =
  (schema: ModelSchema) =>
  (state: FormState, action: FormAction): FormState => {
    const inline = (name: string, change: (old: InlineState) => InlineState): FormState => ({ ...state, inlines: { ...state.inlines, [name]: change(state.inlines[name] ?? { rows: [], moved: false }) } })
    switch (action.type) {
      case 'load':
        return initialState(schema, action.record, action.initial)
      case 'restore':
        return action.state
      case 'discard':
        return {
          ...state,
          values: state.base,
          errors: {},
          own: [],
          inlines: Object.fromEntries(
            Object.entries(state.inlines).map(([name, old]) => {
              const rows = old.rows.filter(row => row.id).map(row => ({ ...row, values: row.base, removed: false }))
              return [name, { ...old, rows, moved: false }]
            }),
          ),
        }
      case 'set': {
        const values = { ...state.values, [action.f]: action.value }
        const own = schema.fields[action.f]?.slug_from ? [...new Set([...state.own, action.f])] : state.own
        // A new row's slug follows its source until the user types one.
        for (const [name, field] of Object.entries(schema.fields)) {
          if (field.slug_from === action.f && !own.includes(name) && !state.base[schema.pk] && !field.readonly) values[name] = slugify(String(action.value ?? ''))
        }
        return { ...state, values, own, errors: without(state.errors, action.f) }
      }
      case 'row': {
        const index = state.inlines[action.inline]?.rows.findIndex(row => row.key === action.key) ?? -1
        return {
          ...inline(action.inline, old => ({ ...old, rows: old.rows.map(row => (row.key === action.key ? { ...row, values: { ...row.values, [action.f]: action.value } } : row)) })),
          errors: without(state.errors, `${action.inline}[${index}].${action.f}`),
        }
      }
      case 'add':
        return { ...inline(action.inline, old => ({ ...old, rows: [...old.rows, newRow(`+${state.serial}`, blank(schema.form.inlines?.[action.inline]?.fields ?? {}))] })), serial: state.serial + 1 }
      case 'remove':
        // A row that was never saved goes at once; others wait for the save and can come back.
        return {
          ...inline(action.inline, old => ({ ...old, rows: old.rows.flatMap(row => (row.key !== action.key ? [row] : row.id ? [{ ...row, removed: !row.removed }] : [])) })),
          errors: Object.fromEntries(Object.entries(state.errors).filter(([path]) => !path.startsWith(`${action.inline}[`))),
        }
      case 'move':
        return inline(action.inline, old => {
          const rows = [...old.rows]
          const [row] = rows.splice(action.from, 1)
          if (!row || action.to < 0 || action.to > rows.length) return old
          rows.splice(action.to, 0, row)
          return { ...old, rows, moved: true }
        })
      case 'more':
        return inline(action.inline, old => {
          const known = new Set(old.rows.map(row => row.id))
          const rows = action.rows.filter(row => !known.has(row.id)).map(row => ({ key: row.id, id: row.id, v: row.v, repr: row.repr, base: row.values, values: row.values, removed: false }))
          const fresh = old.rows.filter(row => !row.id)
          return { ...old, rows: [...old.rows.filter(row => row.id), ...rows, ...fresh], next: action.next }
        })
      case 'errors':
        return { ...state, errors: action.errors }
      case 'merge': {
        const { current, take } = action
        const values: Members = { ...current.values }
        for (const f of changedFields(state)) if (!take.includes(f)) values[f] = state.values[f]
        const inlines = Object.fromEntries(
          Object.entries(state.inlines).map(([name, old]) => {
            const now = new Map((current.inlines?.[name]?.rows ?? []).map(row => [row.id, row]))
            const rows = old.rows.flatMap(row => {
              if (!row.id) return [row]
              const saved = now.get(row.id)
              now.delete(row.id)
              // Deleted meanwhile: nothing is left to change.
              if (!saved) return []
              const mine = rowChanges(row)
              return [{ ...row, v: saved.v, base: saved.values, values: { ...saved.values, ...Object.fromEntries(mine.map(f => [f, row.values[f]])) } }]
            })
            const added = [...now.values()].map(row => ({ key: row.id, id: row.id, v: row.v, repr: row.repr, base: row.values, values: row.values, removed: false }))
            return [name, { ...old, rows: [...rows, ...added] }]
          }),
        )
        return { ...state, base: current.values, values, inlines, errors: {} }
      }
    }
  }

export const changedFields = (state: FormState) => Object.keys(state.values).filter(f => !same(state.values[f], state.base[f]))
const rowChanges = (row: RowState) => Object.keys(row.values).filter(f => !same(row.values[f], row.base[f]))

/** How many changes a save would write: fields, and rows of inlines. */
export function changeCount(state: FormState, isNew = false): number {
  let count = changedFields(state).length
  for (const { rows, moved } of Object.values(state.inlines)) {
    count += rows.filter(row => row.removed || (row.id ? rowChanges(row).length > 0 : !isNew || !isBlank(row))).length
    if (moved) count += 1
  }
  return count
}

/** An empty row that a new form began with says nothing. */
const isBlank = (row: RowState) => Object.values(row.values).every(value => value === null || value === '' || value === false || (Array.isArray(value) && value.length === 0))

/** What a save sends: changed fields only, and what became of the rows. */
export function writeOf(schema: ModelSchema, state: FormState, isNew: boolean): RecordWrite {
  const set: Members = {}
  for (const f of isNew ? Object.keys(state.values) : changedFields(state)) {
    const field = schema.fields[f]
    if (!field || field.readonly || !(f in state.values)) continue
    // A new row leaves to the server what the user left alone.
    if (isNew && same(state.values[f], null)) continue
    set[f] = plain(state.values[f])
  }
  const inlines: { [name: string]: InlineWrite } = {}
  for (const [name, { rows, moved }] of Object.entries(state.inlines)) {
    const write: InlineWrite = { create: [], update: [], delete: [] }
    const order: string[] = []
    rows.forEach((row, at) => {
      if (row.removed) {
        write.delete.push({ id: row.id!, v: row.v!, at })
        return
      }
      if (!row.id) {
        if (isBlank(row)) return
        order.push(`+${write.create.length}`)
        write.create.push({ at, set: Object.fromEntries(Object.entries(row.values).filter(([, value]) => !same(value, null)).map(([f, value]) => [f, plain(value)])) })
        return
      }
      order.push(row.id)
      const changed = rowChanges(row)
      if (changed.length > 0) write.update.push({ id: row.id, v: row.v!, at, set: Object.fromEntries(changed.map(f => [f, plain(row.values[f])])) })
    })
    const sortable = schema.form.inlines?.[name]?.sortable
    if (sortable && (moved || write.create.length > 0)) write.order = order
    if (write.create.length || write.update.length || write.delete.length || (sortable && moved)) inlines[name] = write
  }
  return { set, ...(Object.keys(inlines).length ? { inlines } : {}) }
}

/** Whether a field is shown, by the values of others. */
export function isShown(field: FieldSchema, values: Members): boolean {
  return Object.entries(field.visible_if ?? {}).every(([f, rule]: [string, Shown]) => {
    const value = plain(values[f] ?? null)
    if (rule.eq !== undefined && rule.eq !== null) return same(value, rule.eq)
    if (rule.ne !== undefined && rule.ne !== null) return !same(value, rule.ne)
    if (rule.in) return rule.in.some(one => same(value, one))
    return true
  })
}

/** Fields in the order in which the form shows them, tabs and sections flattened. */
export function fieldOrder(schema: ModelSchema): string[] {
  const walk = (blocks: ModelSchema['form']['main']): string[] => blocks.flatMap(block => [...(block.rows ?? []).flat(), ...(block.tabs ?? []).flatMap(tab => walk(tab.main)), ...(block.inline ? [`${block.inline}[`] : [])])
  return walk(schema.form.main)
}

/** The fields that the form shows; of others the server alone says what a new row has. */
function shownFields(schema: ModelSchema): ModelSchema['fields'] {
  const shown = new Set(fieldOrder(schema))
  return Object.fromEntries(Object.entries(schema.fields).filter(([f]) => shown.has(f)))
}

/** Errors in the order of the form, so that the first is the first that the eye meets. */
export function orderedErrors(schema: ModelSchema, errors: FormState['errors']): [string, Objection[]][] {
  const order = fieldOrder(schema)
  const rank = (path: string) => {
    const at = order.findIndex(f => (f.endsWith('[') ? path.startsWith(f) : f === path))
    return path === '_form' ? -1 : at < 0 ? order.length : at
  }
  return Object.entries(errors)
    .filter(([, list]) => list.length > 0)
    .sort(([a], [b]) => rank(a) - rank(b) || a.localeCompare(b, undefined, { numeric: true }))
}
