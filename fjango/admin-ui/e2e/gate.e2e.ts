import { describe, expect, it } from 'vitest'
import { admin, visitor, withBrowser } from './support/browser'
import { complaints, expecting } from './support/complaints'

withBrowser()

const base = new URL(admin).pathname

/** A page at which nothing has gone wrong. */
async function quiet() {
  const page = await visitor()
  await page.goto(`${admin}/login`)
  await page.getByLabel('Username').waitFor()
  expect(complaints()).toEqual([])
  return page
}

// All other journeys fail by what this hears, so it must hear.
describe('what a page complains of', () => {
  it('is heard: its console, what nobody caught, what its policy forbids', async () => {
    const page = await quiet()
    await page.evaluate(() => {
      console.error('something is wrong')
      void Promise.reject(new Error('nobody caught me'))
      document.body.insertAdjacentHTML('beforeend', '<p style="color: red">styled</p>')
    })
    const heard: string[] = []
    await expect.poll(() => heard.push(...complaints()), { timeout: 8000 }).toBe(3)
    expect(heard).toContain('console: something is wrong')
    expect(heard).toContain('uncaught: nobody caught me')
    expect(heard).toContainEqual(expect.stringMatching(/^console: .*Content Security Policy/))
  })

  it('is every refusal but the announced, and an announced one that never comes', async () => {
    const page = await quiet()
    expecting(page, 404, '/api/nothing')
    expecting(page, 412, '/api/nothing')
    await page.evaluate(async base => {
      await fetch(`${base}/api/nothing`)
      await fetch(`${base}/api/nothing/else`)
    }, base)
    expect(complaints()).toEqual([`refused: 404 ${base}/api/nothing/else`, 'not refused: 412 /api/nothing'])
  })
})
