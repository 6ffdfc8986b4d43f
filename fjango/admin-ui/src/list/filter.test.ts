import { describe, expect, it } from 'vitest'
import { filterObject, firstOperator, formatFilter, formatSort, isComplete, parseFilter, parseSort, sameFilter, toggleSort } from './filter'

describe('the filter grammar', () => {
  it('reads terms from a plain object and from `and`', () => {
    expect(parseFilter('{"status":{"in":["paid"]},"total":{"gte":"100"}}').terms).toEqual([
      { f: 'status', op: 'in', value: ['paid'] },
      { f: 'total', op: 'gte', value: '100' },
    ])
    expect(parseFilter('{"and":[{"a":{"eq":1}},{"and":[{"b":{"null":true}}]}]}').terms).toEqual([
      { f: 'a', op: 'eq', value: 1 },
      { f: 'b', op: 'null', value: true },
    ])
  })

  it('keeps what has no chip', () => {
    const text = '{"and":[{"a":{"eq":1}},{"or":[{"b":{"eq":2}},{"c":{"eq":3}}]},{"not":{"d":{"eq":4}}}]}'
    const filter = parseFilter(text)
    expect(filter.terms).toHaveLength(1)
    expect(JSON.parse(formatFilter(filter)!)).toEqual(JSON.parse(text))
  })

  it('writes one term without `and`, none as nothing', () => {
    expect(formatFilter({ terms: [{ f: 'a', op: 'in', value: ['x'] }], rest: [] })).toBe('{"a":{"in":["x"]}}')
    expect(formatFilter({ terms: [], rest: [] })).toBeUndefined()
    expect(filterObject(parseFilter(undefined))).toBeUndefined()
  })

  it('survives nonsense', () => {
    for (const text of ['', '{', '[]', '7', '{"a":{"drop table":1}}', '{"and":7}']) expect(parseFilter(text).terms).toEqual([])
  })

  it('reads back what it wrote, whatever the values', () => {
    const terms = [
      { f: 'name', op: 'contains' as const, value: 'a "quoted", {braced} & ünïcode' },
      { f: 'when', op: 'between' as const, value: ['2026-01-01', '2026-02-01'] },
      { f: 'gone', op: 'null' as const, value: false },
    ]
    expect(parseFilter(formatFilter({ terms, rest: [] })).terms).toEqual(terms)
  })

  it('compares without regard to order', () => {
    const a = parseFilter('{"a":{"eq":1},"b":{"eq":2}}')
    expect(sameFilter(a, parseFilter('{"and":[{"b":{"eq":2}},{"a":{"eq":1}}]}'))).toBe(true)
    expect(sameFilter(a, parseFilter('{"a":{"eq":1}}'))).toBe(false)
  })

  it('knows when a term asks nothing', () => {
    expect(isComplete({ f: 'a', op: 'in', value: [] })).toBe(false)
    expect(isComplete({ f: 'a', op: 'between', value: ['1', ''] })).toBe(false)
    expect(isComplete({ f: 'a', op: 'null', value: false })).toBe(true)
    expect(isComplete({ f: 'a', op: 'eq', value: 0 })).toBe(true)
    expect(isComplete({ f: 'a', op: 'contains', value: '' })).toBe(false)
  })

  it('begins with the easiest operator', () => {
    expect(firstOperator({ f: 'a', label: 'A', ops: ['between', 'preset'] })).toBe('preset')
    expect(firstOperator({ f: 'a', label: 'A', ops: ['null', 'starts'] })).toBe('null')
  })
})

describe('the order of a list', () => {
  it('reads and writes', () => {
    expect(formatSort(parseSort('-created,title'))).toBe('-created,title')
    expect(parseSort('')).toEqual([])
    expect(parseSort(['-a'])).toEqual([{ f: 'a', desc: true }])
  })

  it('goes up, down and away', () => {
    const one = toggleSort([], 'a', false)
    expect(formatSort(one)).toBe('a')
    expect(formatSort(toggleSort(one, 'a', false))).toBe('-a')
    expect(formatSort(toggleSort(parseSort('-a'), 'a', false))).toBe('')
  })

  it('replaces, or adds a second column', () => {
    expect(formatSort(toggleSort(parseSort('a'), 'b', false))).toBe('b')
    expect(formatSort(toggleSort(parseSort('a'), 'b', true))).toBe('a,b')
    expect(formatSort(toggleSort(parseSort('a,b'), 'b', true))).toBe('a,-b')
    expect(formatSort(toggleSort(parseSort('a,-b'), 'b', true))).toBe('a')
  })
})
