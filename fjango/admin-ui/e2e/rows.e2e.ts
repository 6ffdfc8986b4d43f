import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { DeletePreview, ListPage, ModelSchema, Record as Saved } from '../src/contract'
import { admin, ask, member, server, withBrowser } from './support/browser'
import { newPost, open, POST, rows, title, toast } from './support/blog'

withBrowser()

describe.runIf(server === 'blog')('a model that is only named', () => {
  it('has a list, filters, a search and a form', async () => {
    const page = await member()
    const post = await newPost(page, { status: 'published' })
    await ask(page, 'POST', `/m/${POST}/actions/unpublish`, { selection: { ids: [post.id] }, form: { reason: 'One line is enough' } })
    await page.getByRole('navigation', { name: 'Navigation' }).getByRole('link', { name: 'Notes' }).click()
    await rows(page).first().waitFor()
    const { body: schema } = await ask<ModelSchema>(page, 'GET', '/schema/blog.note')
    expect((schema.list.filters ?? []).length).toBeGreaterThan(0)
    await page.getByRole('button', { name: 'Add filter' }).click()
    await page.getByRole('menuitem', { name: 'Post' }).click()
    const input = page.getByRole('combobox', { name: 'Post' }).last()
    await input.fill(post.repr)
    await page.getByRole('option', { name: post.repr }).click()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Apply' }).click()
    await page.waitForURL(url => decodeURIComponent(url.search).includes('"post"'))
    await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 1)
    await page.getByText('One line is enough').first().waitFor()
    await page.getByRole('link', { name: 'New note' }).click()
    await page.locator('#f-post').fill(post.repr)
    await page.getByRole('option', { name: new RegExp(`^${post.repr}`) }).click()
    await page.locator('#f-author').click()
    await page.getByRole('option', { name: /^ada/ }).click()
    await page.locator('#f-text').fill('Written by hand')
    await page.getByRole('button', { name: 'Save and continue' }).click()
    await toast(page, /Created/)
    const { body } = await ask<Saved>(page, 'GET', page.url().slice(page.url().indexOf('/m/')))
    expect(body.values.text).toBe('Written by hand')
    await page.getByRole('navigation', { name: 'Navigation' }).getByRole('link', { name: 'Tags' }).click()
    await page.getByRole('searchbox').fill('histo')
    await page.waitForURL(/q=histo/)
    await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 1)
    await page.getByRole('link', { name: 'history' }).waitFor()
  })
})

describe.runIf(server === 'blog')('a cell', () => {
  it('is saved by Enter, and says what is wrong where it is', async () => {
    const page = await member()
    const post = await newPost(page)
    const name = `Cell ${Date.now()}`
    await ask(page, 'POST', '/m/blog.comment', { set: { post: post.id, name, text: 'Before' } })
    await page.goto(`${admin}/m/blog.comment?q=${encodeURIComponent(name)}`)
    const cell = page.getByRole('button', { name: new RegExp(`^Edit Text of .*${name}`) })
    await cell.click()
    const input = page.getByRole('textbox', { name: 'Text' })
    await input.fill('')
    await input.press('Enter')
    await page.getByRole('alert').getByRole('button', { name: 'Restore' }).waitFor()
    expect(await input.getAttribute('aria-invalid')).toBe('true')
    await input.fill('After')
    await input.press('Enter')
    await cell.filter({ hasText: 'After' }).waitFor()
    const { body } = await ask<ListPage>(page, 'GET', `/m/blog.comment?q=${encodeURIComponent(name)}`)
    expect(body.rows[0]!.cells.text).toBe('After')
  })
})

/** The smallest picture there is. */
const PICTURE = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')

describe.runIf(server === 'blog')('a file', () => {
  it('is sent when it is chosen, taken when the form is saved, shown, and cleared', async () => {
    const page = await member()
    const post = await newPost(page)
    await open(page, post)
    const input = page.locator('#f-cover')
    // Called a picture, and none by what it holds.
    const refused = page.waitForResponse(answer => answer.url().includes('/uploads?'))
    await input.setInputFiles({ name: 'words.png', mimeType: 'image/png', buffer: Buffer.from('no picture at all') })
    expect((await refused).status()).toBe(422)
    const sent = page.waitForResponse(answer => answer.url().includes('/uploads?'))
    await input.setInputFiles({ name: 'dot.png', mimeType: 'image/png', buffer: PICTURE })
    expect((await sent).status()).toBe(201)
    await page.getByText('dot.png').waitFor()
    const before = await ask<Saved>(page, 'GET', `/m/${POST}/${post.id}`)
    expect(before.body.values.cover).toBeNull()
    await page.getByRole('button', { name: 'Save and continue' }).click()
    await toast(page, /Saved/)
    const { body } = await ask<Saved>(page, 'GET', `/m/${POST}/${post.id}`)
    const cover = body.values.cover as { name: string; url: string }
    expect(cover.name).toMatch(/^covers\/.*dot.*\.png$/)
    await open(page, post)
    const shown = page.locator('img[alt*="dot"]')
    await shown.waitFor()
    // It came, as a picture.
    await page.waitForFunction(() => [...document.images].some(image => image.alt.includes('dot') && image.naturalWidth === 1))
    // A duplicate has all but the picture, which is this row's.
    const twin = `Twin ${Date.now()}`
    await page.goto(`${admin}/m/${POST}/new?from=${post.id}`)
    await page.locator('#f-title').fill(twin)
    await page.getByRole('button', { name: 'Save and continue' }).click()
    await toast(page, /Created/)
    const twins = (await ask<ListPage>(page, 'GET', `/m/${POST}?q=${encodeURIComponent(twin)}`)).body.rows
    expect(twins).toHaveLength(1)
    expect((await ask<Saved>(page, 'GET', `/m/${POST}/${twins[0]!.id}`)).body.values).toMatchObject({ cover: null, author: body.values.author })
    await open(page, post)
    await shown.waitFor()
    await page.getByRole('button', { name: 'Clear' }).click()
    await page.getByRole('button', { name: 'Save and continue' }).click()
    await toast(page, /Saved/)
    expect((await ask<Saved>(page, 'GET', `/m/${POST}/${post.id}`)).body.values.cover).toBeNull()
  })
})

describe.runIf(server === 'blog')('a deletion', () => {
  it('can be undone from the toast and from the trash, and done for good', async () => {
    const page = await member()
    const post = await newPost(page)
    const name = `Trash ${Date.now()}`
    const made = await ask<Saved>(page, 'POST', '/m/blog.comment', { set: { post: post.id, name, text: 'Soon gone' } })
    const list = `${admin}/m/blog.comment?q=${encodeURIComponent(name)}`
    const row = rows(page).filter({ hasText: name })
    const remove = async () => {
      await page.goto(list)
      await row.getByRole('button', { name: /^More for/ }).click()
      await page.getByRole('menuitem', { name: 'Delete' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Move to trash' }).click()
      await toast(page, /to the trash/)
    }
    const trash = async (item: string) => {
      await page.getByRole('group', { name: 'Views' }).getByRole('button', { name: 'Trash' }).click()
      await page.waitForURL(/trash=1/)
      await row.getByRole('button', { name: /^More for/ }).click()
      await page.getByRole('menuitem', { name: item }).click()
    }
    await remove()
    await page.getByRole('status').getByRole('button', { name: 'Undo' }).click()
    await toast(page, /Restored/)
    await remove()
    await trash('Restore')
    await toast(page, /Restored/)
    expect((await ask(page, 'GET', `/m/blog.comment/${made.body.id}`)).status).toBe(200)
    await remove()
    await trash('Delete for good')
    await page.getByRole('dialog').getByRole('button', { name: 'Delete for good' }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect((await ask(page, 'GET', `/m/blog.comment/${made.body.id}`)).status).toBe(404)
    const { body } = await ask<ListPage>(page, 'GET', `/m/blog.comment?trash=1&q=${encodeURIComponent(name)}`)
    expect(body.rows).toEqual([])
  })

  it('is forbidden by what must stay, which is named', async () => {
    const page = await member()
    const post = await newPost(page)
    const username = `writer-${Date.now()}`
    const { body: writer } = await ask<Saved>(page, 'POST', '/m/auth.user', { set: { username } })
    const note = await ask<Saved>(page, 'POST', '/m/blog.note', { set: { post: post.id, author: writer.id, text: 'Keep me' } })
    expect(note.status, JSON.stringify(note.body)).toBeLessThan(300)
    const { body: preview } = await ask<DeletePreview>(page, 'GET', `/m/auth.user/${writer.id}/delete-preview`)
    expect(preview.possible).toBe(false)
    await page.goto(`${admin}/m/auth.user/${writer.id}`)
    await page.getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('It cannot be deleted, because these refer to it:').waitFor()
    await dialog.getByText(/1 notes?/).waitFor()
    expect(await dialog.getByRole('button', { name: /^Delete/ }).count()).toBe(0)
  })
})

describe.runIf(server === 'blog')('a file of rows', () => {
  it('is tried first: what is wrong is said row by row, and nothing is written before all is right', async () => {
    const page = await member('/m/blog.tag')
    await page.getByRole('link', { name: 'Import' }).click()
    const name = `imported-${Date.now()}`
    const input = page.locator('input[type=file]')
    const tags = (names: string[]) => ({ name: 'tags.csv', mimeType: 'text/csv', buffer: Buffer.from(['name', ...names, ''].join('\n')) })
    const good = [1, 2, 3].map(n => `${name}-${n}`)
    await input.setInputFiles(tags([good[0]!, 'x'.repeat(60), good[1]!, 'rust', 'y'.repeat(41), good[2]!]))
    await page.getByText('6 rows').waitFor()
    await page.getByRole('button', { name: 'Check' }).click()
    await page.getByText('3 rows have errors').first().waitFor()
    for (const row of ['3', '5', '6']) await page.getByRole('rowheader', { name: row, exact: true }).waitFor()
    expect(await page.getByRole('button', { name: 'Import', exact: true }).isDisabled()).toBe(true)
    expect((await ask<ListPage>(page, 'GET', `/m/blog.tag?q=${name}`)).body.rows).toHaveLength(0)
    await input.setInputFiles(tags(good))
    await page.getByText('3 rows', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Check' }).click()
    await page.getByText('All rows are fine.').waitFor()
    await page.getByText('3 new rows').waitFor()
    await page.getByRole('button', { name: 'Import', exact: true }).click()
    await page.getByText('Imported 3 rows').waitFor()
    expect((await ask<ListPage>(page, 'GET', `/m/blog.tag?q=${name}`)).body.rows).toHaveLength(3)
  })

  it('holds no formulas of strangers', async () => {
    const page = await member()
    const name = `=1+${Date.now()}`
    expect((await ask(page, 'POST', '/m/blog.tag', { set: { name } })).status).toBeLessThan(300)
    await page.goto(`${admin}/m/blog.tag?q=${encodeURIComponent(name)}`)
    await rows(page).first().waitFor()
    await page.getByRole('button', { name: 'Export' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('radio', { name: 'CSV' }).check()
    const [download] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name: 'Export' }).click()])
    const lines = readFileSync(await download.path(), 'utf8').split(/\r?\n/)
    expect(lines.some(line => /(^|,)"?'=1/.test(line)), lines.join('|')).toBe(true)
    expect(lines.some(line => /(^|,)"?=/.test(line))).toBe(false)
  })
})

describe.runIf(server === 'blog')('a form of another model', () => {
  it('shows every objection at its field, also those only the server has', async () => {
    const page = await member('/m/auth.user/new')
    await page.locator('#f-email').fill('new@example.com')
    await page.getByRole('button', { name: 'Save user' }).click()
    const summary = page.getByRole('alert').filter({ hasText: 'attention' })
    await summary.getByRole('link', { name: /^Username/ }).waitFor()
    await page.waitForFunction(() => document.activeElement?.id === 'f-username')
    await page.locator('#f-username').fill('lena')
    await page.getByRole('button', { name: 'Save user' }).click()
    await page.locator('#f-username[aria-invalid="true"]').waitFor()
    await page.locator('#f-email').focus()
    await summary.getByRole('link', { name: /^Username/ }).click()
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('f-username')
    await page.locator('#f-username').fill(`lena-${Date.now()}`)
    await page.getByRole('button', { name: 'Save and continue' }).click()
    await toast(page, /Created/)
  })
})

describe.runIf(server === 'blog')('twice as large', () => {
  it.each([
    ['a laptop', 640, 400],
    ['a phone', 390, 844],
  ])('shows everything on %s without scrolling sideways', async (_, width, height) => {
    const page = await member(`/m/${POST}`, { viewport: { width, height }, deviceScaleFactor: 2 })
    const wide = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    await page.locator('tbody tr input, main li input').first().waitFor()
    expect(await wide()).toBe(0)
    const post = await newPost(page)
    await open(page, post)
    expect(await wide()).toBe(0)
    await title(page).fill('Can be saved')
    await page.getByRole('button', { name: 'Save post' }).click()
    await page.goto(`${admin}/`)
    await page.locator('canvas').first().waitFor()
    expect(await wide()).toBe(0)
  })
})
