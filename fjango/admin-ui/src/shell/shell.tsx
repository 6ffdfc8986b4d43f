import { useMantineColorScheme } from '@mantine/core'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { Outlet, useLocation, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useMemo, useState } from 'react'
import { preferences, setPreferences, site } from '../api/queries'
import { t } from '../i18n'
import { SignInDialog } from '../session/sign-in-dialog'
import { ConfirmHost } from '../ui/confirm'
import { ShellContext } from './context'
import { useShortcut } from './shortcuts'
import { Sidebar } from './sidebar'
import css from './shell.module.css'

const Palette = lazy(() => import('./palette'))
const Help = lazy(() => import('./overlays').then(module => ({ default: module.Help })))
const NavigationDrawer = lazy(() => import('./overlays').then(module => ({ default: module.NavigationDrawer })))

export function Shell({ changeLanguage }: { changeLanguage: (tag: string) => void }) {
  useSuspenseQuery(site)
  const { data: preferred } = useQuery(preferences)
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const [palette, setPalette] = useState(false)
  const [help, setHelp] = useState(false)
  const [navigation, setNavigation] = useState(false)
  const navigate = useNavigate()
  const path = useLocation({ select: location => location.pathname })

  useEffect(() => {
    if (preferred?.theme && preferred.theme !== colorScheme) setColorScheme(preferred.theme)
    document.documentElement.dataset.density = preferred?.density ?? 'normal'
    // Only what the server kept counts here; the menu sets both at once.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [preferred?.theme, preferred?.density])
  useEffect(() => setNavigation(false), [path])
  useEffect(() => {
    // What is typed right after Ctrl K should not wait for a chunk.
    const timer = setTimeout(() => void import('./palette').catch(() => {}), 1500)
    return () => clearTimeout(timer)
  }, [])

  useShortcut('Ctrl+K', 'shortcuts.palette', () => setPalette(open => !open), { typing: true })
  useShortcut('?', 'shortcuts.help', () => setHelp(true))
  useShortcut('h', 'shortcuts.home', () => void navigate({ to: '/' }))

  const context = useMemo(
    () => ({
      openPalette: () => setPalette(true),
      openHelp: () => setHelp(true),
      openNavigation: () => setNavigation(true),
      changeLanguage: (tag: string) => {
        void setPreferences(old => ({ ...old, locale: tag })).catch(() => {})
        changeLanguage(tag)
      },
    }),
    [changeLanguage],
  )

  return (
    <ShellContext value={context}>
      <a
        className={css.skip}
        href="#main"
        onClick={event => {
          event.preventDefault()
          document.getElementById('main')?.focus()
        }}
      >
        {t('shell.skip')}
      </a>
      <div className={css.frame}>
        <div className={css.sidebar}>
          <Sidebar />
        </div>
        <div className={css.work}>
          <Outlet />
        </div>
      </div>
      <Suspense fallback={null}>
        {palette && <Palette onClose={() => setPalette(false)} />}
        {navigation && <NavigationDrawer onClose={() => setNavigation(false)} />}
        {help && <Help onClose={() => setHelp(false)} />}
      </Suspense>
      <ConfirmHost />
      <SignInDialog />
    </ShellContext>
  )
}
