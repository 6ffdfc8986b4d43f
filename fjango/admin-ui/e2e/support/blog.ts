import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Record as Saved } from '../../src/contract'
import { admin, ask } from './browser'

export const POST = 'blog.post'
let serial = 0

/** A post of the test's own. */
export async function newPost(page: Page, set: { [field: string]: unknown } = {}): Promise<Saved> {
  const title = `Journey ${Date.now()} ${serial++}`
  const { body } = await ask<{ options: { id: string }[] }>(page, 'GET', `/rel/${POST}/author`)
  const answer = await ask<Saved>(page, 'POST', `/m/${POST}`, { set: { title, slug: title.toLowerCase().replaceAll(' ', '-'), body: 'Some text.', author: body.options[0]!.id, ...set } })
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300)
  return answer.body
}
/** Rows that came: before, there are grey ones with nothing in them. */
export const rows = (page: Page) => page.locator('tbody tr').filter({ has: page.locator('a, button, input') })
export const open = async (page: Page, post: Saved) => {
  await page.goto(`${admin}/m/${POST}/${post.id}`)
  await title(page).waitFor()
}
export const title = (page: Page) => page.locator('#f-title')
export const toast = (page: Page, text: string | RegExp) => page.getByRole('status').getByText(text).first().waitFor()
