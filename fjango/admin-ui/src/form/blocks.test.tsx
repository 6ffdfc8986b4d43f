import { describe, expect, it, vi } from 'vitest'
import type { FormBlock, ModelSchema } from '../contract'
import { html } from '../testing/render'
import { Blocks, FormContext } from './blocks'
import { initialState, type FormState } from './state'

vi.mock('@tanstack/react-router', () => import('../testing/router'))

const schema = {
  key: 'shop.order', pk: 'id',
  fields: {
    name: { type: 'string', label: 'Name' },
    hold: { type: 'boolean', label: 'Hold' },
    reason: { type: 'string', label: 'Reason', visible_if: { hold: { eq: true } } },
    city: { type: 'string', label: 'City' },
  },
  form: { main: [], save: [] },
} as unknown as ModelSchema

function form(blocks: Partial<FormBlock>[], change: Partial<FormState> = {}) {
  const state = { ...initialState(schema, null), ...change }
  return html(
    <FormContext value={{ schema, state, dispatch: () => {}, readonly: false, prefix: 'f-' }}>
      <Blocks blocks={blocks as FormBlock[]} />
    </FormContext>,
  )
}
const objection = (f: string) => ({ errors: { [f]: [{ code: 'required', message: 'Say it.' }] } })

describe('a form', () => {
  it('has tabs of which one is seen, and marks the one with an objection', async () => {
    const tabs = [{ tabs: [{ label: 'Who', main: [{ rows: [['name']] }] }, { label: 'Where', main: [{ rows: [['city']] }] }] }] as FormBlock[]
    const seen = await form(tabs)
    expect([...seen.matchAll(/role="tab"[^>]*aria-selected="(\w+)"[^>]*>(\w+)/g)].map(match => [match[2], match[1]])).toEqual([['Who', 'true'], ['Where', 'false']])
    const panels = seen.split('role="tabpanel"').slice(1)
    expect(panels).toHaveLength(2)
    expect(panels[0]).toMatch(/^[^>]*aria-labelledby="[^"]+">.*id="f-name"/)
    expect(panels[1]).toMatch(/^[^>]*hidden="">.*id="f-city"/)
    expect(await form(tabs, objection('city'))).toMatch(/role="tab"[^>]*>Where<i[^>]*><\/i><span[^>]*>[^<]+</)
  })

  it('folds a section that says so, unless something in it is objected to', async () => {
    const section = [{ section: 'Details', help: 'Seldom needed.', collapsed: true, rows: [['city']] }]
    expect(await form(section)).toMatch(/<details(?![^>]*open)[^>]*><summary><h2>Details<\/h2><\/summary><p>Seldom needed\.<\/p>.*id="f-city"/)
    expect(await form(section, objection('city'))).toMatch(/<details[^>]*open=""/)
  })

  it('shows a field only while another has its value, and no section that would be empty', async () => {
    const section = [{ rows: [['hold']] }, { section: 'Held', rows: [['reason']] }]
    expect(await form(section)).not.toMatch(/f-reason|Held/)
    expect(await form(section, { values: { hold: true } })).toMatch(/<h2[^>]*>Held<\/h2>.*id="f-reason"/)
  })
})
