import { describe, expect, it, vi } from 'vitest'
import type { HistoryEntry } from '../contract'
import { html } from '../testing/render'
import { Revisions } from './revisions'

vi.mock('@tanstack/react-router', () => import('../testing/router'))

const entry = (rev: string, verb: string, model: string) => ({ rev, verb, model, id: rev, repr: `Row ${rev}`, at: '2026-01-02T03:04:05Z', via: 'ui', changes: [] }) as unknown as HistoryEntry
const entries = [entry('1', 'change', 'blog.post'), entry('2', 'delete', 'blog.post'), entry('3', 'change', 'blog.note')]

describe('changes', () => {
  it('lead to their records, where those are there and have a page', async () => {
    const seen = await html(<Revisions entries={entries} hasPage={model => model === 'blog.post'} />)
    expect([...seen.matchAll(/<a href="([^"]+)"/g)].map(match => match[1])).toEqual(['/m/blog.post/1'])
    for (const { repr } of entries) expect(seen).toContain(repr)
  })

  it('do not name their record on its own page', async () => {
    expect(await html(<Revisions entries={entries} />)).not.toContain('Row 1')
  })
})
