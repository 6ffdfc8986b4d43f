import { describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import type { ListPage, ModelSchema, Record as Saved } from '../src/contract'
import { admin, ask, member, server, withBrowser } from './support/browser'
import { newPost, POST, rows, toast } from './support/blog'
import { expecting } from './support/complaints'

withBrowser()

/** The names of the rows, in their order. */
const names = (page: Page) => page.locator('tbody td:nth-child(2) a').allInnerTexts()

describe('a list', () => {
  it.runIf(server === 'blog')('keeps its whole state in the address: another browser shows the same, and Back undoes each step', async () => {
    const page = await member(`/m/${POST}?size=25`)
    // One that the search does not find.
    await newPost(page)
    await page.reload()
    await rows(page).first().waitFor()
    const foot = page.getByText(/^\d+–\d+ of \d+$/)
    const steps: { address: string; foot: string; names: string[] }[] = []
    const arrive = async () => steps.push({ address: page.url(), foot: await foot.innerText(), names: await names(page) })
    /** Does something, and waits until the address and the rows that it asks for are there. */
    const step = async (act: () => Promise<unknown>, part: string) => {
      const asked = page.waitForResponse(answer => answer.url().includes(`/api/m/${POST}?`) && decodeURIComponent(answer.url()).replaceAll('+', ' ').includes(part))
      const [response] = await Promise.all([asked, act()])
      const answer = (await response.json()) as ListPage
      await page.waitForURL(url => decodeURIComponent(url.search).replaceAll('+', ' ').includes(part))
      await expect.poll(() => names(page)).toEqual(answer.rows.map(row => row.cells.title))
      await arrive()
    }
    const { body: schema } = await ask<ModelSchema>(page, 'GET', `/schema/${POST}`)
    const label = (f: string) => schema.list.filters!.find(filter => filter.f === f)!.label
    const filter = async (f: string) => {
      await page.getByRole('button', { name: 'Add filter' }).click()
      await page.getByRole('menuitem', { name: label(f) }).click()
    }
    await arrive()
    await step(() => page.getByRole('searchbox').fill('learned'), 'q=learned')
    await step(async () => {
      await filter('created')
      await page.getByRole('combobox', { name: 'How to compare' }).click()
      await page.getByRole('option', { name: 'between' }).click()
      const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10)
      await page.getByRole('textbox', { name: 'From', exact: true }).fill(day(70))
      await page.getByRole('textbox', { name: 'To', exact: true }).fill(day(2))
      await page.getByRole('button', { name: 'Apply' }).click()
    }, '"between"')
    await step(async () => {
      await filter('author')
      const input = page.getByRole('combobox', { name: label('author') }).last()
      for (const author of ['ada', 'barbara', 'claude', 'donald', 'edsger']) {
        await input.fill(author)
        await page.getByRole('option', { name: new RegExp(`^${author}`) }).click()
      }
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: 'Apply' }).click()
    }, '"author"')
    await step(() => page.getByRole('columnheader', { name: 'Status' }).getByRole('button').click(), 'sort=status')
    await step(() => page.getByRole('columnheader', { name: 'Title' }).getByRole('button').click({ modifiers: ['Shift'] }), 'sort=status,title')
    await step(() => page.getByRole('button', { name: 'Next page' }).click(), 'page=2')
    await step(() => page.getByRole('button', { name: 'Next page' }).click(), 'page=3')
    const last = steps.pop()!
    expect(last.foot).toMatch(/^51–/)
    expect(new Set(steps.map(step => step.names.join())).size, 'every step shows something else').toBe(steps.length)

    const other = await member(`/m/${POST}`)
    await other.goto(last.address)
    await expect.poll(() => names(other)).toEqual(last.names)
    expect(other.url()).toBe(last.address)
    await other.getByText(last.foot, { exact: true }).waitFor()
    expect(await other.getByRole('searchbox').inputValue()).toBe('learned')
    for (const chip of [/Created.*between|Created.*–/, /Author.*5|Author.*ada/]) await other.getByRole('button', { name: chip }).first().waitFor()

    for (const step of steps.reverse()) {
      await page.goBack()
      await page.waitForURL(step.address)
      await expect.poll(() => names(page)).toEqual(step.names)
      expect(await foot.innerText()).toBe(step.foot)
    }
  })

  it('goes to the next page and back', async () => {
    const page = await member(`/m/${POST}?size=25`)
    await rows(page).first().waitFor()
    const first = await rows(page).first().innerText()
    await page.getByRole('button', { name: 'Next page' }).click()
    await page.waitForURL(/page=2|after=/)
    await page.getByText('26–50').or(page.getByRole('button', { name: 'Previous page' }).and(page.locator(':enabled'))).first().waitFor()
    await page.waitForFunction(old => document.querySelector('tbody tr')?.textContent !== old, first)
    await page.goBack()
    await page.waitForURL(url => !/page=2|after=/.test(url.search))
  })

  it('remembers which columns there are, in which order and how wide: after a reload and on every machine', async () => {
    const page = await member(`/m/${POST}`)
    await rows(page).first().waitFor()
    const heads = (page: Page) => page.getByRole('columnheader').allInnerTexts()
    const width = async (page: Page) => (await page.getByRole('columnheader', { name: 'Title' }).boundingBox())!.width
    await page.getByRole('button', { name: 'Columns' }).click()
    await page.getByRole('checkbox', { name: 'Tags' }).uncheck()
    await page.getByRole('button', { name: 'Move Status up' }).click()
    await page.getByRole('columnheader').nth(2).filter({ hasText: 'Status' }).waitFor()
    await page.keyboard.press('Escape')
    const chosen = await heads(page)
    expect(chosen).not.toContain('Tags')
    const grip = (await page.getByRole('columnheader', { name: 'Title' }).boundingBox())!
    const kept = page.waitForResponse(answer => answer.url().endsWith('/api/prefs') && answer.request().method() === 'PUT')
    await page.mouse.move(grip.x + grip.width - 3, grip.y + 15)
    await page.mouse.down()
    await page.mouse.move(grip.x + grip.width + 57, grip.y + 15, { steps: 4 })
    await page.mouse.up()
    await kept
    await expect.poll(() => width(page)).toBeGreaterThan(grip.width + 40)
    const wide = await width(page)
    await page.reload()
    await rows(page).first().waitFor()
    expect(await heads(page)).toEqual(chosen)
    expect(Math.abs((await width(page)) - wide)).toBeLessThan(4)
    const other = await member(`/m/${POST}`)
    await rows(other).first().waitFor()
    expect(await heads(other)).toEqual(chosen)
    expect(Math.abs((await width(other)) - wide)).toBeLessThan(4)
    await other.getByRole('button', { name: 'Columns' }).click()
    await other.getByRole('button', { name: 'Reset' }).click()
    await other.getByRole('columnheader').nth(1).filter({ hasText: 'Title' }).waitFor()
    await other.getByRole('columnheader', { name: 'Tags' }).waitFor()
  })

  it('runs an action with a form on the rows that are selected', async () => {
    const page = await member()
    const posts = [await newPost(page, { status: 'published' }), await newPost(page, { status: 'published' })]
    await page.goto(`${admin}/m/${POST}`)
    for (const post of posts) await page.getByRole('checkbox', { name: `Select ${post.repr}` }).check()
    const bar = page.getByRole('region', { name: 'Selection' })
    await bar.getByText('2 selected').waitFor()
    await bar.getByRole('button', { name: 'Unpublish' }).click()
    const dialog = page.getByRole('dialog')
    expecting(page, 422, `/m/${POST}/actions/unpublish`)
    await dialog.getByRole('button', { name: 'Unpublish' }).click()
    await dialog.locator('[aria-invalid="true"]').waitFor()
    await dialog.getByLabel('Reason').fill('Too early')
    await dialog.getByRole('button', { name: 'Unpublish' }).click()
    await dialog.waitFor({ state: 'detached' })
    for (const post of posts) {
      const { body } = await ask<Saved>(page, 'GET', `/m/${POST}/${post.id}`)
      expect(body.values.status).toBe('draft')
      if (server === 'blog') expect(body.inlines!.notes!.rows.map(row => row.values.text)).toEqual(['Too early'])
    }
  })

  it.runIf(server === 'blog')('runs an action on all that match, more than the page shows', async () => {
    const page = await member()
    const word = `bulk${Date.now()}`
    for (let n = 0; n < 27; n++) await newPost(page, { title: `${word} ${n}`, slug: `${word}-${n}` })
    await page.goto(`${admin}/m/${POST}?q=${word}&size=25`)
    await rows(page).nth(24).waitFor()
    await page.getByRole('columnheader').first().getByRole('checkbox').check()
    const bar = page.getByRole('region', { name: 'Selection' })
    await bar.getByText('25 selected').waitFor()
    await bar.getByRole('button', { name: 'Select all 27' }).click()
    await page.getByRole('checkbox', { name: `Select ${word} 26` }).uncheck()
    await bar.getByText('26 selected').waitFor()
    await bar.getByRole('button', { name: 'Publish', exact: true }).click()
    await page.getByRole('dialog').getByText('Publish 26 posts?').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Publish' }).click()
    await toast(page, '26 published')
    const { body } = await ask<ListPage>(page, 'GET', `/m/${POST}?q=${word}&size=50`)
    expect(body.rows.filter(row => (row.cells.status as { v?: string })?.v === 'draft' || row.cells.status === 'draft').map(row => row.repr)).toEqual([`${word} 26`])
  })

  it('saves a view and shows it as a tab', async () => {
    const page = await member(`/m/${POST}?q=notes`)
    await page.getByRole('button', { name: 'Save view' }).click()
    const name = `Notes ${Date.now()}`
    await page.getByRole('dialog').getByLabel('Name').fill(name)
    await page.getByRole('dialog').getByRole('button', { name: 'Save view' }).click()
    await page.getByRole('button', { name, exact: true }).waitFor()
    await page.getByRole('group', { name: 'Views' }).getByRole('button', { name: 'All', exact: true }).click()
    await page.waitForURL(url => !url.search.includes('q='))
    await page.getByRole('button', { name, exact: true }).click()
    await page.waitForURL(/q=notes/)
    await page.getByRole('button', { name: `More for ${name}` }).click()
    await page.getByRole('menuitem', { name: 'Delete view' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete view' }).click()
    await page.getByRole('button', { name, exact: true }).waitFor({ state: 'detached' })
  })

  it('edits a cell: Escape restores, choosing saves, a stale row says so', async () => {
    const page = await member()
    const post = await newPost(page, { status: 'draft' })
    await page.goto(`${admin}/m/${POST}`)
    const cell = page.getByRole('button', { name: `Edit Status of ${post.repr}` })
    await cell.click()
    await page.getByRole('combobox', { name: 'Status' }).or(page.getByRole('textbox', { name: 'Status' })).first().waitFor()
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await cell.filter({ hasText: 'Draft' }).waitFor()
    await cell.click()
    await page.getByRole('option', { name: 'Published' }).click()
    await page.getByRole('button', { name: `Edit Status of ${post.repr}` }).filter({ hasText: 'Published' }).waitFor()
    const { body } = await ask<Saved>(page, 'GET', `/m/${POST}/${post.id}`)
    expect(body.values.status).toBe('published')
    // Somebody else changes the row.
    await ask(page, 'PATCH', `/m/${POST}/${post.id}`, { set: { title: `${post.repr} again` } }, body.v)
    await cell.click()
    await page.getByRole('option', { name: 'Draft' }).click()
    await page.getByText(/changed this row meanwhile/).waitFor()
    await page.getByRole('button', { name: 'Keep mine' }).click()
    await page.getByRole('button', { name: /^Edit Status of Journey/ }).first().filter({ hasText: 'Draft' }).waitFor()
  })
})
