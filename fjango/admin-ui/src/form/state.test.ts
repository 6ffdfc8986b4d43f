import { describe, expect, it } from 'vitest'
import type { ModelSchema, Record as Saved } from '../contract'
import { changeCount, changedFields, initialState, isShown, orderedErrors, reducer, slugify, startOf, writeOf, type FormAction, type FormState } from './state'

const schema = {
  key: 'shop.order',
  pk: 'id',
  fields: {
    id: { type: 'bigint', label: 'Id', readonly: true },
    title: { type: 'string', label: 'Title', required: true },
    slug: { type: 'slug', label: 'Slug', slug_from: 'title' },
    customer: { type: 'relation', label: 'Customer', to: 'shop.customer' },
    tags: { type: 'relation', label: 'Tags', to: 'shop.tag', many: true },
    hold: { type: 'boolean', label: 'Hold' },
    reason: { type: 'text', label: 'Reason', visible_if: { hold: { eq: true } } },
    state: { type: 'enum', label: 'State', default: 'draft' },
  },
  form: {
    main: [{ rows: [['title', 'slug'], ['customer'], ['hold'], ['reason']] }, { tabs: [{ label: 'More', main: [{ rows: [['tags', 'state']] }] }] }, { inline: 'lines' }],
    inlines: { lines: { fields: { qty: { type: 'integer', label: 'Quantity' }, note: { type: 'string', label: 'Note' } }, min: 0, extra: 1, sortable: 'pos', order: ['qty', 'note'] } },
    save: [],
  },
} as unknown as ModelSchema

const saved: Saved = {
  id: '7', repr: 'Seven', v: 'a', can: ['change'],
  values: { id: '7', title: 'Seven', slug: 'seven', customer: { id: '1', repr: 'Ada' }, tags: [{ id: '1', repr: 'x' }], hold: false, reason: null, state: 'paid' },
  inlines: { lines: { rows: [1, 2, 3].map(n => ({ id: String(n), repr: `L${n}`, v: `v${n}`, values: { qty: n, note: null } })) } },
}
const run = (state: FormState, ...actions: FormAction[]) => actions.reduce(reducer(schema), state)

describe('a form', () => {
  it('sends changed fields only, relations as keys', () => {
    const state = run(initialState(schema, saved), { type: 'set', f: 'customer', value: { id: '2', repr: 'Bo' } }, { type: 'set', f: 'tags', value: [{ id: '3', repr: 'z' }, { id: '1', repr: 'x' }] })
    expect(writeOf(schema, state, false)).toEqual({ set: { customer: '2', tags: ['3', '1'] } })
    expect(changeCount(state)).toBe(2)
  })

  it('starts a duplicate without what belongs to one row', () => {
    const fields = { ...schema.fields, slug: { ...schema.fields.slug, unique: true }, scan: { type: 'file', label: 'Scan' }, photo: { type: 'image', label: 'Photo' } }
    const files = { ...saved, values: { ...saved.values, scan: { name: 'a.pdf', url: '/a.pdf' }, photo: { name: 'b.png', url: '/b.png' } } }
    const start = startOf({ ...schema, fields } as ModelSchema, files, { state: 'draft', id: '9' })
    expect(start).toEqual({ title: 'Seven', customer: { id: '1', repr: 'Ada' }, tags: [{ id: '1', repr: 'x' }], hold: false, reason: null, state: 'draft' })
  })

  it('counts nothing when a value comes back', () => {
    const state = run(initialState(schema, saved), { type: 'set', f: 'title', value: 'Eight' }, { type: 'set', f: 'title', value: 'Seven' })
    expect(changedFields(state)).toEqual([])
  })

  it('does not take a related row for changed when only its name differs', () => {
    const state = run(initialState(schema, saved), { type: 'set', f: 'customer', value: { id: '1', repr: 'Ada L.' } })
    expect(changeCount(state)).toBe(0)
  })

  it('sends nothing of what it does not show', () => {
    const place = { type: 'integer', label: 'Place', default: 0 }
    const state = initialState({ ...schema, fields: { ...schema.fields, place } } as unknown as ModelSchema, null)
    expect(state.values).not.toHaveProperty('place')
    expect(writeOf(schema, state, true).set).not.toHaveProperty('place')
  })

  it('begins a new row with defaults and sends what was filled in', () => {
    const fresh = initialState(schema, null)
    expect(fresh.values.state).toBe('draft')
    expect(changeCount(fresh, true)).toBe(0)
    const state = run(fresh, { type: 'set', f: 'title', value: 'Grüße an alle!' })
    expect(state.values.slug).toBe('grusse-an-alle')
    expect(writeOf(schema, state, true).set).toMatchObject({ title: 'Grüße an alle!', slug: 'grusse-an-alle', state: 'draft' })
    expect(writeOf(schema, state, true).inlines).toBeUndefined()
  })

  it('lets a typed slug be, and never moves that of a saved row', () => {
    const state = run(initialState(schema, null), { type: 'set', f: 'slug', value: 'mine' }, { type: 'set', f: 'title', value: 'Other' })
    expect(state.values.slug).toBe('mine')
    expect(run(initialState(schema, saved), { type: 'set', f: 'title', value: 'Other' }).values.slug).toBe('seven')
  })

  it('clears the objection to what is edited, and only that', () => {
    const state = run(initialState(schema, saved), { type: 'errors', errors: { title: [{ code: 'a', message: 'a' }], slug: [{ code: 'b', message: 'b' }] } }, { type: 'set', f: 'title', value: 'x' })
    expect(Object.keys(state.errors)).toEqual(['slug'])
  })

  it('discards everything', () => {
    const state = run(initialState(schema, saved), { type: 'set', f: 'title', value: 'x' }, { type: 'add', inline: 'lines' }, { type: 'remove', inline: 'lines', key: '2' }, { type: 'move', inline: 'lines', from: 0, to: 1 }, { type: 'discard' })
    expect(changeCount(state)).toBe(0)
    expect(state.values).toEqual(saved.values)
  })
})

describe('rows of an inline', () => {
  it('are created, changed, deleted and ordered in one write, each with its place', () => {
    let state = initialState(schema, saved)
    state = run(state, { type: 'add', inline: 'lines' })
    const key = state.inlines.lines!.rows[3]!.key
    state = run(state, { type: 'row', inline: 'lines', key, f: 'qty', value: 9 }, { type: 'row', inline: 'lines', key: '1', f: 'note', value: 'hi' }, { type: 'remove', inline: 'lines', key: '2' }, { type: 'move', inline: 'lines', from: 3, to: 0 })
    expect(writeOf(schema, state, false).inlines).toEqual({
      lines: {
        create: [{ at: 0, set: { qty: 9 } }],
        update: [{ id: '1', v: 'v1', at: 1, set: { note: 'hi' } }],
        delete: [{ id: '2', v: 'v2', at: 2 }],
        order: ['+0', '1', '3'],
      },
    })
    expect(changeCount(state)).toBe(4)
  })

  it('come back when they are removed twice, unless they were never saved', () => {
    const state = run(initialState(schema, saved), { type: 'remove', inline: 'lines', key: '2' }, { type: 'remove', inline: 'lines', key: '2' })
    expect(changeCount(state)).toBe(0)
    const added = run(initialState(schema, saved), { type: 'add', inline: 'lines' })
    expect(run(added, { type: 'remove', inline: 'lines', key: added.inlines.lines!.rows[3]!.key }).inlines.lines!.rows).toHaveLength(3)
  })

  it('append more pages before new rows, each once', () => {
    const state = run(initialState(schema, saved), { type: 'add', inline: 'lines' }, { type: 'more', inline: 'lines', rows: [{ id: '3', repr: '', v: '', values: {} }, { id: '4', repr: '', v: '', values: {} }] })
    expect(state.inlines.lines!.rows.map(row => row.id)).toEqual(['1', '2', '3', '4', undefined])
  })
})

describe('a conflict', () => {
  const current: Saved = { ...saved, v: 'b', values: { ...saved.values, title: 'Theirs', state: 'late' } }
  it('keeps mine, takes theirs, or both by field', () => {
    const mine = run(initialState(schema, saved), { type: 'set', f: 'title', value: 'Mine' }, { type: 'set', f: 'hold', value: true })
    expect(writeOf(schema, run(mine, { type: 'merge', current, take: [] }), false).set).toEqual({ title: 'Mine', hold: true })
    expect(writeOf(schema, run(mine, { type: 'merge', current, take: ['title', 'hold'] }), false).set).toEqual({})
    const some = run(mine, { type: 'merge', current, take: ['title'] })
    expect(some.values).toMatchObject({ title: 'Theirs', hold: true, state: 'late' })
    expect(writeOf(schema, some, false).set).toEqual({ hold: true })
  })
})

describe('what is shown', () => {
  it('depends on other values', () => {
    const reason = schema.fields.reason!
    expect(isShown(reason, { hold: false })).toBe(false)
    expect(isShown(reason, { hold: true })).toBe(true)
    expect(isShown({ ...reason, visible_if: { state: { in: ['a', 'b'] } } }, { state: 'b' })).toBe(true)
    expect(isShown({ ...reason, visible_if: { state: { ne: 'a' as never } } }, { state: 'a' })).toBe(false)
  })

  it('lists objections in the order of the form', () => {
    const one = [{ code: 'x', message: 'x' }]
    expect(orderedErrors(schema, { 'lines[10].qty': one, 'lines[2].qty': one, tags: one, title: one, _form: one }).map(([path]) => path)).toEqual(['_form', 'title', 'tags', 'lines[2].qty', 'lines[10].qty'])
  })
})

it('makes slugs', () => {
  expect(slugify('  Ærø & Ωmega -- Café 7 ')).toBe('r-mega-cafe-7')
})
