import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { isProblem } from '../api/client'
import { t } from '../i18n'
import { Icons } from './icons'
import css from './ui.module.css'

/** What an error says to people. */
export function messageOf(error: unknown): string {
  if (isProblem(error, 0)) return t('error.offline')
  if (isProblem(error, 403)) return error.body.detail ?? t('error.forbidden')
  if (isProblem(error, 404)) return error.body.detail ?? t('error.not-found')
  return error instanceof Error && error.message ? error.message : t('error.unknown')
}

/** An error where it happened, with what the server's log knows it by. */
export function Failure({ error, retry, children }: { error: unknown; retry?: () => void; children?: ReactNode }) {
  const id = isProblem(error) ? error.body.request_id : undefined
  return (
    <div className={css.notice} role="alert">
      <Icons.alert />
      <div className={css.grow}>
        <p>{messageOf(error)}</p>
        {id && <p className={css.meta}>{t('error.request', { id })}</p>}
        {children}
      </div>
      {retry && (
        <Button size="xs" onClick={retry}>
          {t('action.retry')}
        </Button>
      )}
    </div>
  )
}

export function Blank({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className={css.blank}>
      <h2>{title}</h2>
      {children && <p>{children}</p>}
      {action}
    </div>
  )
}

export function Skeleton({ width, height }: { width?: string; height?: number }) {
  return <span className={css.skeleton} style={{ width, height }} aria-hidden />
}

/** A thin bar that appears when loading takes longer than 300 ms. */
export function LoadingBar() {
  return <div className={css.bar} role="progressbar" aria-label={t('state.loading')} />
}
