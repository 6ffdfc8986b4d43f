import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Record as Saved } from '../../src/contract'
import { ask } from './browser'

const PASSWORD = 'a-long-enough-phrase-1'
let serial = 0

/** The key of a related row that a picker finds. */
export async function key(page: Page, field: string, q: string, model = 'auth.user') {
  const { body } = await ask<{ options: { id: string }[] }>(page, 'GET', `/rel/${model}/${field}?q=${encodeURIComponent(q)}`)
  expect(body.options, `${field} like ${q}`).not.toHaveLength(0)
  return body.options[0]!.id
}

/** Somebody new, who works here and may do what is said (`view_post`), and may have more said of them. */
export async function hire(boss: Page, permissions: string[], more: { groups?: string[]; is_superuser?: boolean } = {}) {
  const username = `staff-${Date.now()}-${serial++}`
  const keys: string[] = []
  for (const permission of permissions) keys.push(await key(boss, 'user_permissions', permission))
  const made = await ask<Saved>(boss, 'POST', '/m/auth.user', { set: { username, email: `${username}@example.com`, is_staff: true, user_permissions: keys, ...more } })
  expect(made.status, JSON.stringify(made.body)).toBeLessThan(300)
  const given = await ask(boss, 'POST', '/m/auth.user/actions/password', { selection: { ids: [made.body.id] }, form: { password: PASSWORD } })
  expect(given.status, JSON.stringify(given.body)).toBeLessThan(300)
  return { username, password: PASSWORD, id: made.body.id }
}
