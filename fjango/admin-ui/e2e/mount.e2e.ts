import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, openSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { credentials, server, visitor, withBrowser } from './support/browser'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const folder = here('../../../target/admin-e2e-mount')
let origin = ''
let child: ChildProcess | undefined

const freePort = () =>
  new Promise<number>(resolve => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })

async function answers(url: string, child: ChildProcess) {
  for (let attempt = 0; attempt < 600; attempt++) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`)
    if (await fetch(url).then(answer => answer.ok, () => false)) return
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  throw new Error(`nothing answers at ${url}`)
}

/** Starts a blog of its own, whose settings say where its admin is. */
async function start(path: string) {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const port = await freePort()
  origin = `http://127.0.0.1:${port}`
  const binary = process.env.E2E_BLOG ?? here('../../../target/debug/blog')
  const settings = {
    FJANGO_DATABASE__URL: `sqlite://${folder}/db.sqlite3`,
    FJANGO_SERVER__BIND: `127.0.0.1:${port}`,
    FJANGO_STORAGE__ROOT: `${folder}/media`,
    FJANGO_ADMIN__PATH: path,
  }
  const log = openSync(`${folder}/log`, 'a')
  const options = { cwd: here('../../../examples/blog'), env: { ...process.env, ...settings }, stdio: ['ignore', log, log] as ['ignore', number, number] }
  child = spawn(binary, ['run'], options)
  await answers(`${origin}${path}`, child)
  execFileSync(binary, ['createsuperuser', '--username', credentials.username, '--email', 'lena@example.com', '--password', credentials.password], options)
}

describe.runIf(server === 'blog').each(['/back/office', '/'])('an admin at %s', path => {
  const mount = path.replace(/\/$/, '')
  withBrowser()
  beforeAll(() => start(path))
  afterAll(() => void child?.kill())

  it('is signed in to at a deep link, and a row is edited there', async () => {
    const page = await visitor()
    const elsewhere: string[] = []
    page.on('request', request => {
      const { pathname, protocol } = new URL(request.url())
      if (protocol.startsWith('http') && !pathname.startsWith(`${mount}/`)) elsewhere.push(pathname)
    })
    await page.goto(`${origin}${mount}/m/blog.tag?sort=-name`)
    await page.getByLabel('Username').fill(credentials.username)
    await page.getByLabel('Password', { exact: true }).fill(credentials.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL(`${origin}${mount}/m/blog.tag?sort=-name`)
    await page.getByRole('link', { name: 'web' }).click()
    await page.locator('#f-name').fill('the web')
    await page.getByRole('button', { name: 'Save and continue' }).click()
    await page.getByRole('heading', { level: 1, name: 'the web' }).waitFor()
    expect(new URL(page.url()).pathname.replace(/\d+$/, '')).toBe(`${mount}/m/blog.tag/`)
    await page.reload()
    await page.getByRole('heading', { level: 1, name: 'the web' }).waitFor()
    expect(await page.locator('#f-name').inputValue()).toBe('the web')
    await page.goBack()
    await page.getByRole('link', { name: 'the web' }).waitFor()
    expect(elsewhere).toEqual([])
    const missing = await page.goto(`${origin}${mount}/assets/missing.js`)
    expect(missing?.status()).toBe(404)
  })
})
