import { describe, expect, it } from 'vitest'
import type { DeletePreview, ListPage, ModelSchema, Record as Saved } from '../src/contract'
import { admin, ask, member, server, withBrowser } from './support/browser'
import { newPost, POST, rows, toast } from './support/blog'
import { expecting } from './support/complaints'

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

describe.runIf(server === 'blog')('a form of another model', () => {
  it('shows every objection at its field, also those only the server has', async () => {
    const page = await member('/m/auth.user/new')
    await page.locator('#f-email').fill('new@example.com')
    expecting(page, 422, '/m/auth.user')
    await page.getByRole('button', { name: 'Save user' }).click()
    const summary = page.getByRole('alert').filter({ hasText: 'attention' })
    await summary.getByRole('link', { name: /^Username/ }).waitFor()
    await page.waitForFunction(() => document.activeElement?.id === 'f-username')
    await page.locator('#f-username').fill('lena')
    expecting(page, 409, '/m/auth.user')
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
