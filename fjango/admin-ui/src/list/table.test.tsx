import { describe, expect, it, vi } from 'vitest'
import type { ListPage, ModelSchema } from '../contract'
import { html } from '../testing/render'
import type { Selected } from './selection'
import type { ListState } from './state'
import { Entries, Table } from './table'

vi.mock('@tanstack/react-router', () => import('../testing/router'))

const schema = {
  key: 'shop.order', pk: 'id', one: 'order', many: 'orders', can: ['view'], fields: {
    number: { type: 'string', label: 'Number' },
    city: { type: 'string', label: 'City' },
    weight: { type: 'integer', label: 'Weight', unit: 'kg' },
    tags: { type: 'relation', label: 'Tags', many: true },
  },
  list: { columns: [], order: [], empty: 'not said' },
  form: { save: [] },
} as unknown as ModelSchema
const column = (f: string, label: string, more = {}) => ({ f, label, sort: false, align: 'start', link: false, editable: false, hidden: false, ...more }) as never
const page = { rows: [{ id: '7', repr: 'Seven', v: 'a', cells: { number: 'A-7', city: null, weight: 3, tags: [] } }], page: {} } as unknown as ListPage
const selection = { possible: false, has: () => false } as unknown as Selected
const nothing = () => {}
const props = { schema, state: { order: [] } as unknown as ListState, page, selection, onWidth: nothing, onAction: nothing, onDelete: nothing, onRestore: nothing }
const columns = [column('number', 'Order'), column('city', 'Sent to'), column('weight', 'Weight'), column('tags', 'Tags')]

describe('a list', () => {
  it('heads columns with their labels, and with what numbers count', async () => {
    const seen = await html(<Table {...props} columns={columns} />)
    expect([...seen.matchAll(/<th[^>]*>([^<]+)</g)].map(match => match[1])).toEqual(['Order', 'Sent to', 'Weight (kg)', 'Tags'])
  })

  it('leads to a row by the columns that say so, else by the first', async () => {
    const links = async (columns: never[]) => [...(await html(<Table {...props} columns={columns} />)).matchAll(/<a href="\/m\/shop\.order\/7"[^>]*>([^<]+)</g)].map(match => match[1])
    expect(await links(columns)).toEqual(['A-7'])
    expect(await links([column('number', 'Order'), column('weight', 'Weight', { link: true })])).toEqual(['3'])
  })

  it('says what the model says where a value is empty', async () => {
    const told = await html(<Table {...props} columns={columns} />)
    expect(told.match(/>not said</g)).toHaveLength(2)
    const dash = await html(<Table {...props} schema={{ ...schema, list: { ...schema.list, empty: '–' } }} columns={columns} />)
    expect(dash).toMatch(/<span aria-hidden="true">–<\/span><span[^>]*>empty</)
    expect((await html(<Entries {...props} columns={columns} />)).match(/>not said</g)).toHaveLength(2)
  })
})
