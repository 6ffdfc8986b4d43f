import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest'

export const admin = inject('admin')
export const server = inject('server')
export const credentials = server === 'blog' ? { username: 'lena', password: 'admin-e2e-password' } : { username: 'lena', password: 'admin' }

export const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

let browser: Browser
let contexts: BrowserContext[] = []
let complaints: string[] = []

/** Opens a browser for the file's tests; whatever a page complains of fails the test that made it. */
export function withBrowser() {
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args })
  })
  afterAll(() => browser?.close())
  afterEach(async () => {
    await Promise.all(contexts.map(context => context.close()))
    contexts = []
    const found = complaints
    complaints = []
    expect(found).toEqual([])
  })
}

/** What the browser itself writes when a request is refused, which journeys do on purpose. */
const expected = /Failed to load resource: the server responded with a status of 4\d\d/

/** A browser of somebody: with cookies of its own. */
export async function visitor(options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-US', colorScheme: 'light', reducedMotion: 'reduce', ...options })
  contexts.push(context)
  context.setDefaultTimeout(8000)
  const page = await context.newPage()
  page.on('console', message => {
    if (message.type() === 'error' && !expected.test(message.text())) complaints.push(`console: ${message.text()}`)
  })
  page.on('pageerror', error => complaints.push(`uncaught: ${error.message}`))
  return page
}

export async function signIn(page: Page, path = '/', who = credentials) {
  await page.goto(`${admin}${path}`)
  await page.getByLabel('Username').fill(who.username)
  await page.getByLabel('Password', { exact: true }).fill(who.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('navigation', { name: 'Navigation' }).or(page.getByRole('button', { name: 'Open navigation' })).first().waitFor()
}

/** Somebody who is signed in, at a page. */
export async function member(path = '/', options: BrowserContextOptions = {}): Promise<Page> {
  const page = await visitor(options)
  await signIn(page, path)
  return page
}

export interface Answer<T> {
  status: number
  body: T
}

/** Asks the server as the page does. */
export function ask<T = unknown>(page: Page, method: string, path: string, body?: unknown, ifMatch?: string): Promise<Answer<T>> {
  return page.evaluate(
    async ([base, method, path, body, ifMatch]) => {
      const { session } = await (await fetch(`${base}/api/session`)).json()
      const response = await fetch(`${base}/api${path}`, {
        method: method as string,
        headers: { 'X-CSRF-Token': session.csrf, ...(method === 'GET' ? {} : { 'Content-Type': 'application/json' }), ...(ifMatch ? { 'If-Match': `"${ifMatch}"` } : {}) },
        body: body === undefined ? null : JSON.stringify(body),
      })
      const text = await response.text()
      return { status: response.status, body: text ? JSON.parse(text) : null }
    },
    [new URL(admin).pathname, method, path, body, ifMatch] as const,
  ) as Promise<Answer<T>>
}

export interface Violation {
  id: string
  impact: string
  nodes: string[]
}

/** What axe finds serious or critical. Evaluated, because the page's policy allows no script that is added. */
export async function violations(page: Page): Promise<Violation[]> {
  await page.evaluate(axe)
  return page.evaluate(async () => {
    const { violations } = await (window as never as { axe: { run: (root: Document, options: object) => Promise<{ violations: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[] }> } }).axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    })
    return violations
      .filter(one => one.impact === 'serious' || one.impact === 'critical')
      .map(one => ({ id: one.id, impact: one.impact, nodes: one.nodes.slice(0, 4).map(node => `${node.html.slice(0, 160)} | ${node.failureSummary.slice(0, 240)}`) }))
  })
}
