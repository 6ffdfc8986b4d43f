import type { AdminProblem, Entrance, Objection, Session } from '../contract'

/** A problem document; of answers that are none, such as a proxy's, only the status is sure. */
export type ProblemBody = Partial<Omit<AdminProblem, 'code' | 'status'>> & { status: number; code?: AdminProblem['code'] | 'offline'; retry_after?: number }

const meta = (name: string) => document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content

/** The site's name, which the server wrote into the page. */
export const siteTitle = document.title

/** Where the admin is mounted, such as `/admin`; empty at the root. */
export const mount = (meta('fj-base') ?? '').replace(/\/$/, '')

/** What the server answers when it refuses: RFC 9457 with the members of the admin. */
export class Problem extends Error {
  override name = 'Problem'
  constructor(readonly body: ProblemBody) {
    super(body.detail || body.title || `HTTP ${body.status}`)
  }
  get status() {
    return this.body.status
  }
  get code() {
    return this.body.code ?? ''
  }
  get errors(): { [field: string]: Objection[] } {
    return this.body.errors ?? {}
  }
}

export const isProblem = (error: unknown, ...status: number[]): error is Problem =>
  error instanceof Problem && (status.length === 0 || status.includes(error.status))

interface Call {
  method?: string
  query?: Record<string, string | number | boolean | null | undefined>
  body?: unknown
  /** Sent as it is, such as a file. */
  raw?: BodyInit
  type?: string
  ifMatch?: string
  signal?: AbortSignal
}

let csrf = ''
/** Asks the user to sign in again over the page; resolves when done. Set by the dialog. */
let askSignIn: ((reason: 'ended' | 'confirm') => Promise<void>) | null = null

export const setCsrf = (token: string) => void (csrf = token)
export const csrfToken = () => csrf
export const onSignInNeeded = (ask: typeof askSignIn) => void (askSignIn = ask)

export function url(path: string, query?: Call['query']): string {
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value !== null && value !== undefined && value !== '') search.set(key, String(value))
  }
  const text = search.toString()
  return `${mount}/api${path}${text ? `?${text}` : ''}`
}

async function send(path: string, call: Call): Promise<Response> {
  const method = call.method ?? 'GET'
  const headers: Record<string, string> = { Accept: 'application/json' }
  if (method !== 'GET') headers['X-CSRF-Token'] = csrf
  if (call.ifMatch !== undefined) headers['If-Match'] = `"${call.ifMatch}"`
  if (call.raw !== undefined) {
    if (call.type) headers['Content-Type'] = call.type
  } else if (method !== 'GET') headers['Content-Type'] = 'application/json'
  try {
    return await fetch(url(path, call.query), {
      method,
      headers,
      credentials: 'same-origin',
      body: call.raw ?? (method === 'GET' ? null : JSON.stringify(call.body ?? {})),
      signal: call.signal ?? null,
    })
  } catch (error) {
    if (call.signal?.aborted) throw error
    throw new Problem({ status: 0, code: 'offline', title: 'The server cannot be reached' })
  }
}

async function problemOf(response: Response): Promise<Problem> {
  let body: Partial<ProblemBody> = {}
  try {
    body = (await response.json()) as ProblemBody
  } catch {
    body = { title: response.statusText }
  }
  return new Problem({
    request_id: response.headers.get('x-request-id') ?? undefined,
    retry_after: Number(response.headers.get('retry-after')) || undefined,
    ...body,
    status: response.status,
  })
}

/** The one way to the server: JSON, CSRF, `If-Match`; a session that ended is mended by the dialog and the call is made again. */
export async function respond(path: string, call: Call = {}): Promise<Response> {
  let response = await send(path, call)
  for (let attempt = 0; attempt < 3 && !response.ok; attempt++) {
    const problem = await problemOf(response)
    const own = path === '/session' || path === '/login' || path === '/reauth'
    if (problem.status === 401 && !own && askSignIn) {
      await askSignIn('ended')
    } else if (problem.status === 403 && problem.code === 'reauth' && !own && askSignIn) {
      await askSignIn('confirm')
    } else if (problem.status === 403 && problem.code === 'csrf' && attempt === 0) {
      await loadSession()
    } else {
      throw problem
    }
    response = await send(path, call)
  }
  if (!response.ok) throw await problemOf(response)
  return response
}

export async function request<T>(path: string, call: Call = {}): Promise<T> {
  const response = await respond(path, call)
  return response.status === 204 ? (undefined as T) : ((await response.json()) as T)
}

/** Who is signed in; a problem of status 401 when nobody is. */
export async function loadSession(): Promise<Session> {
  const { session } = await request<Entrance>('/session')
  if (!session) throw new Problem({ status: 401, code: 'sign_in', title: 'Nobody is signed in' })
  setCsrf(session.csrf)
  return session
}
