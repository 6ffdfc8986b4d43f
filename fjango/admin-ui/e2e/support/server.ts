import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, openSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the admin is. */
    admin: string
    /** What is driven: the blog, or the mock with its shop and blog. */
    server: 'blog' | 'mock'
  }
}

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const workspace = here('../../../../')

const freePort = () =>
  new Promise<number>(resolve => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })

async function answers(url: string, child: ChildProcess) {
  for (let attempt = 0; attempt < 300; attempt++) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`)
    const ok = await fetch(url).then(response => response.status < 500, () => false)
    if (ok) return
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  throw new Error(`nothing answers at ${url}`)
}

/** Starts the blog on a new SQLite file under `target/`, or the mock; stops it by its own pid. */
export default async function setup(project: TestProject) {
  const server = process.env.E2E_SERVER === 'blog' ? 'blog' : 'mock'
  const port = await freePort()
  let child: ChildProcess
  if (server === 'blog') {
    const folder = `${workspace}target/admin-e2e`
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true })
    const binary = process.env.E2E_BLOG ?? `${workspace}target/debug/blog`
    const url = process.env.E2E_DATABASE_URL ?? `sqlite://${folder}/db.sqlite3`
    const env = { ...process.env, FJANGO_DATABASE__URL: url, FJANGO_SERVER__BIND: `127.0.0.1:${port}`, FJANGO_STORAGE__ROOT: `${folder}/media` }
    const log = openSync(`${folder}/log`, 'a')
    const options = { cwd: here('../../../../examples/blog'), env, stdio: ['ignore', log, log] as ['ignore', number, number] }
    // It migrates and fills itself when it starts.
    child = spawn(binary, ['run'], options)
    await answers(`http://127.0.0.1:${port}/admin`, child).catch(error => {
      throw new Error(`${error.message}; it wrote:\n${readFileSync(`${folder}/log`, 'utf8').slice(-4000)}`)
    })
    execFileSync(binary, ['createsuperuser', '--username', 'lena', '--email', 'lena@example.com', '--password', 'admin-e2e-password'], options)
  } else {
    child = spawn(process.execPath, [here('../../mock/server.mjs')], { env: { ...process.env, PORT: String(port) }, stdio: 'inherit' })
  }
  const admin = `http://127.0.0.1:${port}/admin`
  await answers(admin, child)
  project.provide('admin', admin)
  project.provide('server', server)
  return () => void child.kill()
}
