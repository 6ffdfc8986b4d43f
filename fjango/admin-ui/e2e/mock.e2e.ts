import { describe, expect, it } from 'vitest'
import type { Record as Saved } from '../src/contract'
import { examiner, sizes } from './support/axe'
import { ask, member, server, withBrowser } from './support/browser'
import { toast } from './support/blog'
import { expecting } from './support/complaints'

withBrowser()

// The mock has a model with a field of every type.
describe.runIf(server === 'mock')('a form', () => {
  it('edits fields of every type', async () => {
    const page = await member('/m/shop.thing/new')
    await page.getByLabel('Name').first().fill('Everything')
    await page.getByLabel('Email').fill('wrong')
    await page.getByLabel('Website').fill('nowhere')
    await page.getByLabel('Count', { exact: true }).fill('many')
    await page.getByLabel('Price').fill('12.x')
    await page.getByLabel('Token').fill('no uuid')
    await page.getByLabel('Lasts').fill('soon')
    await page.getByRole('switch', { name: 'Active' }).press('Space')
    await page.getByLabel('Reason').waitFor()
    expecting(page, 422, '/m/shop.thing')
    await page.getByRole('button', { name: 'Save thing' }).click()
    const summary = page.getByRole('alert').filter({ hasText: 'attention' })
    await summary.waitFor()
    for (const field of ['Email', 'Website', 'Count', 'Price', 'Token', 'Lasts', 'Size', 'Reason']) await summary.getByRole('link', { name: new RegExp(`^${field}`) }).waitFor()
    await page.getByLabel('Email').fill('a@example.com')
    await page.getByLabel('Website').fill('https://example.com')
    await page.getByLabel('Count', { exact: true }).fill('41')
    await page.getByLabel('Count', { exact: true }).press('ArrowUp')
    await page.getByLabel('Price').fill('12.50')
    await page.getByLabel('Token').fill('00000000-0000-4000-8000-000000000000')
    await page.getByLabel('Lasts').fill('1d 2h')
    await page.getByLabel('Reason').fill('Because')
    await page.getByRole('combobox', { name: 'Size' }).click()
    await page.getByRole('option', { name: 'Medium' }).click()
    await page.getByLabel('Born').fill('1990-04-05')
    await page.getByLabel('Starts').fill('2026-07-01T12:30')
    await page.getByRole('tab', { name: 'More' }).click()
    await page.getByRole('textbox', { name: 'Meta' }).click()
    await page.keyboard.type('{"a": [1, 2')
    await page.getByText('This is not valid JSON.').waitFor()
    await page.keyboard.press('Control+a')
    await page.keyboard.insertText('{"a": [1, 2]}')
    await page.getByRole('button', { name: 'Save and continue' }).click()
    await toast(page, /Created/)
    const { body } = await ask<Saved>(page, 'GET', page.url().slice(page.url().indexOf('/m/')))
    expect(body.values).toMatchObject({ count: 42, price: '12.50', lasts: 'P1DT2H', born: '1990-04-05', starts: '2026-07-01T10:30:00Z', size: 'm', meta: { a: [1, 2] } })
  })

  it('takes an image: preview, too large, wrong type, clear', async () => {
    const page = await member('/m/shop.thing/new')
    await page.getByRole('tab', { name: 'Files' }).click()
    const input = page.locator('input#f-photo')
    await input.setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('text') })
    await page.getByText(/Files of this type are not taken/).waitFor()
    await input.setInputFiles({ name: 'big.png', mimeType: 'image/png', buffer: Buffer.alloc(200_000) })
    await page.getByText(/at most 100 kB are taken/).waitFor()
    const dot = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==', 'base64')
    await input.setInputFiles({ name: 'dot.png', mimeType: 'image/png', buffer: dot })
    await page.getByRole('img', { name: 'Preview of dot.png' }).waitFor()
    await page.getByRole('tabpanel').filter({ visible: true }).getByRole('button', { name: 'Clear' }).click()
    await page.getByRole('img', { name: 'Preview of dot.png' }).waitFor({ state: 'detached' })
  })

  it.each(Object.entries(sizes))('has nothing serious or critical in fields of any type, on a %s', async (_, viewport) => {
    const { found, look } = examiner()
    const page = await member('/m/shop.thing/new', { viewport })
    await page.getByLabel('Name').first().waitFor()
    await look(page, 'every field')
    await page.getByRole('tab', { name: 'More' }).click()
    await page.locator('.cm-content').waitFor()
    await look(page, 'more fields')
    expect(found).toEqual({})
  })
})
