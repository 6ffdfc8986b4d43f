import { describe, expect, it } from 'vitest'
import type { ModelSchema } from '../contract'
import { type ListState, listQuery, offset } from './state'

const schema = { list: { columns: [] } } as unknown as ModelSchema
const asked = (search: Partial<ListState>) => listQuery(search as ListState, schema, undefined, [])

describe('what a list is asked for', () => {
  it("names the user's zone wherever there may be days", () => {
    expect(asked({ f: '{"created":{"between":["2026-01-01","2026-01-31"]}}' }).tz).toBe(offset())
    expect(asked({ f: '{"created":{"preset":"today"}}' }).tz).toBe(offset())
    expect(asked({ view: 'week' }).tz).toBe(offset())
    expect(asked({ q: 'fjord' }).tz).toBeUndefined()
  })
})
