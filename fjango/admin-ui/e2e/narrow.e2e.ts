import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { Record as Saved } from '../src/contract'
import { admin, ask, member, server, signIn, visitor, withBrowser } from './support/browser'
import { newPost, open, POST, rows, title, toast } from './support/blog'
import { mainPages, visit } from './support/sites'
import { hire } from './support/staff'

withBrowser()

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

/** How far the page can be scrolled sideways. */
const sideways = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

/** What is to be touched and is smaller than 24 by 24 pixels (WCAG 2.5.8), and primary buttons under 44. Links within a sentence may be as high as it is. */
const cramped = (page: Page) =>
  page.evaluate(() => {
    const found: string[] = []
    for (const element of document.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea, summary, [role=tab], [role=menuitem], [role=option]')) {
      // A file's input is behind its button.
      if (!element.checkVisibility() || element.closest('.visually-hidden') || (element as HTMLInputElement).type === 'file') continue
      // A box to tick is as large as it and its words, which tick it too.
      const whole = element.matches('[type=checkbox], [type=radio]') ? (element.closest('label, td, th, li, [class*=Checkbox-body], [class*=Switch-body], [class*=Radio-body]') ?? element) : element
      const { width, height, bottom } = whole.getBoundingClientRect()
      if (bottom <= 0 || width <= 1) continue
      const sentence = element.matches('p a')
      const least = element.matches('[data-variant=filled]') ? 44 : sentence ? 0 : 24
      if (height < least - 0.5 || (width < Math.min(least, 24) - 0.5)) found.push(`${Math.round(width)} × ${Math.round(height)}: ${element.outerHTML.slice(0, 140)}`)
    }
    return found
  })

describe('on a phone', () => {
  it('signs in, finds, edits and runs an action, and never scrolls sideways', async () => {
    const page = await visitor(phone)
    await signIn(page)
    const post = await newPost(page, { status: 'draft' })
    const narrow = async () => expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
    await narrow()
    await page.getByRole('button', { name: 'Open navigation' }).click()
    await page.getByRole('dialog').getByRole('link', { name: 'Posts' }).click()
    await page.getByRole('searchbox').fill(post.repr)
    // What is selected is forgotten when the search is another.
    await page.waitForURL(/q=/)
    await page.getByRole('link', { name: post.repr }).waitFor()
    await narrow()
    const target = await page.getByRole('link', { name: post.repr }).boundingBox()
    expect(target!.height).toBeGreaterThanOrEqual(24)
    await page.getByRole('checkbox', { name: `Select ${post.repr}` }).check()
    await page.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'Publish', exact: true }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Publish' }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.getByRole('link', { name: post.repr }).click()
    await title(page).waitFor()
    await narrow()
    const save = page.getByRole('button', { name: 'Save post' })
    expect((await save.boundingBox())!.height).toBeGreaterThanOrEqual(44)
    await title(page).fill('From a phone')
    await save.click()
    await toast(page, /Saved/)
    const { body } = await ask<Saved>(page, 'GET', `/m/${POST}/${post.id}`)
    expect(body.values).toMatchObject({ title: 'From a phone', status: 'published' })
  })

  it.runIf(server === 'blog')('shows every page without scrolling sideways, with targets that a finger hits', async () => {
    const page = await member('/', phone)
    const found: { [name: string]: unknown } = {}
    const check = async (name: string) => {
      const small = await cramped(page)
      const over = await sideways(page)
      if (over > 0) found[`${name}: sideways`] = over
      if (small.length > 0) found[`${name}: small`] = small
    }
    for (const [name, path, shown] of await mainPages(page)) {
      await visit(page, path, shown)
      await check(name)
    }
    await visit(page, `/m/${POST}`, 'main li input')
    await page.getByRole('button', { name: 'Filter', exact: true }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Add filter' }).waitFor()
    await check('filters')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Open navigation' }).click()
    await page.getByRole('dialog').getByRole('link', { name: 'Posts' }).waitFor()
    await check('navigation')
    const outside = await visitor(phone)
    await outside.goto(`${admin}/login`)
    await outside.getByLabel('Username').waitFor()
    expect([await sideways(outside), await cramped(outside)]).toEqual([0, []])
    expect(found).toEqual({})
  })
})

describe.runIf(server === 'blog')('twice as large', () => {
  it('shows every page of a laptop without scrolling sideways', async () => {
    const page = await member('/', { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 })
    const found: { [name: string]: number } = {}
    for (const [name, path, shown] of await mainPages(page)) {
      await visit(page, path, shown)
      const over = await sideways(page)
      if (over > 0) found[name] = over
    }
    expect(found).toEqual({})
    const post = await newPost(page)
    await open(page, post)
    await title(page).fill('Can be saved')
    await page.getByRole('button', { name: 'Save post' }).click()
    await toast(page, /Saved/)
  })
})

describe('who asks for less motion', () => {
  /** The longest that something on the page moves or fades, in seconds. */
  const longest = (page: Page) =>
    page.evaluate(() => {
      const seconds = (text: string) => Math.max(...text.split(',').map(one => Number.parseFloat(one) * (one.trim().endsWith('ms') ? 0.001 : 1)))
      return Math.max(...[...document.querySelectorAll('*')].flatMap(element => [element, '::before', '::after'].map(part => (typeof part === 'string' ? getComputedStyle(element, part) : getComputedStyle(element)))).flatMap(style => [seconds(style.transitionDuration), seconds(style.animationDuration)]))
    })

  it('gets none', async () => {
    for (const reducedMotion of ['no-preference', 'reduce'] as const) {
      const page = await member(`/m/${POST}`, { reducedMotion })
      await rows(page).first().waitFor()
      await page.getByRole('button', { name: 'Columns' }).click()
      await page.getByRole('checkbox', { name: 'Created' }).waitFor()
      const moves = await longest(page)
      if (reducedMotion === 'reduce') expect(moves).toBeLessThanOrEqual(0.01)
      else expect(moves).toBeGreaterThan(0.05)
    }
  })
})

describe.runIf(server === 'blog')('a language that is written from right to left', () => {
  it('has every page the other way round, without scrolling sideways', async () => {
    for (const options of [{}, phone]) {
      const page = await member('/', options)
      const found: { [name: string]: number } = {}
      for (const [name, path, shown] of await mainPages(page)) {
        await visit(page, path, shown)
        // No catalogue is written so yet.
        await page.evaluate(() => void (document.documentElement.dir = 'rtl'))
        const over = await sideways(page)
        if (over > 0) found[name] = over
      }
      expect(found).toEqual({})
    }
    const page = await member(`/m/${POST}`)
    await rows(page).first().waitFor()
    const middles = () => page.evaluate(() => ['nav', 'main h1', 'main'].map(part => {
      const box = document.querySelector(part)!.getBoundingClientRect()
      return Math.round(box.x + box.width / 2)
    }))
    const [nav, heading, main] = await middles()
    await page.evaluate(() => void (document.documentElement.dir = 'rtl'))
    const width = page.viewportSize()!.width
    expect((await middles()).map(x => width - x)).toEqual([nav, heading, main].map(x => expect.closeTo(x!, -1)))
  })
})

describe('another language', () => {
  it('is German when the user wants it', async () => {
    const page = await member(`/m/${POST}`)
    await rows(page).first().waitFor()
    await page.getByRole('button', { name: /^Account of/ }).click()
    await page.getByRole('menuitem', { name: 'Deutsch' }).click()
    await page.getByRole('button', { name: 'Spalten' }).waitFor()
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('de')
    await page.reload()
    await page.getByRole('button', { name: 'Spalten' }).waitFor()
    await page.getByRole('button', { name: /^Konto von/ }).click()
    await page.getByRole('menuitem', { name: 'English' }).click()
    await page.getByRole('button', { name: 'Columns' }).waitFor()
  })

  it.runIf(server === 'blog')('has room for longer words on a phone, in the dark', async () => {
    const boss = await member()
    const who = await hire(boss, [], { is_superuser: true })
    const page = await visitor({ ...phone, locale: 'de-DE', colorScheme: 'dark' })
    await page.goto(`${admin}/login`)
    await page.locator('input[autocomplete=username]').fill(who.username)
    await page.locator('input[type=password]').fill(who.password)
    await page.locator('button[type=submit]').click()
    await page.getByRole('button', { name: 'Navigation öffnen' }).waitFor()
    const found: { [name: string]: unknown } = {}
    for (const [name, path, shown] of await mainPages(page)) {
      await visit(page, path, shown)
      const over = await sideways(page)
      if (over > 0) found[`${name}: sideways`] = over
      const small = await cramped(page)
      if (small.length > 0) found[`${name}: small`] = small
      const [red = 255] = (await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).match(/\d+/g)!.map(Number)
      if (red > 60) found[`${name}: light`] = red
    }
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('de')
    expect(found).toEqual({})
  })
})
