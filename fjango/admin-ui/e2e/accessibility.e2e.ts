import { describe, expect, it } from 'vitest'
import { examiner, sizes, violations } from './support/axe'
import { admin, ask, member, server, visitor, withBrowser } from './support/browser'
import { newPost, open, POST, title, toast } from './support/blog'
import { expecting } from './support/complaints'
import { mainPages, visit } from './support/sites'

withBrowser()

describe.runIf(server === 'blog').each(Object.entries(sizes))('on a %s', (device, viewport) => {
  const phone = device === 'phone'

  it('there is nothing serious or critical on any page, in the light nor in the dark', async () => {
    const { found, look } = examiner()
    const outside = await visitor({ viewport })
    await outside.goto(`${admin}/login`)
    await outside.getByLabel('Username').waitFor()
    await look(outside, 'sign in')
    const page = await member('/', { viewport })
    for (const [name, path, shown] of await mainPages(page)) {
      await visit(page, path, shown)
      await look(page, name)
    }
    expect(found).toEqual({})
  })

  it('nor in what opens over a list', async () => {
    const { found, look } = examiner()
    const page = await member(`/m/${POST}?q=connection`, { viewport })
    await page.locator('tbody tr input, main li input').first().waitFor()
    await page.getByRole('checkbox').nth(1).check()
    await look(page, 'a selection')
    await page.getByRole('button', { name: /^More for / }).first().click()
    await page.getByRole('menuitem', { name: 'Edit' }).waitFor()
    await look(page, 'the menu of a row')
    await page.keyboard.press('Escape')
    if (phone) {
      await page.getByRole('button', { name: 'Filter', exact: true }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Add filter' }).waitFor()
      await look(page, 'filters')
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
      await page.getByRole('button', { name: 'Open navigation' }).click()
      await page.getByRole('dialog').getByRole('link', { name: 'Posts' }).waitFor()
      await look(page, 'navigation')
      await page.getByRole('dialog').getByRole('button', { name: /^Account of/ }).click()
    } else {
      await page.getByRole('button', { name: 'Export' }).click()
      await page.getByRole('dialog').getByRole('radio', { name: 'CSV' }).waitFor()
      await look(page, 'export')
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
      await page.getByRole('button', { name: 'Columns' }).click()
      await page.getByRole('checkbox', { name: 'Created' }).waitFor()
      await look(page, 'columns')
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: 'Add filter' }).click()
      await page.getByRole('menuitem', { name: 'Author' }).click()
      await page.getByRole('combobox', { name: 'Author' }).last().click()
      await page.getByRole('option').first().waitFor()
      await look(page, 'a filter')
      await page.keyboard.press('Escape')
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: /^Account of/ }).click()
    }
    await page.getByRole('menuitem', { name: 'Sign out' }).waitFor()
    await look(page, 'the account')
    await page.keyboard.press('Escape')
    await page.goto(`${admin}/`)
    await page.locator('canvas').first().waitFor()
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').fill('a')
    await page.getByRole('option').first().waitFor()
    await look(page, 'the palette')
    expect(found).toEqual({})
  })

  it('nor in what opens over a form', async () => {
    const { found, look } = examiner()
    const page = await member('/', { viewport })
    const post = await newPost(page)
    await ask(page, 'POST', '/m/blog.comment', { set: { post: post.id, name: 'Ada', text: 'Hello' } })
    await open(page, post)
    await page.getByRole('button', { name: 'Preview' }).click()
    await page.locator('p', { hasText: 'Some text.' }).waitFor()
    await look(page, 'a preview')
    await title(page).fill('')
    expecting(page, 422, `/m/${POST}/${post.id}`)
    await page.getByRole('button', { name: 'Save and continue' }).click()
    await page.getByRole('alert').first().waitFor()
    await look(page, 'objections')
    await ask(page, 'PATCH', `/m/${POST}/${post.id}`, { set: { title: 'Theirs' } }, post.v)
    await title(page).fill('Mine')
    expecting(page, 412, `/m/${POST}/${post.id}`)
    await page.getByRole('button', { name: 'Save and continue' }).click()
    await page.getByRole('dialog', { name: /changed meanwhile/ }).waitFor()
    await look(page, 'a conflict')
    await page.getByRole('dialog').getByRole('button', { name: 'Take theirs' }).click()
    await toast(page, /Saved/)
    await page.getByRole('button', { name: 'More', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await page.getByRole('dialog').getByText(/1 comments?/).waitFor()
    await look(page, 'a deletion')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await title(page).fill('Not saved')
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox', { name: 'Search or jump to' }).fill('Comments')
    await page.getByRole('option', { name: 'Comments', exact: true }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Stay' }).waitFor()
    await look(page, 'a question')
    expect(found).toEqual({})
  })
})

describe.runIf(server === 'blog')('in German', () => {
  it('there is nothing serious or critical on any page', async () => {
    const { found } = examiner()
    const page = await member('/')
    const put = (locale: string | undefined) => ask(page, 'PUT', '/prefs', { locale })
    await put('de')
    try {
      for (const [name, path, shown] of await mainPages(page)) {
        await visit(page, path, shown)
        await page.locator('html[lang=de]').waitFor({ state: 'attached' })
        const list = await violations(page)
        if (list.length > 0) found[name] = list
      }
    } finally {
      await put('en')
    }
    expect(found).toEqual({})
  })
})
