// A server with the admin's contract and a fixed set of rows, for working on the pages: `npm run mock`, then
// http://127.0.0.1:5180/admin with any username but "nobody" and the password "admin".
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { home, models, nav } from './data.mjs'

const mount = process.env.MOUNT ?? '/admin'
const port = Number(process.env.PORT ?? 5180)
const dist = new URL('../dist/', import.meta.url)
const types = { js: 'text/javascript', css: 'text/css', svg: 'image/svg+xml', woff2: 'font/woff2', txt: 'text/plain' }

const sessions = new Map()
let preferences = {}
let views = []
const revisions = []
let serial = 100_000
const failures = { n: 0 }

for (const { rows } of Object.values(models)) for (const row of rows) row.rev = 1
const version = row => createHash('sha1').update(`${row.id}:${row.rev}`).digest('hex').slice(0, 12)
const now = () => new Date().toISOString().replace(/\.\d+Z/, 'Z')

class Refused extends Error {
  constructor(status, code, title, more = {}) {
    super(title)
    this.body = { type: `https://fjango.dev/problems/${code}`, title, status, code, ...more }
  }
}
const invalid = errors => new Refused(422, 'validation', 'Some values are not valid', { errors })

const find = (model, id) => {
  const row = model.rows.find(one => one.id === id)
  if (!row) throw new Refused(404, 'not_found', 'Nothing is there')
  return row
}
const compare = (a, b) => {
  const plain = value => (value && typeof value === 'object' ? (value.repr ?? '') : value)
  const [x, y] = [plain(a), plain(b)]
  if (!Number.isNaN(Number(x)) && !Number.isNaN(Number(y)) && x !== '' && y !== '' && x !== null && y !== null) return Number(x) - Number(y)
  return String(x ?? '').localeCompare(String(y ?? ''))
}
function span(preset) {
  const day = new Date()
  day.setHours(0, 0, 0, 0)
  const back = n => new Date(day.getTime() - n * 86_400_000)
  const monday = back((day.getDay() + 6) % 7)
  const month = new Date(day.getFullYear(), day.getMonth(), 1)
  switch (preset) {
    case 'today': return [day, null]
    case 'yesterday': return [back(1), day]
    case 'last_7d': return [back(6), null]
    case 'last_30d': return [back(29), null]
    case 'this_week': return [monday, null]
    case 'this_month': return [month, null]
    case 'last_month': return [new Date(day.getFullYear(), day.getMonth() - 1, 1), month]
    case 'this_year': return [new Date(day.getFullYear(), 0, 1), null]
    case 'past': return [null, new Date()]
    default: return [new Date(), null]
  }
}
function holds(row, condition) {
  return Object.entries(condition).every(([f, ops]) => {
    if (f === 'and') return ops.every(part => holds(row, part))
    if (f === 'or') return ops.some(part => holds(row, part))
    if (f === 'not') return !holds(row, ops)
    const value = row.values[f]
    const keys = (Array.isArray(value) ? value : [value]).map(one => (one && typeof one === 'object' ? one.id : String(one)))
    return Object.entries(ops).every(([op, operand]) => {
      switch (op) {
        case 'in': return operand.map(String).some(one => keys.includes(one))
        case 'not_in': return !operand.map(String).some(one => keys.includes(one))
        case 'eq': return keys.includes(String(operand))
        case 'ne': return !keys.includes(String(operand))
        case 'contains': return String(value).toLowerCase().includes(String(operand).toLowerCase())
        case 'starts': return String(value).toLowerCase().startsWith(String(operand).toLowerCase())
        case 'null': return (value === null || value === '') === operand
        case 'gte': return compare(value, operand) >= 0
        case 'gt': return compare(value, operand) > 0
        case 'lte': return compare(value, operand) <= 0
        case 'lt': return compare(value, operand) < 0
        case 'between': {
          const end = /^\d{4}-\d\d-\d\d$/.test(operand[1]) ? `${operand[1]}T23:59:59Z` : operand[1]
          return compare(value, operand[0]) >= 0 && compare(value, end) <= 0
        }
        case 'preset': {
          const [from, to] = span(operand)
          const at = new Date(value)
          return (!from || at >= from) && (!to || at < to)
        }
        default: throw new Refused(400, 'bad_request', `No operator ${op}`)
      }
    })
  })
}
function matching(model, { q, f, view, trash }) {
  let rows = model.rows.filter(row => !!row.deleted === !!trash)
  if (q) rows = rows.filter(row => `${row.repr} ${Object.values(row.values).map(value => value?.repr ?? value).join(' ')}`.toLowerCase().includes(q.toLowerCase()))
  if (f) rows = rows.filter(row => holds(row, typeof f === 'string' ? JSON.parse(f) : f))
  const known = model.schema.list.views?.find(one => one.key === view)
  if (known) rows = rows.filter(row => holds(row, known.f))
  return rows
}
const listRow = row => ({ id: row.id, repr: row.repr, v: version(row), cells: row.values })
function record(model, row) {
  const inlines = {}
  for (const [name, inline] of Object.entries(model.schema.form.inlines ?? {})) {
    const rows = models[inline.model].rows.filter(one => one.values[inline.fk]?.id === row.id && !one.deleted)
    inlines[name] = { rows: rows.map(one => ({ id: one.id, repr: one.repr, v: version(one), values: Object.fromEntries(inline.order.map(f => [f, one.values[f]])) })) }
  }
  return { id: row.id, repr: row.repr, v: version(row), can: model.schema.can, ...(row.deleted ? { deleted: row.deleted } : {}), values: { id: row.id, ...row.values }, inlines }
}
function note(user, model, row, verb, changes, via = 'ui', note = '') {
  revisions.unshift({ rev: String(++serial), at: now(), by: { id: user.id, repr: user.username }, verb, via, ip: '127.0.0.1', model: model.schema.key, id: row.id, repr: row.repr, note, changes })
}
const changesOf = (model, before, set) => Object.keys(set).filter(f => JSON.stringify(before[f] ?? null) !== JSON.stringify(set[f] ?? null)).map(f => ({ f, label: model.schema.fields[f]?.label ?? f, before: before[f] ?? null, after: set[f] ?? null }))

function clean(fields, set, isNew, errors, prefix = '') {
  const values = {}
  const object = (f, code, message) => (errors[prefix + f] = [{ code, message }])
  for (const [f, field] of Object.entries(fields)) {
    if (!(f in set)) {
      if (isNew && field.required && field.default === undefined) object(f, 'required', 'is required')
      else if (isNew) values[f] = field.default ?? (field.type === 'boolean' ? false : field.many ? [] : null)
      continue
    }
    const value = set[f]
    if (field.readonly) object(f, 'readonly', 'cannot be changed')
    else if (field.required && (value === '' || value === null)) object(f, 'required', 'is required')
    else if (field.type === 'email' && value && !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(value)) object(f, 'email', 'must be a full email address, such as name@example.com')
    else if (field.type === 'url' && value && !/^https?:\/\//.test(value)) object(f, 'url', 'must begin with http:// or https://')
    else if (['integer', 'float'].includes(field.type) && value !== null && value !== '' && typeof value !== 'number') object(f, 'number', 'must be a number')
    else if (['bigint', 'decimal'].includes(field.type) && value && !/^-?\d+(\.\d+)?$/.test(value)) object(f, 'number', 'must be a number')
    else if (field.max_value !== undefined && typeof value === 'number' && value > field.max_value) object(f, 'max', `must be at most ${field.max_value}`)
    else if (field.type === 'uuid' && value && !/^[0-9a-f-]{36}$/i.test(value)) object(f, 'uuid', 'must be a UUID')
    else if (field.type === 'duration' && value && !/^P/.test(value)) object(f, 'duration', 'must be a span of time, such as 1 d 2 h')
    else if (field.type === 'slug' && value && !/^[a-z0-9-]+$/.test(value)) object(f, 'slug', 'may have letters, digits and hyphens only')
    else if (field.type === 'relation') {
      const keys = field.many ? value : value === null ? [] : [value]
      const rows = keys.map(key => models[field.to].rows.find(row => row.id === key)).filter(Boolean).map(row => ({ id: row.id, repr: row.repr }))
      if (rows.length !== keys.length) object(f, 'relation', 'names a row that is not there')
      values[f] = field.many ? rows : (rows[0] ?? null)
    } else values[f] = value
  }
  return values
}
const nameOf = (model, values) => values[model.schema.list.columns.find(column => column.link)?.f ?? 'name'] ?? `${model.schema.one}`

function write(user, model, row, body, ifMatch) {
  const isNew = !row
  if (row) {
    if (!ifMatch) throw new Refused(428, 'if_match_required', 'If-Match is missing')
    if (ifMatch !== version(row)) {
      const last = revisions.find(one => one.model === model.schema.key && one.id === row.id)
      throw new Refused(412, 'stale', 'Somebody else changed this', { stale: { changed_by: last?.by, changed_at: last?.at, fields: Object.keys(body.set ?? {}), current: record(model, row) } })
    }
  }
  const errors = {}
  const values = clean(model.schema.fields, body.set ?? {}, isNew, errors)
  if (values.name !== undefined && model.rows.some(other => other !== row && other.values.name === values.name) && model.schema.key === 'blog.tag') errors.name = [{ code: 'unique', message: 'is there already' }]
  const jobs = []
  for (const [name, change] of Object.entries(body.inlines ?? {})) {
    const inline = model.schema.form.inlines[name]
    const target = models[inline.model]
    for (const one of change.create ?? []) {
      const cleaned = clean(inline.fields, one.set, true, errors, `${name}[${one.at}].`)
      jobs.push(() => {
        const fresh = { id: String(++serial), rev: 1, repr: '', values: { ...cleaned, [inline.fk]: { id: row.id, repr: row.repr }, created: now() } }
        fresh.repr = nameOf(target, fresh.values)
        target.rows.push(fresh)
      })
    }
    for (const one of change.update ?? []) {
      const old = find(target, one.id)
      const cleaned = clean(inline.fields, one.set, false, errors, `${name}[${one.at}].`)
      jobs.push(() => {
        old.values = { ...old.values, ...cleaned }
        old.rev++
      })
    }
    for (const one of change.delete ?? []) jobs.push(() => target.rows.splice(target.rows.indexOf(find(target, one.id)), 1))
  }
  if (Object.keys(errors).length > 0) throw invalid(errors)
  const before = row?.values ?? {}
  if (isNew) {
    row = { id: String(++serial), rev: 1, repr: '', values: { ...values, created: now() } }
    model.rows.unshift(row)
  } else {
    row.values = { ...row.values, ...values }
    row.rev++
  }
  row.repr = String(nameOf(model, row.values))
  for (const job of jobs) job()
  note(user, model, row, isNew ? 'create' : 'change', changesOf(model, before, values))
  return record(model, row)
}
function selected(model, selection) {
  if ('ids' in selection) return selection.ids.map(id => find(model, id))
  const rows = matching(model, selection.query).filter(row => !selection.except.includes(row.id))
  if (rows.length > selection.expected * 1.05) throw new Refused(409, 'selection_grew', 'More rows match than you were told')
  return rows
}

const site = user => ({
  rev: '1',
  site: { title: 'Fjord Store', env: { label: 'staging', tone: 'warn' }, locale: 'en', locales: ['en', 'de'], tz: 'Europe/Oslo', features: ['audit', 'export', 'import'], site_url: '/' },
  user,
  nav: [
    ...nav.map(group => ({ group: group.group, items: group.items.map(key => ({ kind: 'model', key, label: models[key].schema.many, icon: models[key].icon })) })),
    { group: 'Operations', items: [{ kind: 'builtin', key: 'audit', label: 'audit log', icon: 'audit' }] },
  ],
  models: Object.fromEntries(Object.entries(models).map(([key, { schema, icon }]) => [key, { one: schema.one, many: schema.many, can: schema.can, search: true, icon }])),
})

function api(method, path, query, body, session, ifMatch, response) {
  const user = session?.user
  if (path === '/login') {
    if (failures.n >= 5) throw new Refused(429, 'too_many', 'Too many attempts', {})
    if (body.password !== 'admin' || body.username === 'nobody') {
      failures.n++
      throw new Refused(401, 'bad_credentials', 'The username or password is wrong')
    }
    failures.n = 0
    const id = randomBytes(8).toString('hex')
    const fresh = { id, csrf: randomBytes(8).toString('hex'), user: { id: '1', name: 'Lena Vogel', username: body.username, superuser: true } }
    sessions.set(id, fresh)
    response.setHeader('set-cookie', `fj_admin=${id}; HttpOnly; SameSite=Lax; Path=/`)
    return { user: fresh.user, csrf: fresh.csrf, expires: new Date(Date.now() + 3_600_000).toISOString() }
  }
  if (path === '/session') return { title: 'Fjord Store', ...(session ? { session: { user, csrf: session.csrf, expires: new Date(Date.now() + 3_600_000).toISOString() } } : {}) }
  if (!session) throw new Refused(401, 'sign_in', 'Nobody is signed in')
  if (path === '/markdown') return { content: body.text.split(/\n{2,}/).map(text => ({ kind: 'paragraph', content: [{ kind: 'text', text }] })) }
  if (path === '/logout') return void sessions.delete(session.id)
  if (path === '/reauth') {
    if (body.password !== 'admin') throw new Refused(401, 'bad_credentials', 'The password is wrong')
    return { user, csrf: session.csrf, expires: now() }
  }
  if (path === '/schema') return site(user)
  if (path === '/prefs') return method === 'PUT' ? (preferences = body) : preferences
  if (path === '/views' && method === 'POST') {
    views.push({ id: String(++serial), own: true, ...body })
    return views.at(-1)
  }
  if (path === '/views') return { views: views.filter(view => view.model === query.model) }
  if (path.startsWith('/views/')) return void (views = views.filter(view => `/views/${view.id}` !== path))
  if (path === '/pages/home') return home()
  if (path === '/audit') return { entries: revisions.filter(one => (!query.user || one.by.repr.includes(query.user)) && (!query.model || one.model === query.model) && (!query.verb || one.verb === query.verb)).slice(0, 50) }
  if (path === '/search') {
    const groups = Object.entries(models).map(([key, model]) => ({ model: key, label: model.schema.many, rows: matching(model, { q: query.q }).slice(0, 5).map(row => ({ id: row.id, repr: row.repr })), more: false }))
    return { groups: groups.filter(group => group.rows.length > 0), partial: false }
  }
  if (path === '/uploads') return { id: `up-${++serial}`, name: 'upload', url: null }
  let parts = path.split('/').slice(1).map(decodeURIComponent)
  if (parts[0] === 'schema' && models[parts[1]]) return models[parts[1]].schema
  if (parts[0] === 'rel' && models[parts[1]]) {
    const model = models[parts[1]]
    const field = model.schema.fields[parts[2]] ?? Object.values(model.schema.form.inlines ?? {}).map(inline => inline.fields[parts[2]]).find(Boolean)
    const target = models[field?.to]
    if (!target) throw new Refused(404, 'not_found', 'No such relation')
    const rows = query.ids ? query.ids.split(',').map(id => find(target, id)) : matching(target, { q: query.q })
    return { options: rows.slice(0, 20).map(row => ({ id: row.id, repr: row.repr, ...(row.values.email ? { sub: row.values.email } : {}) })), ...(rows.length > 20 ? { next: '20' } : {}) }
  }
  const model = models[parts[1]]
  if (parts[0] !== 'm' || !model) throw new Refused(404, 'not_found', 'No such endpoint')
  parts = parts.slice(2)
  const [first, second, third] = parts
  if (!first && method === 'GET') {
    const rows = matching(model, query)
    const order = (query.sort || model.schema.list.views?.find(view => view.key === query.view)?.sort?.join() || model.schema.list.order.join()).split(',').filter(Boolean)
    const sorted = [...rows].sort((a, b) => {
      for (const part of order) {
        const f = part.replace(/^-/, '')
        const by = compare(a.values[f], b.values[f])
        if (by) return part.startsWith('-') ? -by : by
      }
      return 0
    })
    const size = Number(query.size ?? 50)
    const keyset = model.schema.list.paging === 'keyset'
    const at = keyset ? Number(query.after ?? 0) : (Number(query.page ?? 1) - 1) * size
    return {
      rows: sorted.slice(at, at + size).map(listRow),
      page: { size, ...(keyset ? {} : { number: Number(query.page ?? 1) }), ...(at + size < rows.length ? { next: String(at + size) } : {}), ...(at > 0 ? { prev: String(Math.max(0, at - size)) } : {}), total: { n: rows.length, kind: keyset ? 'estimate' : 'exact' } },
    }
  }
  if (!first) return write(user, model, null, body)
  if (first === 'facets') {
    const counts = new Map()
    for (const row of model.rows) counts.set(row.values[query.field], (counts.get(row.values[query.field]) ?? 0) + 1)
    return { f: query.field, unknown: false, values: [...counts].map(([v, n]) => ({ v, n, label: model.schema.fields[query.field].choices?.find(choice => choice.v === v)?.label ?? String(v) })) }
  }
  if (first === 'cells') {
    return {
      results: body.changes.map(({ id, v, set }) => {
        try {
          const row = find(model, id)
          write(user, model, row, { set }, v)
          return { id, row: listRow(row) }
        } catch (error) {
          return { id, problem: error.body }
        }
      }),
    }
  }
  if (first === 'actions') {
    const action = model.schema.actions.find(one => one.key === second)
    const errors = {}
    if (action.form) clean(action.form.fields, body.form, true, errors)
    for (const [f, field] of Object.entries(action.form?.fields ?? {})) if (field.required && !body.form[f]) errors[f] = [{ code: 'required', message: 'is required' }]
    if (Object.keys(errors).length) throw invalid(errors)
    const rows = selected(model, body.selection)
    for (const row of rows) {
      if (second === 'publish' || second === 'unpublish') {
        const to = second === 'publish' ? 'published' : 'draft'
        note(user, model, row, 'action', changesOf(model, row.values, { status: to }), 'action', action.label)
        row.values = { ...row.values, status: to }
        row.rev++
      }
    }
    return { message: `${action.label}: ${rows.length} ${rows.length === 1 ? model.schema.one : model.schema.many}`, tone: 'ok', done: rows.length }
  }
  if (first === 'delete') {
    const rows = selected(model, body.selection)
    for (const row of rows) row.deleted = now()
    return { message: '', done: rows.length }
  }
  const row = find(model, first)
  if (!second && method === 'GET') return record(model, row)
  if (!second && method === 'PATCH') return write(user, model, row, body, ifMatch)
  if (!second && method === 'DELETE') {
    if (ifMatch !== version(row)) throw new Refused(412, 'stale', 'Somebody else changed this')
    note(user, model, row, 'delete', [])
    if (model.schema.soft_delete && !query.purge) row.deleted = now()
    else model.rows.splice(model.rows.indexOf(row), 1)
    return undefined
  }
  if (second === 'restore') {
    delete row.deleted
    note(user, model, row, 'restore', [])
    return record(model, row)
  }
  if (second === 'delete-preview') {
    const on = Object.entries(models).flatMap(([key, other]) => {
      const n = other.rows.filter(one => Object.values(one.values).some(value => value?.id === row.id && other.schema.fields && Object.entries(other.schema.fields).some(([f, field]) => field.to === model.schema.key && one.values[f]?.id === row.id))).length
      return n ? [{ model: key, label: other.schema.many, n, more: false }] : []
    })
    const protects = model.schema.key === 'auth.user' ? on.map(one => ({ ...one, examples: [] })) : []
    return { repr: row.repr, soft: model.schema.soft_delete, possible: protects.length === 0, goes: protects.length ? [] : on, unlinks: [], protects }
  }
  if (second === 'history') return { entries: revisions.filter(one => one.model === model.schema.key && one.id === row.id) }
  if (second === 'revert') {
    const revision = revisions.find(one => one.rev === third)
    row.values = { ...row.values, ...Object.fromEntries(revision.changes.map(change => [change.f, change.before])) }
    row.rev++
    row.repr = String(nameOf(model, row.values))
    note(user, model, row, 'revert', revision.changes.map(change => ({ ...change, before: change.after, after: change.before })))
    return record(model, row)
  }
  throw new Refused(404, 'not_found', 'No such endpoint')
}

function index(response) {
  const nonce = randomBytes(12).toString('base64')
  const html = readFileSync(new URL('index.html', dist), 'utf8')
    .replace('<head>', `<head><meta property="csp-nonce" nonce="${nonce}"><meta name="fj-base" content="${mount}">`)
    .replace('<title>Admin', '<title>Fjord Store')
    .replaceAll('./assets/', `${mount}/assets/`)
  response.setHeader('content-security-policy', `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`)
  response.setHeader('content-type', 'text/html; charset=utf-8')
  response.setHeader('cache-control', 'no-store')
  response.end(html)
}

createServer(async (incoming, response) => {
  const address = new URL(incoming.url, 'http://x')
  const path = address.pathname
  if (path === '/' || !path.startsWith(mount)) {
    response.statusCode = path === '/' ? 302 : 404
    if (path === '/') response.setHeader('location', mount)
    return response.end()
  }
  const below = path.slice(mount.length)
  if (below.startsWith('/assets/')) {
    const file = new URL(`.${below}`, dist)
    if (!existsSync(file)) {
      response.statusCode = 404
      return response.end()
    }
    response.setHeader('content-type', types[below.split('.').pop()] ?? 'application/octet-stream')
    response.setHeader('cache-control', 'public, max-age=31536000, immutable')
    return response.end(readFileSync(file))
  }
  if (!below.startsWith('/api/')) return index(response)
  const chunks = []
  for await (const chunk of incoming) chunks.push(chunk)
  const cookie = /fj_admin=(\w+)/.exec(incoming.headers.cookie ?? '')?.[1]
  const session = sessions.get(cookie)
  try {
    const isJson = (incoming.headers['content-type'] ?? '').includes('json')
    const body = chunks.length && isJson ? JSON.parse(Buffer.concat(chunks).toString() || '{}') : {}
    if (session && incoming.method !== 'GET' && below !== '/api/login' && incoming.headers['x-csrf-token'] !== session.csrf) throw new Refused(403, 'csrf', 'The CSRF token is wrong')
    const answer = api(incoming.method, below.slice(4), Object.fromEntries(address.searchParams), body, session, incoming.headers['if-match']?.replaceAll('"', ''), response)
    response.statusCode = answer === undefined ? 204 : 200
    response.setHeader('content-type', 'application/json')
    response.end(answer === undefined ? undefined : JSON.stringify(answer))
  } catch (error) {
    if (!error.body) console.error(error)
    const problem = error.body ?? { type: 'about:blank', title: String(error.message), status: 500, code: 'error', request_id: 'mock' }
    response.statusCode = problem.status
    response.setHeader('content-type', 'application/problem+json')
    response.end(JSON.stringify(problem))
  }
}).listen(port, '127.0.0.1', function () {
  console.log(`http://127.0.0.1:${this.address().port}${mount}`)
})
