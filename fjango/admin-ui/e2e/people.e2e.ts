import { describe, expect, it } from 'vitest'
import type { ListPage, Record as Saved, SearchResults, SiteSchema } from '../src/contract'
import { admin, ask, credentials, member, server, signIn, visitor, withBrowser } from './support/browser'
import { newPost, open, POST, rows, title } from './support/blog'
import { expecting } from './support/complaints'
import { hire } from './support/staff'

withBrowser()

async function enter(who: { username: string; password: string }, path = '/') {
  const page = await visitor()
  await signIn(page, path, who)
  return page
}

describe.runIf(server === 'blog')('a view', () => {
  it('is shared with a group: its members see it, nobody else', async () => {
    const boss = await member()
    const group = await ask<Saved>(boss, 'POST', '/m/auth.group', { set: { name: `Night desk ${Date.now()}` } })
    expect(group.status, JSON.stringify(group.body)).toBeLessThan(300)
    const inside = await hire(boss, ['view_post'], { groups: [group.body.id] })
    const outside = await hire(boss, ['view_post'])
    await boss.goto(`${admin}/m/${POST}?q=notes`)
    await boss.getByRole('button', { name: 'Save view' }).click()
    const name = `Shared ${Date.now()}`
    const dialog = boss.getByRole('dialog')
    await dialog.getByLabel('Name').fill(name)
    await dialog.getByRole('combobox', { name: 'Who sees it' }).click()
    await boss.getByRole('option', { name: 'A group' }).click()
    await dialog.getByRole('combobox', { name: 'Group' }).click()
    await boss.getByRole('option', { name: group.body.repr }).click()
    await dialog.getByRole('button', { name: 'Save view' }).click()
    await boss.getByRole('button', { name, exact: true }).waitFor()

    const mate = await enter(inside, `/m/${POST}`)
    await mate.getByRole('button', { name, exact: true }).click()
    await mate.waitForURL(/q=notes/)
    const stranger = await enter(outside, `/m/${POST}`)
    await rows(stranger).first().waitFor()
    await stranger.getByRole('group', { name: 'Views' }).getByRole('button', { name: 'Drafts' }).waitFor()
    expect(await stranger.getByRole('button', { name, exact: true }).count()).toBe(0)
  })
})

describe.runIf(server === 'blog')('somebody who', () => {
  it('may only look sees no way to change anything, and the server refuses what is tried', async () => {
    const boss = await member()
    const post = await newPost(boss)
    const page = await enter(await hire(boss, ['view_post']), `/m/${POST}`)
    await rows(page).first().waitFor()
    for (const name of ['New post', 'Import']) expect(await page.getByRole('link', { name }).count(), name).toBe(0)
    expect(await page.getByRole('navigation', { name: 'Navigation' }).getByRole('link', { name: 'Users' }).count()).toBe(0)
    expect(await page.getByRole('button', { name: /^Edit Status of/ }).count()).toBe(0)
    await page.goto(`${admin}/m/${POST}/${post.id}`)
    await page.getByRole('heading', { level: 1, name: post.repr }).waitFor()
    expect(await page.getByRole('button', { name: 'Save post' }).count()).toBe(0)
    expect((await ask(page, 'PATCH', `/m/${POST}/${post.id}`, { set: { title: 'Mine now' } }, post.v)).status).toBe(403)
    expect((await ask(page, 'DELETE', `/m/${POST}/${post.id}`, undefined, post.v)).status).toBe(403)
    expect((await ask(page, 'POST', `/m/${POST}/actions/publish`, { selection: { ids: [post.id] }, form: {} })).status).toBe(403)
    for (const path of ['/m/auth.user', '/m/blog.comment', '/schema/auth.user']) expect((await ask(page, 'GET', path)).status, path).toBe(403)
    const { body: site } = await ask<SiteSchema>(page, 'GET', '/schema')
    expect(Object.keys(site.models)).toEqual([POST])
    expecting(page, 403, '/schema/auth.user')
    await page.goto(`${admin}/m/auth.user`)
    await page.getByRole('alert').first().waitFor()
  })

  it('may edit everything but knows no address finds none anywhere', async () => {
    const boss = await member()
    const colleague = await hire(boss, ['view_post'])
    const page = await enter(await hire(boss, ['view_user', 'change_user']), '/m/auth.user')
    await rows(page).first().waitFor()
    expect(await page.getByRole('columnheader', { name: 'Email' }).count()).toBe(0)
    const address = `${colleague.username}@example.com`
    const list = await ask<ListPage>(page, 'GET', '/m/auth.user?size=100')
    expect(JSON.stringify(list.body)).not.toContain('@example.com')
    const one = await ask<Saved>(page, 'GET', `/m/auth.user/${colleague.id}`)
    expect(one.status).toBe(200)
    expect(JSON.stringify(one.body)).not.toContain('@example.com')
    const { body: searched } = await ask<SearchResults>(page, 'GET', `/search?q=${encodeURIComponent(address)}`)
    expect(JSON.stringify(searched)).not.toContain(colleague.username)
    expect((await ask(page, 'GET', `/m/auth.user?f=${encodeURIComponent('{"email":{"eq":"x"}}')}`)).status).toBeGreaterThanOrEqual(400)
    expect((await ask(page, 'GET', '/m/auth.user?sort=email')).status).toBeGreaterThanOrEqual(400)
    expect((await ask(page, 'PATCH', `/m/auth.user/${colleague.id}`, { set: { email: 'x@example.com' } }, one.body.v)).status).toBeGreaterThanOrEqual(400)
    await page.goto(`${admin}/m/auth.user/${colleague.id}`)
    await page.locator('#f-username').waitFor()
    expect(await page.locator('#f-email').count()).toBe(0)
  })

  it('may only see what is theirs finds nothing else: list, picker, palette, export, address', async () => {
    const boss = await member()
    const author = await hire(boss, ['change_post', 'add_comment', 'view_comment'])
    const own = await newPost(boss, { title: `Own ${author.username}`, slug: `own-${author.username}`, author: author.id })
    const other = await newPost(boss)
    const page = await enter(author, `/m/${POST}`)
    await rows(page).first().waitFor()
    expect(await rows(page).count()).toBe(1)
    await page.getByRole('link', { name: own.repr }).waitFor()
    expect((await ask(page, 'GET', `/m/${POST}/${other.id}`)).status).toBe(404)
    expect((await ask(page, 'PATCH', `/m/${POST}/${other.id}`, { set: { title: 'x' } }, other.v)).status).toBe(404)
    const { body: found } = await ask(page, 'GET', `/search?q=${encodeURIComponent(other.repr)}`)
    expect(JSON.stringify(found)).not.toContain(other.repr)
    const { body: options } = await ask<{ options: { id: string }[] }>(page, 'GET', '/rel/blog.comment/post')
    expect(options.options?.map(option => option.id)).toEqual([own.id])
    const file = await page.evaluate(
      async ([base, model]) => {
        const { session } = await (await fetch(`${base}/api/session`)).json()
        const response = await fetch(`${base}/api/m/${model}/export`, { method: 'POST', headers: { 'X-CSRF-Token': session.csrf, 'Content-Type': 'application/json' }, body: JSON.stringify({ format: 'csv', fields: ['title'], selection: { all: true, query: { tz: '+00:00' }, except: [], expected: 1 } }) })
        return { status: response.status, text: await response.text() }
      },
      [new URL(admin).pathname, POST] as const,
    )
    expect(file.status, file.text).toBe(200)
    expect(file.text).toContain(own.repr)
    expect(file.text).not.toContain(other.repr)
    await open(page, own)
    await title(page).fill('Still mine')
    await page.getByRole('button', { name: 'Save and continue' }).click()
    await page.getByRole('heading', { level: 1, name: 'Still mine' }).waitFor()
  })

  it('is nobody of the staff stays outside', async () => {
    const boss = await member()
    const who = await hire(boss, [])
    const { body } = await ask<Saved>(boss, 'GET', `/m/auth.user/${who.id}`)
    expect((await ask(boss, 'PATCH', `/m/auth.user/${who.id}`, { set: { is_staff: false } }, body.v)).status).toBe(200)
    const page = await visitor()
    await page.goto(`${admin}/login`)
    await page.getByLabel('Username').fill(who.username)
    await page.getByLabel('Password', { exact: true }).fill(who.password)
    expecting(page, 403, '/api/login')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('alert').first().waitFor()
    expect(new URL(page.url()).pathname).toContain('/login')
    expect(credentials.username).not.toBe(who.username)
  })
})
