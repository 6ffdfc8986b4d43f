import { Menu, useMantineColorScheme } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useLocation, useNavigate } from '@tanstack/react-router'
import { useContext } from 'react'
import { request } from '../api/client'
import { client, session, setPreferences, site as siteQuery } from '../api/queries'
import type { NavItem, ThemeChoice } from '../contract'
import { knownLocales, language, t } from '../i18n'
import { upper } from '../i18n/format'
import { Icons, NavIcon } from '../ui/icons'
import { Status } from '../ui/status'
import { toastError } from '../ui/toasts'
import ui from '../ui/ui.module.css'
import { ShellContext } from './context'
import css from './shell.module.css'

function pathOf(item: NavItem): string {
  if (item.kind === 'model') return `/m/${item.key}`
  if (item.kind === 'builtin') return item.key === 'home' ? '/' : `/${item.key}`
  return item.key === 'home' ? '/' : `/p/${item.key}`
}

export function Sidebar({ onLeave }: { onLeave?: () => void }) {
  const { data } = useQuery(siteQuery)
  const { openPalette } = useContext(ShellContext)
  const path = useLocation({ select: location => location.pathname })
  if (!data) return null
  const current = (to: string) => (to === '/' ? path === '/' || path === '' : path === to || path.startsWith(`${to}/`))
  const link = (to: string, label: string, icon: string | null | undefined) => (
    <li key={to}>
      <Link to={to} activeOptions={{ exact: true }} className={css.item} aria-current={current(to) ? 'page' : undefined} onClick={onLeave}>
        <NavIcon name={icon} />
        <span>{label}</span>
      </Link>
    </li>
  )
  const groups = data.nav.map(group => ({ ...group, items: group.items.filter(item => pathOf(item) !== '/') }))
  return (
    <>
      <div className={css.brandRow}>
        <Link to="/" className={css.brand} onClick={onLeave}>
          <span className={css.mark} aria-hidden />
          <span className={css.title}>{data.site.title}</span>
        </Link>
        {data.site.env && (
          <Status tone={data.site.env.tone} dot={false}>
            {data.site.env.label}
          </Status>
        )}
      </div>
      <button type="button" className={css.search} onClick={openPalette}>
        <Icons.search />
        <span>{t('palette.open')}</span>
        <kbd className={ui.kbd}>Ctrl K</kbd>
      </button>
      <nav className={css.nav} aria-label={t('shell.navigation')}>
        <ul>{link('/', t('shell.overview'), 'overview')}</ul>
        {groups.map(group => (
          <div key={group.group} role="group" aria-label={group.group || undefined}>
            {group.group && <p className={css.group}>{group.group}</p>}
            <ul>
              {group.items.map(item => link(pathOf(item), item.key === 'audit' && item.kind === 'builtin' ? t('audit.title') : upper(item.label), item.icon ?? (item.key === 'audit' ? 'audit' : null)))}
            </ul>
          </div>
        ))}
      </nav>
      <div className={css.foot}>
        <UserMenu />
      </div>
    </>
  )
}

function UserMenu() {
  const { data } = useQuery(siteQuery)
  const { openHelp, changeLanguage } = useContext(ShellContext)
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const navigate = useNavigate()
  if (!data) return null
  const name = data.user.name || data.user.username
  const initials = name.split(/[\s._-]+/).map(part => part.charAt(0)).slice(0, 2).join('').toUpperCase()
  const theme = (choice: ThemeChoice) => {
    setColorScheme(choice)
    void setPreferences(old => ({ ...old, theme: choice })).catch(() => {})
  }
  async function signOut() {
    try {
      await request('/logout', { method: 'POST' })
    } catch (error) {
      return toastError(error)
    }
    // Who was signed in must not be known any more, or the page would not be let to the sign-in.
    client.removeQueries({ queryKey: session.queryKey })
    await navigate({ to: '/login' })
    client.clear()
  }
  const schemes = [['light', Icons.sun, 'theme.light'], ['dark', Icons.moon, 'theme.dark'], ['auto', Icons.system, 'theme.auto']] as const
  return (
    <Menu position="top-start" width={216} withinPortal zIndex={350}>
      <Menu.Target>
        <button type="button" className={css.user} aria-label={t('shell.account', { name })}>
          <span className={css.initials} data-initials={initials} aria-hidden />
          <span>{name}</span>
          <Icons.updown size={14} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('theme.title')}</Menu.Label>
        {schemes.map(([scheme, Icon, label]) => (
          <Menu.Item key={scheme} leftSection={<Icon />} rightSection={colorScheme === scheme ? <Icons.check /> : null} onClick={() => theme(scheme)}>
            {t(label)}
          </Menu.Item>
        ))}
        <Menu.Label>{t('shell.language')}</Menu.Label>
        {knownLocales
          .filter(tag => tag === 'en' || data.site.locales.includes(tag) || data.site.locales.length < 2)
          .map(tag => (
            <Menu.Item key={tag} lang={tag} leftSection={<Icons.language />} rightSection={language() === tag ? <Icons.check /> : null} onClick={() => changeLanguage(tag)}>
              {upper(new Intl.DisplayNames(tag, { type: 'language' }).of(tag) ?? tag)}
            </Menu.Item>
          ))}
        <Menu.Divider />
        <Menu.Item leftSection={<Icons.keyboard />} rightSection={<kbd className={ui.kbd}>?</kbd>} onClick={openHelp}>
          {t('shortcuts.title')}
        </Menu.Item>
        {data.site.site_url && (
          <Menu.Item component="a" href={data.site.site_url} leftSection={<Icons.external />}>
            {t('shell.view-site')}
          </Menu.Item>
        )}
        <Menu.Item leftSection={<Icons.signOut />} onClick={signOut}>
          {t('shell.sign-out')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
