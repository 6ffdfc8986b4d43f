import type { Page } from 'playwright-core'
import type { ListPage } from '../../src/contract'
import { admin, ask } from './browser'
import { newPost, POST } from './blog'

/** The pages that everybody comes to: a name, a path, and what is there when it is shown. */
export async function mainPages(page: Page): Promise<[name: string, path: string, shown: string][]> {
  // So that somebody has done something.
  await newPost(page)
  const { body } = await ask<ListPage>(page, 'GET', `/m/${POST}?q=connection`)
  const post = `/m/${POST}/${body.rows[0]!.id}`
  return [
    ['dashboard', '/', 'canvas'],
    ['page from Rust', '/p/desk', 'main form'],
    ['list', `/m/${POST}?size=25`, 'tbody tr input, main li input'],
    ['trash', '/m/blog.comment?trash=1', 'main h1'],
    ['form', post, '#f-title'],
    ['new', `/m/${POST}/new`, '#f-title'],
    ['history', `${post}/history`, 'main h1'],
    ['audit', '/audit', 'main time'],
    ['import', '/m/blog.tag/import', 'main input[type=file]'],
  ]
}

/** Goes to a page and waits for it. */
export async function visit(page: Page, path: string, shown: string) {
  await page.goto(`${admin}${path}`)
  await page.locator(shown).first().waitFor({ state: 'attached' })
}
