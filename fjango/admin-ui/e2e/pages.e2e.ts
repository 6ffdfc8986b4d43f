import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { Block, Page as PageAnswer, Record as Saved } from '../src/contract'
import { admin, ask, member, server, withBrowser } from './support/browser'
import { newPost, open, POST, rows, title, toast } from './support/blog'
import { expecting } from './support/complaints'

withBrowser()

describe.runIf(server === 'blog')('a page from Rust', () => {
  it('shows a part of each kind', async () => {
    const page = await member()
    await newPost(page)
    await page.getByRole('navigation', { name: 'Navigation' }).getByRole('link', { name: "Editors' desk" }).click()
    await page.getByRole('heading', { level: 1, name: "Editors' desk" }).waitFor()
    const { body } = await ask<PageAnswer>(page, 'GET', '/pages/desk')
    const block = <K extends Block['kind']>(kind: K, at = 0) => body.blocks.filter(block => block.kind === kind)[at] as Extract<Block, { kind: K }>
    const part = (name: string) => page.getByRole('region', { name, exact: true })

    for (const stat of block('stats').stats) await page.getByRole('listitem').filter({ hasText: stat.label }).getByText(stat.value, { exact: true }).waitFor()
    await page.getByRole('listitem').filter({ hasText: 'Open notes' }).getByRole('link').waitFor()

    for (const chart of [block('chart'), block('chart', 1)]) {
      const panel = part(chart.title)
      await panel.getByRole('img', { name: new RegExp(`^${chart.title}\\. Posts: from `) }).waitFor()
      for (const name of chart.names!) await panel.getByText(name, { exact: true }).waitFor()
      await panel.getByRole('button', { name: 'View as table' }).click()
      const cells = await panel.getByRole('row').evaluateAll(rows => rows.slice(1).map(row => [...row.children].map(cell => cell.textContent)))
      expect(cells).toEqual(chart.names!.map((name, index) => [name, String(chart.series[0]!.values[index])]))
    }
    expect(block('chart').style).toBe('donut')
    expect(block('chart', 1).style).toBe('bar')

    const table = block('table')
    expect(await part(table.title).getByRole('row').evaluateAll(rows => rows.map(row => [...row.children].map(cell => cell.textContent)))).toEqual([table.columns.map(column => column.label), ...table.rows.map(row => row.cells.map(String))])

    await page.getByText('A post goes out when two of us have read it.').locator('strong', { hasText: 'two of us' }).waitFor()
    expect(await page.getByRole('main').locator('ol > li').count()).toBe(3)
    await page.getByRole('link', { name: 'All drafts' }).waitFor()

    await part(table.title).getByRole('link').first().click()
    await page.waitForURL(url => url.pathname.endsWith(table.rows[0]!.to!))
    await title(page).waitFor()
  })

  it('has forms whose objections stand at their fields, and shows what they changed', async () => {
    const page = await member()
    const post = await newPost(page)
    await page.goto(`${admin}/p/desk`)
    const form = page.getByRole('region', { name: 'Leave a note' })
    const note = `Read again ${Date.now()}`
    expecting(page, 422, '/pages/desk/note')
    await form.getByLabel('Post').fill('no-such-post')
    await form.getByRole('button', { name: 'Leave note' }).click()
    await form.getByLabel('Text').and(page.locator('[aria-invalid="true"]')).waitFor()
    await form.getByLabel('Text').fill(note)
    await form.getByRole('button', { name: 'Leave note' }).click()
    await form.getByText(/No post has this address/).waitFor()
    expect(await form.getByLabel('Post').getAttribute('aria-invalid')).toBe('true')
    await form.getByLabel('Post').fill(String(post.values.slug))
    await form.getByRole('button', { name: 'Leave note' }).click()
    await toast(page, `Left a note at “${post.repr}”`)
    await page.getByRole('region', { name: 'Open notes' }).getByRole('link', { name: note }).waitFor()
    expect(await form.getByLabel('Post').inputValue()).toBe('')
  })
})

describe.runIf(server === 'blog')('a field', () => {
  it('is shown only while another has its value', async () => {
    const page = await member()
    const post = await newPost(page)
    const author = (post.values.author as { id: string }).id
    const { body: note } = await ask<Saved>(page, 'POST', '/m/blog.note', { set: { post: post.id, author, text: 'Check the numbers' } })
    await page.goto(`${admin}/m/blog.note/${note.id}`)
    await page.locator('#f-text').waitFor()
    expect(await page.locator('#f-outcome').count()).toBe(0)
    const settled = page.getByRole('switch', { name: 'Settled' })
    await settled.press('Space')
    await page.locator('textarea#f-outcome').fill('They were wrong')
    await settled.press('Space')
    await page.locator('#f-outcome').waitFor({ state: 'detached' })
    await settled.press('Space')
    expect(await page.locator('#f-outcome').inputValue()).toBe('They were wrong')
    await page.getByRole('button', { name: 'Save and continue' }).click()
    await toast(page, /Saved/)
    const { body } = await ask<Saved>(page, 'GET', `/m/blog.note/${note.id}`)
    expect(body.values).toMatchObject({ settled: true, outcome: 'They were wrong' })
  })

  it('of Markdown is written and looked at in one place, and nothing in it runs', async () => {
    const page = await member()
    const post = await newPost(page)
    await open(page, post)
    const body = page.locator('#f-body')
    await body.fill('It is **bold**, <img src=x onerror=alert(1)> and [here](javascript:alert(1)) or [there](https://example.com/).')
    const modes = page.getByRole('group', { name: 'Write or preview Body' })
    await modes.getByRole('button', { name: 'Preview' }).click()
    const seen = page.locator('p').filter({ hasText: 'It is bold, <img src=x onerror=alert(1)> and here or there.' })
    await seen.locator('strong', { hasText: 'bold' }).waitFor()
    expect(await seen.getByRole('link').evaluateAll(links => links.map(link => (link as HTMLAnchorElement).href))).toEqual(['https://example.com/'])
    expect(await body.isVisible()).toBe(false)
    await modes.getByRole('button', { name: 'Write' }).click()
    expect(await body.inputValue()).toContain('**bold**')
    await page.getByRole('button', { name: 'Save and continue' }).click()
    await toast(page, /Saved/)
  })
})

describe('a draft', () => {
  it('is back after a reload, of a row and of a new one, and can be thrown away', async () => {
    const page = await member()
    const post = await newPost(page)
    page.on('dialog', dialog => dialog.accept())
    for (const path of [`/m/${POST}/${post.id}`, `/m/${POST}/new`]) {
      await page.goto(`${admin}${path}`)
      await title(page).waitFor()
      const saved = await title(page).inputValue()
      await title(page).fill('Not saved yet')
      await page.waitForFunction(() => Object.values(sessionStorage).some(value => value.includes('Not saved yet')))
      await page.reload()
      const notice = page.getByText('Your unsaved changes from before are back.')
      await notice.waitFor()
      expect(await title(page).inputValue()).toBe('Not saved yet')
      await page.getByText(/unsaved changes?$/).waitFor()
      await page.getByRole('button', { name: 'Discard' }).first().click()
      await notice.waitFor({ state: 'detached' })
      expect(await title(page).inputValue()).toBe(saved)
      await page.waitForFunction(() => !Object.values(sessionStorage).some(value => value.includes('Not saved yet')))
    }
  })
})

/** What the server makes of a theme: an accent of 0x7A3E9D, corners of 2 pixels, compact rows. A test of it keeps the file as it is. */
const theme = readFileSync(new URL('./support/theme.css', import.meta.url), 'utf8')

describe.runIf(server === 'blog')('the look', () => {
  const colour = (page: Page, of: string, property: string) => page.locator(of).first().evaluate((element, property) => getComputedStyle(element).getPropertyValue(property), property)

  it('has the accent, the corners and the rows that the theme says, unless the user says otherwise', async () => {
    const page = await member(`/m/${POST}`)
    await rows(page).first().waitFor()
    const button = 'a[href$="/new"]'
    const before = await colour(page, button, 'background-color')
    const row = async () => Math.round((await rows(page).first().boundingBox())!.height)
    expect(await row()).toBe(40)
    await page.route('**/theme.test.css', route => route.fulfill({ contentType: 'text/css', body: theme }))
    await page.route(`**/m/${POST}`, async route => {
      if (route.request().resourceType() !== 'document') return route.continue()
      const response = await route.fetch()
      await route.fulfill({ response, body: (await response.text()).replace('</head>', `<link rel="stylesheet" href="${new URL(admin).pathname}/theme.test.css"></head>`) })
    })
    await page.goto(`${admin}/m/${POST}`)
    await rows(page).first().waitFor()
    expect(await colour(page, button, 'background-color')).toBe('rgb(122, 62, 157)')
    expect(before).not.toBe('rgb(122, 62, 157)')
    expect(await colour(page, button, 'border-radius')).toBe('2px')
    expect(await colour(page, 'input[type=search]', 'border-radius')).toBe('2px')
    expect(await row()).toBe(32)
    await page.getByRole('button', { name: 'Columns' }).click()
    const kept = page.waitForResponse(answer => answer.url().endsWith('/api/prefs') && answer.request().method() === 'PUT')
    await page.getByRole('group', { name: 'Row height' }).getByRole('button', { name: 'Relaxed' }).click()
    await kept
    await expect.poll(row).toBe(48)
    await page.reload()
    await rows(page).first().waitFor()
    await expect.poll(row).toBe(48)
    await page.getByRole('button', { name: 'Columns' }).click()
    const back = page.waitForResponse(answer => answer.url().endsWith('/api/prefs') && answer.request().method() === 'PUT')
    await page.getByRole('group', { name: 'Row height' }).getByRole('button', { name: 'Normal' }).click()
    await back
  })

  it('is light or dark as the system is, and as the user says on every machine', async () => {
    const page = await member(`/m/${POST}`, { colorScheme: 'dark' })
    await rows(page).first().waitFor()
    const ground = (page: Page) => colour(page, 'body', 'background-color')
    const dark = await ground(page)
    await page.emulateMedia({ colorScheme: 'light' })
    await expect.poll(() => ground(page)).not.toBe(dark)
    const choose = async (name: string) => {
      const kept = page.waitForResponse(answer => answer.url().endsWith('/api/prefs') && answer.request().method() === 'PUT')
      await page.getByRole('button', { name: /^Account of/ }).click()
      await page.getByRole('menuitem', { name }).click()
      await kept
    }
    await choose('Dark')
    await expect.poll(() => ground(page)).toBe(dark)
    const other = await member(`/m/${POST}`)
    await rows(other).first().waitFor()
    await expect.poll(() => ground(other)).toBe(dark)
    await choose('As the system')
  })
})
