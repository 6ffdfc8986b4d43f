import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest'
import { complaints, listen } from './complaints'

export const admin = inject('admin')
export const server = inject('server')
export const credentials = server === 'blog' ? { username: 'lena', password: 'admin-e2e-password' } : { username: 'lena', password: 'admin' }

export const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']

let browser: Browser
let contexts: BrowserContext[] = []

/** Opens a browser for the file's tests; whatever a page complains of fails the test that made it. */
export function withBrowser() {
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args })
  })
  afterAll(() => browser?.close())
  afterEach(async () => {
    await Promise.all(contexts.map(context => context.close()))
    contexts = []
    expect(complaints()).toEqual([])
  })
}

/** A browser of somebody: with cookies of its own. */
export async function visitor(options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-US', colorScheme: 'light', reducedMotion: 'reduce', ...options })
  contexts.push(context)
  context.setDefaultTimeout(8000)
  const page = await context.newPage()
  listen(page)
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

/** Asks the server beside the page, as who is signed in there. */
export async function ask<T = unknown>(page: Page, method: string, path: string, body?: unknown, ifMatch?: string): Promise<Answer<T>> {
  const { session } = await (await page.request.get(`${admin}/api/session`)).json()
  const response = await page.request.fetch(`${admin}/api${path}`, {
    method,
    headers: {
      Origin: new URL(admin).origin,
      'X-CSRF-Token': session?.csrf ?? '',
      ...(method === 'GET' ? {} : { 'Content-Type': 'application/json' }),
      ...(ifMatch ? { 'If-Match': `"${ifMatch}"` } : {}),
    },
    ...(body === undefined ? {} : { data: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status(), body: text ? JSON.parse(text) : null }
}
