import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import lighthouse from 'lighthouse'
import { chromium } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { ListPage } from '../src/contract'
import { admin, args, ask, server, signIn } from './support/browser'
import { POST } from './support/blog'

const freePort = () =>
  new Promise<number>(resolve => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })

describe.runIf(server === 'blog')('Lighthouse', () => {
  it('gives the list and the form all points for accessibility', async () => {
    const port = await freePort()
    const profile = mkdtempSync(join(tmpdir(), 'admin-lighthouse-'))
    // It opens a tab of its own, which is signed in when the browser's own profile is.
    const browser = await chromium.launchPersistentContext(profile, { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: [...args, `--remote-debugging-port=${port}`], viewport: null })
    try {
      const page = await browser.newPage()
      await signIn(page)
      const { body } = await ask<ListPage>(page, 'GET', `/m/${POST}`)
      for (const path of [`/m/${POST}`, `/m/${POST}/${body.rows[0]!.id}`]) {
        const result = await lighthouse(`${admin}${path}`, { port, onlyCategories: ['accessibility'], disableStorageReset: true, formFactor: 'desktop', screenEmulation: { disabled: true }, throttlingMethod: 'provided', logLevel: 'error' })
        const { audits, categories, finalDisplayedUrl } = result!.lhr
        expect(finalDisplayedUrl).toContain(path)
        const failed = Object.values(audits).filter(audit => audit.score !== null && audit.score < 1)
        expect(failed.map(audit => `${audit.id}: ${JSON.stringify(audit.details).slice(0, 400)}`)).toEqual([])
        expect(categories.accessibility!.score).toBe(1)
      }
    } finally {
      await browser.close()
      rmSync(profile, { recursive: true, force: true })
    }
  })
})
