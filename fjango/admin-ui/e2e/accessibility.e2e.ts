import { describe, expect, it } from 'vitest'
import { admin, ask, member, server, violations, visitor, withBrowser } from './support/browser'

withBrowser()

const [model, first] = server === 'blog' ? ['blog.post', null] : ['blog.post', '1']

describe.each(['light', 'dark'] as const)('%s', colorScheme => {
  describe.each([
    [1280, 800],
    [390, 844],
  ])('%i pixels wide', (width, height) => {
    it('has nothing serious or critical on any page', async () => {
      const options = { viewport: { width, height }, colorScheme }
      const outside = await visitor(options)
      await outside.goto(`${admin}/login`)
      await outside.getByLabel('Username').waitFor()
      const found: { [page: string]: unknown } = {}
      const check = async (name: string, page = inside) => {
        const list = await violations(page)
        if (list.length > 0) found[name] = list
      }
      const inside = await member(`/m/${model}`, options)
      await check('sign in', outside)
      const rows = await ask<{ rows: { id: string }[] }>(inside, 'GET', `/m/${model}?size=1`)
      const id = first ?? rows.body.rows[0]!.id
      await inside.locator('tbody tr input, main li input').first().waitFor()
      await check('list')
      await inside.getByRole('checkbox').nth(1).check()
      await check('list with a selection')
      await inside.goto(`${admin}/m/${model}/${id}`)
      await inside.locator('#f-title').waitFor()
      await check('form')
      await inside.locator('#f-title').fill('')
      await inside.getByRole('button', { name: 'Save and continue' }).click()
      await inside.getByRole('alert').first().waitFor()
      await check('form with objections')
      await inside.getByRole('button', { name: 'Discard' }).click()
      await inside.goto(`${admin}/m/${model}/${id}/history`)
      await inside.getByRole('heading', { level: 1 }).waitFor()
      await check('history')
      await inside.goto(`${admin}/audit`)
      await inside.getByRole('heading', { level: 1 }).waitFor()
      await check('audit')
      await inside.goto(`${admin}/`)
      await inside.locator('canvas').first().waitFor()
      await check('dashboard')
      await inside.keyboard.press('Control+k')
      await inside.getByRole('combobox').fill('a')
      await inside.getByRole('option').first().waitFor()
      await check('palette')
      await inside.keyboard.press('Escape')
      if (server === 'mock') {
        await inside.goto(`${admin}/m/shop.thing/new`)
        await inside.getByLabel('Name').first().waitFor()
        await check('every field')
        await inside.getByRole('tab', { name: 'More' }).click()
        await inside.locator('.cm-content').waitFor()
        await check('more fields')
      }
      expect(found).toEqual({})
    })
  })
})
