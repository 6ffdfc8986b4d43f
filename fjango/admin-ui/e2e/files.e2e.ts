import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { FileValue, ListPage, Record as Saved } from '../src/contract'
import { admin, ask, member, server, withBrowser } from './support/browser'
import { newPost, open, POST, rows, toast } from './support/blog'
import { expecting } from './support/complaints'
import { entry } from './support/zip'

withBrowser()

/** The smallest picture there is. */
const PICTURE = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')

describe.runIf(server === 'blog')('a file', () => {
  it('is sent when it is chosen, taken when the form is saved, shown, and cleared', async () => {
    const page = await member()
    const post = await newPost(page)
    await open(page, post)
    const input = page.locator('#f-cover')
    // Called a picture, and none by what it holds.
    expecting(page, 422, '/api/uploads')
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

  it('is looked at before it is sent, can be stopped on its way, and replaced', async () => {
    const page = await member()
    const post = await newPost(page)
    await open(page, post)
    const input = page.locator('#f-cover')
    const field = page.locator('div').filter({ has: input }).last()
    const uploads: string[] = []
    page.on('request', request => request.url().includes('/uploads?') && uploads.push(request.url()))
    await input.setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('text') })
    await page.getByText('Files of this type are not taken; choose images.').waitFor()
    await input.setInputFiles({ name: 'big.png', mimeType: 'image/png', buffer: Buffer.alloc(2_100_000) })
    await page.getByText(/at most .* are taken/).waitFor()
    expect(uploads, 'what is refused is not sent').toEqual([])

    let release = () => {}
    await page.route('**/api/uploads?*', async route => {
      await new Promise<void>(resolve => (release = resolve))
      await route.continue().catch(() => undefined)
    })
    await input.setInputFiles({ name: 'slow.png', mimeType: 'image/png', buffer: PICTURE })
    await page.getByRole('progressbar', { name: 'Uploading…' }).waitFor()
    await field.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('progressbar').waitFor({ state: 'detached' })
    release()
    await page.unroute('**/api/uploads?*')
    expect(await page.getByText('slow.png').count()).toBe(0)
    expect(await page.getByText(/unsaved change/).count()).toBe(0)

    for (const name of ['first.png', 'second.png']) {
      await input.setInputFiles({ name, mimeType: 'image/png', buffer: PICTURE })
      await page.getByRole('img', { name: `Preview of ${name}` }).waitFor()
      await page.getByRole('button', { name: 'Save and continue' }).click()
      await toast(page, /Saved/)
      await page.getByText(/unsaved change/).waitFor({ state: 'detached' })
      const { body } = await ask<Saved>(page, 'GET', `/m/${POST}/${post.id}`)
      expect((body.values.cover as FileValue).name).toContain(name.replace('.png', ''))
      await field.getByRole('button', { name: 'Replace' }).waitFor()
    }
  })
})

describe.runIf(server === 'blog')('rows', () => {
  it('are exported as the list shows them: those that match, in its order, with its columns', async () => {
    const page = await member(`/m/${POST}?q=borrowing&f=${encodeURIComponent('{"status":{"in":["published"]}}')}&sort=-title`)
    await rows(page).first().waitFor()
    const { body } = await ask<ListPage>(page, 'GET', `/m/${POST}?q=borrowing&f=${encodeURIComponent('{"status":{"in":["published"]}}')}&sort=-title`)
    const titles = body.rows.map(row => row.cells.title as string)
    expect(titles.length).toBe(body.page.total.n)
    expect(titles.length).toBeGreaterThan(4)
    const { body: unfiltered } = await ask<ListPage>(page, 'GET', `/m/${POST}?q=borrowing`)
    expect(unfiltered.page.total.n, 'the filter leaves some out').toBeGreaterThan(titles.length)
    /** By format: the titles that a file holds. */
    const read: { [format: string]: (file: Buffer) => unknown[] } = {
      CSV: file => column(file.toString('utf8').trim().split(/\r?\n/).map(line => [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) => quoted ?? plain))),
      JSON: file => (JSON.parse(file.toString()) as { title: string }[]).map(row => row.title),
      XLSX: file => column([...entry(file, 'xl/worksheets/sheet1.xml').matchAll(/<row\b.*?<\/row>/gs)].map(([row]) => [...row.matchAll(/<c\b.*?<\/c>/gs)].map(([cell]) => /<t[^>]*>([^<]*)<\/t>/.exec(cell)?.[1]))),
    }
    /** What stands below the title's head. */
    const column = ([head, ...rows]: unknown[][]) => rows.map(row => row[head!.map(name => String(name).toLowerCase()).indexOf('title')])
    for (const [format, titlesIn] of Object.entries(read)) {
      await page.getByRole('button', { name: 'Export' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('radio', { name: format }).check()
      await dialog.getByRole('checkbox', { name: 'Tags' }).uncheck()
      const [download] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name: 'Export' }).click()])
      expect(download.suggestedFilename()).toMatch(new RegExp(`\\.${format.toLowerCase()}$`))
      const file = readFileSync(await download.path())
      expect(titlesIn(file), format).toEqual(titles)
      if (format === 'CSV') expect(file.toString('utf8').split(/\r?\n/)[0]!.toLowerCase()).not.toContain('tags')
      await dialog.waitFor({ state: 'detached' })
    }
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
