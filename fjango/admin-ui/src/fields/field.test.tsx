import { readFileSync } from 'node:fs'
import { describe, expect, it, vi } from 'vitest'
import { client, markdown } from '../api/queries'
import type { FieldSchema } from '../contract'
import { html } from '../testing/render'
import { Value } from '../ui/value'
import { Field } from './field'

vi.mock('@tanstack/react-router', () => import('../testing/router'))

const shown = (field: Partial<FieldSchema>, value: unknown = null, more: { bare?: boolean; error?: string } = {}) =>
  html(<Field id="f-x" name="x" model="shop.thing" field={{ label: 'Thing', type: 'string', ...field } as FieldSchema} value={value} onChange={() => {}} {...more} />)
/** What the contract calls any JSON. */
const number = (value: number) => value as unknown as NonNullable<FieldSchema['max_value']>
const choices = [{ v: 's', label: 'Small' }, { v: 'l', label: 'Large' }]

describe('a widget', () => {
  /** By widget: the field, its value, what must be there and what must not. */
  const widgets: { [widget: string]: [Partial<FieldSchema>, unknown, RegExp, RegExp][] } = {
    select: [
      [{ type: 'enum', choices }, 's', /aria-haspopup="listbox"[^>]*value="Small"/, /type="radio"/],
      [{ type: 'boolean' }, true, /aria-haspopup="listbox"[^>]*value="Yes"/, /type="checkbox"/],
    ],
    radio: [[{ type: 'enum', choices }, 'l', /type="radio"[^>]*value="s".*type="radio"[^>]*checked=""[^>]*value="l"/, /listbox/]],
    switch: [[{ type: 'boolean' }, true, /role="switch"/, /listbox/]],
    checkbox: [[{ type: 'boolean' }, true, /type="checkbox"/, /role="switch"/]],
    input: [[{ type: 'text' }, 'words', /<input[^>]*value="words"/, /<textarea/]],
    textarea: [[{ type: 'string' }, 'words', /<textarea[^>]*>words<\/textarea>/, /<input/]],
    markdown: [
      [{ type: 'string' }, '*words*', /aria-pressed="true"[^>]*>Write<.*aria-pressed="false"[^>]*>Preview<.*<textarea[^>]*id="f-x"[^>]*>\*words\*<\/textarea>/, /<em>/],
      [{ type: 'text' }, '*words*', /Preview/, /<em>/],
    ],
    password: [[{ type: 'string' }, 'hush', /type="password"/, /<input[^>]*type="text"/]],
    color: [[{ type: 'string' }, '#0b6472', /<input type="color"[^>]*value="#0b6472"/, /<textarea/]],
    slider: [
      [{ type: 'integer', min_value: number(1), max_value: number(9) }, 4, /type="range"[^>]*min="1" max="9" step="1" value="4".*<output[^>]*>4</, /inputMode/],
      [{ type: 'float', min_value: number(0), max_value: number(1) }, 0.5, /type="range"[^>]*step="any" value="0.5"/, /inputMode/],
    ],
  }

  it.each(Object.entries(widgets).flatMap(([widget, cases]) => cases.map(one => [widget, one[0].type!, ...one] as const)))('%s edits a field of type %s', async (widget, _, field, value, is, isNot) => {
    const seen = await shown({ ...field, widget }, value)
    expect(seen).toMatch(is)
    expect(seen).not.toMatch(isNot)
    expect(await shown(field, value), 'it is not what the type has anyway').toSatisfy((plain: string) => widget === 'select' || widget === 'switch' || plain !== seen)
  })

  it('is shown for each that the server takes', () => {
    const server = readFileSync(new URL('../../../src/admin/builder/widget.rs', import.meta.url), 'utf8')
    const taken = [...server.matchAll(/\bwidget\(\s*"(\w+)"/g)].map(match => match[1])
    expect(taken).toEqual(Object.keys(widgets))
  })
})

describe('Markdown', () => {
  it('is shown from a tree where it is not edited, and no text of it is HTML', async () => {
    const source = '**bold** <img src=x onerror=alert(1)>'
    const text = (text: string) => ({ kind: 'text' as const, text })
    const content = [
      { kind: 'paragraph' as const, content: [{ kind: 'strong' as const, content: [text('bold')] }, text(' <img src=x onerror=alert(1)>')] },
      { kind: 'paragraph' as const, content: [{ kind: 'link' as const, to: 'javascript:alert(1)', content: [text('here')] }, { kind: 'link' as const, to: 'https://example.com/', content: [text('there')] }] },
    ]
    client.setQueryData(markdown(source).queryKey, { content })
    const seen = await shown({ type: 'text', widget: 'markdown', readonly: true }, source)
    expect(seen).toContain('<strong>bold</strong> &lt;img src=x onerror=alert(1)&gt;')
    expect(seen).not.toContain('<img')
    expect(seen).not.toContain('javascript:')
    expect(seen).toContain('<a href="https://example.com/" target="_blank" rel="noreferrer">there</a>')
  })

  it('is written in a plain area in a row of a table', async () => {
    const seen = await shown({ type: 'text', widget: 'markdown' }, 'words', { bare: true })
    expect(seen).toMatch(/<textarea[^>]*aria-label="Thing"/)
    expect(seen).not.toContain('Preview')
  })

  it('is where its objection is', async () => {
    const seen = await shown({ type: 'text', widget: 'markdown', help: 'For readers.' }, '', { error: 'Say something.' })
    expect(seen).toMatch(/<textarea[^>]*aria-describedby="f-x-description f-x-error"[^>]*aria-invalid="true"/)
    expect(seen).toMatch(/id="f-x-error"[^>]*>Say something\.</)
  })
})

describe('a field', () => {
  it('has its label with the unit, its help, and a mark when it must be filled in', async () => {
    const seen = await shown({ type: 'integer', label: 'Weight', unit: 'kg', help: 'With the box.', required: true }, 3)
    expect(seen).toMatch(/<label[^>]*for="f-x"[^>]*>Weight \(kg\).*\*/)
    expect(seen).toContain('With the box.')
    expect(seen).toMatch(/<input[^>]*aria-required="true"/)
  })

  it('has its label and unit as its name in a table', async () => {
    const seen = await shown({ type: 'decimal', label: 'Price', unit: 'EUR' }, '3', { bare: true })
    expect(seen).toMatch(/<input[^>]*aria-label="Price \(EUR\)"/)
    expect(seen).not.toContain('<label')
  })

  it('shows its unit after the value where it is only read', async () => {
    expect(await html(<Value field={{ type: 'decimal', unit: 'EUR', scale: 2 }} value="12.5" full />)).toContain('12.50 EUR')
    expect(await shown({ type: 'integer', unit: 'kg', readonly: true }, 3)).toContain('3 kg')
  })
})
