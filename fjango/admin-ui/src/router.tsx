import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router'
import { isProblem, mount } from './api/client'
import { client, preferences, session, site } from './api/queries'
import { setLanguage, setMessages } from './i18n'
import { setZone } from './i18n/format'
import { ListPage } from './list/list-page'
import { Page } from './shell/page'
import { Shell } from './shell/shell'
import { t } from './i18n'
import { Blank, Failure } from './ui/notice'

type Search = { [name: string]: string | undefined }

/** Search parameters are flat texts, so that addresses stay readable: `?q=ada&sort=-created`. */
const parseSearch = (text: string): Search => Object.fromEntries(new URLSearchParams(text))
function stringifySearch(search: object): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(search)) {
    if (value !== undefined && value !== null && value !== '') parameters.set(name, String(value))
  }
  const text = parameters.toString()
  return text ? `?${text}` : ''
}

let relocale: (tag: string) => void = () => {}
export const onLanguage = (change: typeof relocale) => void (relocale = change)

const lazy = <T extends Record<string, unknown>>(load: () => Promise<T>, name: keyof T & string) => lazyRouteComponent(load as never, name as never)

const root = createRootRoute({ component: Outlet })
const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  component: lazy(() => import('./session/login-page'), 'LoginPage'),
  beforeLoad: async ({ search }) => {
    const known = await client.fetchQuery(session).catch(() => null)
    if (known?.user) throw redirect({ href: (search as Search).next?.match(/^\/(?![/\\])/) ? (search as Search).next! : '/', replace: true })
  },
})
const app = createRoute({
  getParentRoute: () => root,
  id: 'app',
  component: () => <Shell changeLanguage={relocale} />,
  beforeLoad: async ({ location }) => {
    try {
      await client.ensureQueryData(session)
      const [schema, preferred] = await Promise.all([client.ensureQueryData(site), client.ensureQueryData(preferences).catch(() => null)])
      setMessages(schema.messages ?? {})
      setZone(schema.site.tz)
      await setLanguage(preferred?.locale ?? (schema.site.locales.length > 1 ? (navigator.languages.map(tag => tag.split('-')[0]!).find(tag => schema.site.locales.includes(tag)) ?? schema.site.locale) : schema.site.locale))
    } catch (error) {
      if (isProblem(error, 401)) {
        client.removeQueries()
        throw redirect({ to: '/login', search: { next: location.href === '/' ? undefined : location.href } as never, replace: true })
      }
      throw error
    }
  },
})
const child = <P extends string>(path: P, component: Parameters<typeof createRoute>[0]['component']) =>
  createRoute({ getParentRoute: () => app, path, component })

const routes = root.addChildren([
  login,
  app.addChildren([
    child('/', lazy(() => import('./dashboard/dashboard-page'), 'HomePage')),
    child('/p/$page', lazy(() => import('./dashboard/dashboard-page'), 'CustomPage')),
    child('/m/$model', ListPage),
    child('/m/$model/new', lazy(() => import('./record/record-page'), 'NewPage')),
    child('/m/$model/import', lazy(() => import('./transfer/import-page'), 'ImportPage')),
    child('/m/$model/$id', lazy(() => import('./record/record-page'), 'RecordPage')),
    child('/m/$model/$id/history', lazy(() => import('./record/history-page'), 'HistoryPage')),
    child('/audit', lazy(() => import('./audit/audit-page'), 'AuditPage')),
  ]),
])

export const router = createRouter({
  routeTree: routes,
  basepath: mount || '/',
  parseSearch,
  stringifySearch,
  defaultPreload: false,
  scrollRestoration: true,
  defaultPendingMs: 300,
  defaultErrorComponent: ({ error, reset }) => (
    <div style={{ padding: 24, maxWidth: 640 }}>
      <Failure
        error={error}
        retry={() => {
          reset()
          void router.invalidate()
        }}
      />
    </div>
  ),
  defaultNotFoundComponent: () => (
    <Page crumbs={[{ label: t('error.nothing') }]} title={t('error.nothing')}>
      <Blank title={t('error.nothing-here')} />
    </Page>
  ),
})
