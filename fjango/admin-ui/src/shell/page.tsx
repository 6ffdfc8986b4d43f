import { ActionIcon } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useContext, useEffect, type ReactNode } from 'react'
import { useQuery } from '@tanstack/react-query'
import { site } from '../api/queries'
import { t } from '../i18n'
import { Icons } from '../ui/icons'
import { ShellContext } from './context'
import css from './shell.module.css'

export interface Crumb {
  label: string
  to?: string
}

interface Props {
  crumbs: Crumb[]
  title: ReactNode
  /** The title of the browser's tab, where `title` is not text. */
  name?: string
  /** Beside the title: a count, a status. */
  beside?: ReactNode
  actions?: ReactNode
  children: ReactNode
}

/** The frame of every page: breadcrumb, title, actions. */
export function Page({ crumbs, title, name, beside, actions, children }: Props) {
  const { openNavigation } = useContext(ShellContext)
  const { data } = useQuery(site)
  const tab = name ?? (typeof title === 'string' ? title : '')
  useEffect(() => {
    document.title = [tab, data?.site.title].filter(Boolean).join(' · ')
  }, [tab, data?.site.title])
  return (
    <>
      <header className={css.top}>
        <ActionIcon className={css.burger} aria-label={t('shell.open-navigation')} onClick={openNavigation}>
          <Icons.menu />
        </ActionIcon>
        <nav aria-label={t('shell.breadcrumb')} className={css.crumbs}>
          <ol className={css.crumbs}>
            {crumbs.map((crumb, index) => (
              <li key={index}>
                {crumb.to ? <Link to={crumb.to} activeOptions={{ exact: true }}>{crumb.label}</Link> : <span aria-current={index === crumbs.length - 1 ? 'page' : undefined}>{crumb.label}</span>}
              </li>
            ))}
          </ol>
        </nav>
      </header>
      <main id="main" tabIndex={-1}>
        <div className={css.head}>
          <h1>{title}</h1>
          {beside}
          <span className={css.spacer} />
          {actions}
        </div>
        {children}
      </main>
    </>
  )
}

/** The group of the sidebar that a model stands in. */
export function useGroup(model: string): string | undefined {
  const { data } = useQuery(site)
  return data?.nav.find(group => group.items.some(item => item.kind === 'model' && item.key === model))?.group || undefined
}
