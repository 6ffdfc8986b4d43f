import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, it } from 'vitest'
import { admin, ask, member, server, withBrowser } from './support/browser'
import { POST } from './support/blog'
import type { ListPage } from '../src/contract'

withBrowser()

const folder = fileURLToPath(new URL('../../../target/admin-screenshots/', import.meta.url))

/** What the book and the README show, of the blog as it fills itself. */
describe.runIf(server === 'blog')('pictures', () => {
  it.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 390],
    ['dark', 390],
  ] as const)('%s, %i pixels wide', async (colorScheme, width) => {
    mkdirSync(folder, { recursive: true })
    const page = await member('/', { viewport: { width, height: width > 800 ? 800 : 844 }, colorScheme })
    const shoot = async (name: string) => {
      await page.evaluate(() => document.fonts.ready)
      await page.mouse.move(0, 0)
      await page.screenshot({ path: `${folder}${name}-${colorScheme}${width > 800 ? '' : '-phone'}.png`, animations: 'disabled', caret: 'hide' })
    }
    await page.locator('canvas').first().waitFor()
    await shoot('dashboard')
    await page.goto(`${admin}/m/${POST}`)
    await page.locator('tbody tr input, main li input').first().waitFor()
    if (width > 800) for (const index of [2, 4]) await page.locator('tbody').getByRole('checkbox').nth(index).check()
    await shoot('list')
    // One with a cover and comments, which the seed gives to every fourth post that is no draft.
    const { body } = await ask<ListPage>(page, 'GET', `/m/${POST}?q=connection&size=50`)
    const row = body.rows.find(row => Number(row.cells.comments) > 1) ?? body.rows[0]!
    await page.goto(`${admin}/m/${POST}/${row.id}`)
    await page.locator('#f-title').waitFor()
    await page.locator('main img').first().waitFor({ timeout: 1000 }).catch(() => undefined)
    await shoot('form')
  })
})
